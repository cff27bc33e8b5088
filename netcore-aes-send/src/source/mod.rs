//! The bytes of an input: a file or standard input, as it is or compressed, read block by block. Of a table, the lines of its rows.

mod compression;
mod error;
mod format;
mod guard;
mod members;
mod options;
#[cfg(feature = "tables")]
mod table;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use compression::Compression;
use error::Cause;
pub use error::{SourceError, reason};
use format::Format;
pub use options::TableOptions;

use crate::reading::Reading;

/// The name of standard input.
const STDIN: &str = "-";

/// The longest header line of CSV, in bytes.
#[cfg(feature = "tables")]
const MOST_HEADER: usize = 1 << 16;

/// An input, decompressed and without a byte order mark. A table (Parquet, Arrow, CSV with a header of an event's fields) is read as a line
/// of JSON for each row, in order.
pub struct Source {
    name: String,
    compression: Option<Compression>,
    format: Option<Format>,
    reader: Box<dyn Read + Send>,
}

impl Source {
    /// Opens a file, or standard input if it is named `-`.
    ///
    /// # Errors
    /// [`SourceError`] if it cannot be read, is UTF-16, or is a table whose columns are no event.
    pub fn open(path: &Path, options: &TableOptions) -> Result<Self, SourceError> {
        let name = name_of(path);
        let read_error = |error| SourceError::new(name, Cause::Read(error));
        let raw = open(path).map_err(read_error)?;
        Self::of(name, raw, again(path).map_err(read_error)?, &Reading::default(), options)
    }

    /// Reads from `raw`, which messages call `name`. `file` is the same, if it is a file that can be read in any order.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn of(
        name: &OsStr,
        raw: impl Read + Send + 'static,
        file: Option<File>,
        reading: &Reading,
        options: &TableOptions,
    ) -> Result<Self, SourceError> {
        let name = crate::text::quoted(name);
        let mut source = Self { name, compression: None, format: None, reader: Box::new(raw) };
        source.compression = Compression::of(&source.peek(6)?);
        if let Some(compression) = source.compression {
            source.reader = compression.decompress(source.reader);
        }
        source.format = Format::of(&source.peek(Format::MAGIC)?);
        let mark = source.peek(3)?;
        if mark.starts_with(b"\xff\xfe") || mark.starts_with(b"\xfe\xff") {
            return Err(source.error(Cause::Utf16));
        }
        if mark == b"\xef\xbb\xbf" {
            source.next(&mut [0; 3])?;
        }
        source.open_table(file, reading, options)?;
        Ok(source)
    }

    #[cfg(feature = "tables")]
    fn open_table(&mut self, file: Option<File>, reading: &Reading, options: &TableOptions) -> Result<(), SourceError> {
        if self.format.is_none() {
            self.format = table::delimiter_of(&self.peek_header()?, options).map(Format::Csv);
        }
        let Some(format) = self.format else {
            let is_text = options.column.is_none() || self.peek(1)?.is_empty();
            return if is_text { Ok(()) } else { Err(self.error(Cause::NoTable)) };
        };
        let raw = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        let file = file.filter(|_| self.compression.is_none());
        let lines = table::lines(format, raw, file, reading, options);
        self.reader = lines.map_err(|error| self.error(Cause::Read(error)))?;
        Ok(())
    }

    #[cfg(not(feature = "tables"))]
    fn open_table(&self, _: Option<File>, _: &Reading, options: &TableOptions) -> Result<(), SourceError> {
        match self.format {
            Some(_) => Err(self.error(Cause::Unsupported)),
            None if options.column.is_some() => Err(self.error(Cause::NoTable)),
            None => Ok(()),
        }
    }

    /// Reads the next bytes into `block`, and returns them; none at the end.
    ///
    /// # Errors
    /// [`SourceError`] if they cannot be read, or are no such compressed data or table.
    pub fn read<'b>(&mut self, block: &'b mut [u8]) -> Result<&'b [u8], SourceError> {
        let count = self.next(block)?;
        Ok(block.get(..count).unwrap_or_default())
    }

    /// Whether the input is a table in a format of its own, as text is not.
    #[must_use]
    pub const fn is_binary_table(&self) -> bool {
        matches!(self.format, Some(Format::Parquet | Format::ArrowFile | Format::ArrowStream))
    }

    /// Whether a decoder reads the input, which may not go on after an error.
    pub(crate) const fn is_decoded(&self) -> bool {
        self.compression.is_some() || self.format.is_some()
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
    fn peek(&mut self, count: usize) -> Result<Vec<u8>, SourceError> {
        self.peek_until(|head| head.len() >= count, count)
    }

    /// The first line, if it is not JSON and not too long. JSON is known by its first byte: it need not have an end yet.
    #[cfg(feature = "tables")]
    fn peek_header(&mut self) -> Result<Vec<u8>, SourceError> {
        let is_json = |head: &[u8]| head.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'{' | b'['));
        let end_of = |head: &[u8]| {
            let begin = head.len().saturating_sub(head.trim_ascii_start().len());
            head.get(begin..)?.iter().position(|byte| *byte == b'\n').map(|end| begin.saturating_add(end))
        };
        let head = self.peek_until(|head| is_json(head) || end_of(head).is_some(), MOST_HEADER)?;
        if is_json(&head) || (end_of(&head).is_none() && head.len() >= MOST_HEADER) {
            return Ok(Vec::new());
        }
        Ok(head.get(..end_of(&head).unwrap_or(head.len())).unwrap_or_default().to_vec())
    }

    /// Reads the first bytes until they will do, or there are `most`, or no more. They are read again.
    fn peek_until(&mut self, will_do: impl Fn(&[u8]) -> bool, most: usize) -> Result<Vec<u8>, SourceError> {
        let (mut head, mut block) = (Vec::new(), [0; 4096]);
        while !will_do(&head) {
            let room = most.saturating_sub(head.len()).min(block.len());
            let count = self.next(block.get_mut(..room).unwrap_or_default())?;
            if count == 0 {
                break;
            }
            head.extend_from_slice(block.get(..count).unwrap_or_default());
        }
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(Cursor::new(head.clone()).chain(rest));
        Ok(head)
    }

    fn error(&self, cause: Cause) -> SourceError {
        SourceError { name: self.name.clone(), compression: self.compression, format: self.format, cause }
    }
}

/// Whether this thread decompresses an input, or decodes a table: then a panic is caught, and told as an error of the input. A hook for panics can be silent.
#[must_use]
pub fn is_decoding() -> bool {
    guard::is_decoding()
}

/// Whether an input is standard input: its name is `-`.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

/// What messages call an input.
#[must_use]
pub fn name_of(path: &Path) -> &OsStr {
    if is_stdin(path) { OsStr::new("standard input") } else { path.as_os_str() }
}

/// Reads an input whole, as it is.
///
/// # Errors
/// [`SourceError`] if it is empty or cannot be read.
pub fn read_whole(path: &Path) -> Result<Vec<u8>, SourceError> {
    let mut data = Vec::new();
    let read = open(path).and_then(|mut raw| raw.read_to_end(&mut data));
    let cause = match read {
        Ok(0) => Cause::Empty,
        Ok(_) => return Ok(data),
        Err(error) => Cause::Read(error),
    };
    Err(SourceError::new(name_of(path), cause))
}

/// An input that is taken as it is, unless it is a table.
pub enum Whole {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The rows of Parquet or Arrow.
    Table(Source),
}

/// Reads an input whole, as it is; or opens it, if it is Parquet or Arrow, which is no text.
///
/// # Errors
/// As [`read_whole`] and [`Source::open`].
pub fn read_whole_or_table(path: &Path, options: &TableOptions) -> Result<Whole, SourceError> {
    let name = name_of(path);
    let read_error = |error| SourceError::new(name, Cause::Read(error));
    let (mut raw, mut data) = (open(path).map_err(read_error)?, Vec::new());
    raw.by_ref().take(Format::MAGIC.try_into().unwrap_or_default()).read_to_end(&mut data).map_err(read_error)?;
    if Format::of(&data).is_some() {
        let file = again(path).map_err(read_error)?;
        let raw = Cursor::new(data).chain(raw);
        return Source::of(name, raw, file, &Reading::default(), options).map(Whole::Table);
    }
    if options.column.is_some() {
        return Err(SourceError::new(name, Cause::NoTable));
    }
    raw.read_to_end(&mut data).map_err(read_error)?;
    if data.is_empty() { Err(SourceError::new(name, Cause::Empty)) } else { Ok(Whole::Bytes(data)) }
}

fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(open_file(path)?))
}

/// Opens the input once more, if it is a file.
pub(crate) fn again(path: &Path) -> io::Result<Option<File>> {
    let is_file = !is_stdin(path) && std::fs::metadata(path).is_ok_and(|found| found.is_file());
    if is_file { open_file(path).map(Some) } else { Ok(None) }
}

/// Opens a file to read it. Windows would say of a folder that access is denied.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    if cfg!(windows) && path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    File::open(path)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const MARK: &[u8] = b"\xef\xbb\xbf";

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn of(data: Vec<u8>) -> Result<Source, SourceError> {
        Source::of(OsStr::new("x"), Cursor::new(data), None, &Reading::default(), &TableOptions::default())
    }

    fn all_of(data: Vec<u8>, size: usize) -> Vec<u8> {
        let mut source = of(data).unwrap();
        let (mut all, mut block) = (Vec::new(), vec![0; size]);
        while let piece @ [_, ..] = source.read(&mut block).unwrap() {
            all.extend_from_slice(piece);
        }
        all
    }

    #[test]
    fn an_input_is_read_as_it_is_but_for_a_mark_in_front() {
        for size in [1, 2, 3, 4, 5, 6, 7, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, (1 << 18) + 4, 1_000_000] {
            let data: Vec<u8> = [b"a", &MARK.repeat(size / 3 + 1)[..]].concat().into_iter().take(size).collect();
            for content in
                [data.clone(), [MARK, &data].concat(), [&data, MARK].concat(), [b"abcd", MARK, &data].concat()]
            {
                let wanted = content.strip_prefix(MARK).unwrap_or(&content);
                assert!(all_of(content.clone(), 1 << 18) == wanted, "{size}");
                assert!(all_of(gzip(&content), 1000) == wanted, "{size}");
            }
        }
        // One mark, and no other: what follows is of the input.
        assert_eq!(all_of([MARK, MARK].concat(), 9), MARK);
    }

    #[test]
    fn utf_16_is_refused() {
        for mark in [b"\xff\xfe", b"\xfe\xff"] {
            for data in [mark.to_vec(), gzip(mark)] {
                let error = of(data).map(|_| ()).unwrap_err();
                assert!(error.to_string().contains("UTF-16"), "{error}");
            }
        }
    }
}
