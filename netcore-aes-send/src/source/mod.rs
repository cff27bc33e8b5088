//! The bytes of an input: a file or standard input, as it is or compressed, read block by block.

mod compression;
mod error;
mod members;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use compression::Compression;
use error::Cause;
pub use error::{SourceError, reason};

/// The name of standard input.
const STDIN: &str = "-";

/// An input, decompressed and without a byte order mark.
pub struct Source {
    name: String,
    compression: Option<Compression>,
    reader: Box<dyn Read + Send>,
}

impl Source {
    /// Opens a file, or standard input if it is named `-`.
    ///
    /// # Errors
    /// [`SourceError`] if it cannot be read, or is UTF-16.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let name = name_of(path);
        Self::new(name, open(path).map_err(|error| SourceError::new(name, Cause::Read(error)))?)
    }

    /// Reads from `raw`, which messages call `name`.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn new(name: &OsStr, raw: impl Read + Send + 'static) -> Result<Self, SourceError> {
        let mut source = Self { name: crate::text::quoted(name), compression: None, reader: Box::new(raw) };
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
    ///
    /// # Errors
    /// [`SourceError`] if they cannot be read, or are no such compressed data.
    pub fn read<'b>(&mut self, block: &'b mut [u8]) -> Result<&'b [u8], SourceError> {
        let count = self.next(block)?;
        Ok(block.get(..count).unwrap_or_default())
    }

    /// Whether the input is compressed.
    pub(crate) const fn is_compressed(&self) -> bool {
        self.compression.is_some()
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

fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(open_file(path)?))
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

    fn all_of(data: Vec<u8>, size: usize) -> Vec<u8> {
        let mut source = Source::new(OsStr::new("x"), Cursor::new(data)).unwrap();
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
                let error = Source::new(OsStr::new("x"), Cursor::new(data)).map(|_| ()).unwrap_err();
                assert!(error.to_string().contains("UTF-16"), "{error}");
            }
        }
    }
}
