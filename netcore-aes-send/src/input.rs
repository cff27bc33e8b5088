//! A file or standard input, whose bytes are counted as they are read, and whose reading can be given up.

use std::fs::metadata;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::reading::Reading;
use crate::source::{Source, SourceError, TableOptions, again, name_of};
use crate::waiting::{Bytes, is_once};

/// After this number of waits in vain, events that were read are passed on.
const IDLE_POLLS: u32 = 5;

/// The number of bytes to read, if it is known beforehand.
pub(crate) fn size_of(path: &Path) -> Option<u64> {
    if is_once(path) { None } else { metadata(path).ok().map(|found| found.len()) }
}

/// Opens an input. With `tells_idle`, reading fails with [`ErrorKind::WouldBlock`] when nothing has come for a while, and goes on when
/// it is called again.
pub(crate) fn open(
    path: &Path,
    reading: &Reading,
    tells_idle: bool,
    options: &TableOptions,
) -> Result<Source, SourceError> {
    let name = name_of(path);
    let read_error = |error| SourceError::read(name, error);
    let file = Bytes::open(path).map_err(read_error)?;
    let may_idle = Arc::new(AtomicBool::new(false));
    let raw = Raw { file, is_once: is_once(path), reading: reading.clone(), may_idle: may_idle.clone() };
    let whole = if is_once(path) { None } else { again(path).map_err(read_error)? };
    let source = Source::of(name, raw, whole, reading, options)?;
    // A decoder may not go on after an error.
    may_idle.store(tells_idle && !source.is_decoded(), Ordering::SeqCst);
    Ok(source)
}

struct Raw {
    file: Bytes,
    is_once: bool,
    reading: Reading,
    may_idle: Arc<AtomicBool>,
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.wait()?;
        let count = self.file.read(buffer)?;
        self.reading.add(u64::try_from(count).unwrap_or_default());
        Ok(count)
    }
}

impl Raw {
    /// Waits for bytes, or the end.
    fn wait(&mut self) -> io::Result<()> {
        let mut polls = 0_u32;
        loop {
            if self.reading.is_ended() {
                return Err(io::Error::other("given up"));
            }
            if !self.is_once || self.file.is_readable()? {
                return Ok(());
            }
            polls = polls.saturating_add(1);
            if polls >= IDLE_POLLS && self.may_idle.load(Ordering::SeqCst) {
                return Err(ErrorKind::WouldBlock.into());
            }
        }
    }
}
