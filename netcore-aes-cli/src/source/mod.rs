//! The bytes of an input: a file or standard input, as it is or compressed, read block by block.
//!
//! The module needs nothing of the command line but the quotes around a name, so that it can move.

mod compression;
mod error;
mod members;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use compression::Compression;
use error::Cause;
pub(crate) use error::{SourceError, reason};

/// The name of standard input.
const STDIN: &str = "-";

/// An input, decompressed and without a byte order mark.
pub(crate) struct Source {
    name: String,
    compression: Option<Compression>,
    reader: Box<dyn Read + Send>,
}

impl Source {
    /// Opens a file, or standard input if it is named `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, SourceError> {
        let name = name_of(path);
        Self::new(name, open(path).map_err(|error| SourceError::new(name, Cause::Read(error)))?)
    }

    /// Reads from `raw`, which messages call `name`.
    pub(crate) fn new(name: &OsStr, raw: impl Read + Send + 'static) -> Result<Self, SourceError> {
        let mut source = Self { name: crate::display::quoted(name), compression: None, reader: Box::new(raw) };
        source.compression = Compression::of(&source.peek(6)?);
        if let Some(compression) = source.compression {
            source.reader = compression.decompress(source.reader);
        }
        let mark = source.peek(3)?;
        if mark.starts_with(b"\xff\xfe") || mark.starts_with(b"\xfe\xff") {
            return Err(source.error(Cause::Utf16));
        }
        if mark == b"\xef\xbb\xbf" {
            source.next(&mut [0; 3])?;
        }
        Ok(source)
    }

    /// Reads the next bytes into `block`, and returns them; none at the end.
    pub(crate) fn read<'b>(&mut self, block: &'b mut [u8]) -> Result<&'b [u8], SourceError> {
        let count = self.next(block)?;
        Ok(block.get(..count).unwrap_or_default())
    }

    fn next(&mut self, block: &mut [u8]) -> Result<usize, SourceError> {
        loop {
            match self.reader.read(block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read.map_err(|error| self.error(Cause::Read(error))),
            }
        }
    }

    /// The first bytes, which are read again. A pipe may give a single byte at a time.
    fn peek(&mut self, count: u64) -> Result<Vec<u8>, SourceError> {
        let mut head = Vec::new();
        let read = self.reader.by_ref().take(count).read_to_end(&mut head);
        read.map_err(|error| self.error(Cause::Read(error)))?;
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(Cursor::new(head.clone()).chain(rest));
        Ok(head)
    }

    fn error(&self, cause: Cause) -> SourceError {
        SourceError { name: self.name.clone(), compression: self.compression, cause }
    }
}

/// What messages call an input.
pub(crate) fn name_of(path: &Path) -> &OsStr {
    if path == Path::new(STDIN) { OsStr::new("standard input") } else { path.as_os_str() }
}

/// Reads an input whole, as it is. One that is empty is an error.
pub(crate) fn read_whole(path: &Path) -> Result<Vec<u8>, SourceError> {
    let mut data = Vec::new();
    let read = open(path).and_then(|mut raw| raw.read_to_end(&mut data));
    let cause = match read {
        Ok(0) => Cause::Empty,
        Ok(_) => return Ok(data),
        Err(error) => Cause::Read(error),
    };
    Err(SourceError::new(name_of(path), cause))
}

fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path == Path::new(STDIN) {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(File::open(path)?))
}
