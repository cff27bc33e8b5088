//! Why an input cannot be read.

use std::error::Error;
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, ErrorKind};

use super::compression::Compression;
use super::format::Format;
#[cfg(feature = "tables")]
use super::table::fault::Fault;

/// Why an input cannot be read. The message names the input, and contains nothing of it.
#[derive(Debug)]
pub struct SourceError {
    pub(super) name: String,
    pub(super) compression: Option<Compression>,
    pub(super) format: Option<Format>,
    pub(super) cause: Cause,
}

#[derive(Debug)]
pub(super) enum Cause {
    Empty,
    Read(io::Error),
    Utf16,
    /// A column is named, and there are none.
    NoTable,
    #[cfg(not(feature = "tables"))]
    Unsupported,
}

impl SourceError {
    /// The operating system refused to open or to read it.
    pub(crate) fn read(name: &OsStr, error: io::Error) -> Self {
        Self::new(name, Cause::Read(error))
    }

    /// Whether nothing has come for a while.
    pub(crate) fn is_idle(&self) -> bool {
        matches!(&self.cause, Cause::Read(error) if error.kind() == ErrorKind::WouldBlock)
    }

    pub(super) fn new(name: &OsStr, cause: Cause) -> Self {
        Self { name: crate::text::quoted(name), compression: None, format: None, cause }
    }
}

/// Windows PowerShell writes UTF-16 where its output goes to a file.
const TO_UTF8: &str =
    if cfg!(windows) { "Get-Content FILE | Set-Content -Encoding utf8 NEW" } else { "iconv -f UTF-16 -t UTF-8" };

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        let error = match &self.cause {
            Cause::Empty => return write!(f, "{name} is empty"),
            Cause::Utf16 => {
                return write!(f, "{name} is UTF-16; convert it first, such as by: {TO_UTF8}");
            }
            Cause::NoTable => {
                return write!(
                    f,
                    "{name} is no table, and --column names a column of one; leave it out for events as JSON"
                );
            }
            #[cfg(not(feature = "tables"))]
            Cause::Unsupported => {
                let format = self.format.map_or("a table", Format::name);
                return write!(
                    f,
                    "{name} is {format}, which this program was built without (feature tables); make it NDJSON"
                );
            }
            Cause::Read(error) => error,
        };
        #[cfg(feature = "tables")]
        if let Some(fault) = innermost(error).get_ref().and_then(|inner| inner.downcast_ref::<Fault>()) {
            return self.tell_of_table(f, fault);
        }
        let format = self.compression.filter(|_| system_error(error).is_none()).map(Compression::name);
        match (format, innermost(error).kind()) {
            (Some(format), ErrorKind::UnexpectedEof) => {
                write!(f, "{name} ends in the middle of its {format} data; get it again, complete")
            }
            (Some(format), ErrorKind::OutOfMemory) => {
                write!(f, "{name} takes too much memory to decompress its {format} data; decompress it first")
            }
            (Some(format), _) => {
                write!(f, "{name} is damaged: its {format} data cannot be read; get it again")
            }
            (None, _) => write!(f, "cannot read {name}: {}", reason(error)),
        }
    }
}

#[cfg(feature = "tables")]
impl SourceError {
    fn tell_of_table(&self, f: &mut fmt::Formatter<'_>, fault: &Fault) -> fmt::Result {
        let (name, format) = (&self.name, self.format.map_or("", Format::name));
        match fault {
            Fault::Truncated => write!(f, "{name} ends in the middle of its {format} data; get it again, complete"),
            Fault::Damaged => write!(f, "{name} is damaged: its {format} data cannot be read; get it again"),
            Fault::Behind => {
                write!(f, "{name} has data behind the end of its {format} stream; give each stream by itself")
            }
            Fault::NotSeekable => write!(
                f,
                "{name} is {format}, which is read from its end; name the file itself, not a pipe or a compressed copy"
            ),
            Fault::TooLong { piece, most } => {
                write!(f, "{name} holds {piece} of more than {} MiB; write it in smaller ones", most >> 20)
            }
            Fault::Columns(sentence) => write!(f, "{name} {sentence}"),
        }
    }
}

impl Error for SourceError {}

/// What the operating system says, such as `Permission denied`, without a number, and without the full stop that Windows adds.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let text =
        system_error(error).map_or_else(|| error.to_string(), |code| io::Error::from_raw_os_error(code).to_string());
    text.split(" (os error ").next().unwrap_or(&text).trim_end_matches('.').to_owned()
}

/// The number of the operating system's error, which a library may have wrapped.
fn system_error(error: &io::Error) -> Option<i32> {
    innermost(error).raw_os_error()
}

/// The error of I/O that another one was made of.
fn innermost(error: &io::Error) -> &io::Error {
    let mut innermost = error;
    let mut next = error.get_ref().map(|inner| -> &(dyn Error + 'static) { inner });
    while let Some(inner) = next {
        if let Some(inner) = inner.downcast_ref::<io::Error>() {
            innermost = inner;
            next = inner.get_ref().map(|inner| -> &(dyn Error + 'static) { inner });
        } else {
            next = inner.source();
        }
    }
    innermost
}
