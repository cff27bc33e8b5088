//! The file of dead letters.

use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_128;

use crate::fault::Fault;
use crate::private::open_private;
use crate::text::quoted;

const ACTION: &str = "write the dead letters";

/// The file, made when the first event comes, and locked while it is open.
pub(crate) struct DeadLetters {
    path: PathBuf,
    file: Option<File>,
    /// The lines that an earlier run wrote but did not record, by their digests.
    known: HashSet<u128>,
    /// Lines behind this place may be there, or a part of them.
    unsure: Option<u64>,
    /// Whether this run has begun to write.
    pub(crate) has_begun: bool,
    /// A line was begun in the middle of which nothing else may stand.
    is_within_a_line: bool,
}

impl DeadLetters {
    /// Chooses the file. Fails at once if there is one that events must not go to. `recorded`: the length that an earlier run has
    /// recorded. It may have written more, which is then not written again.
    pub(crate) fn new(path: &Path, recorded: Option<u64>) -> Result<Self, Fault> {
        let mut letters = Self {
            path: path.to_owned(),
            file: None,
            known: HashSet::new(),
            unsure: None,
            has_begun: false,
            is_within_a_line: false,
        };
        letters.unsure = recorded;
        if path.symlink_metadata().is_ok() {
            letters.open()?;
        }
        letters.unsure = None;
        Ok(letters)
    }

    /// Appends lines, and leaves out those that an earlier run has written; they are on the disk when this returns the length of the
    /// file. On a failure none of them is.
    pub(crate) fn write(&mut self, lines: &[u8]) -> Result<u64, Fault> {
        // What is known is known then.
        self.open()?;
        let mut new = if self.known.is_empty() { lines.to_vec() } else { self.without_known(lines) };
        if std::mem::take(&mut self.is_within_a_line) {
            new.insert(0, b'\n');
        }
        self.append(&new)
    }

    /// Appends a part of a line.
    pub(crate) fn write_part(&mut self, part: &[u8], is_last: bool) -> Result<u64, Fault> {
        let len = self.append(part)?;
        self.is_within_a_line = !is_last;
        Ok(len)
    }

    fn without_known(&self, lines: &[u8]) -> Vec<u8> {
        let is_new = |line: &&[u8]| !self.known.contains(&XxHash3_128::oneshot(line));
        lines.split_inclusive(|byte| *byte == b'\n').filter(is_new).flatten().copied().collect()
    }

    fn append(&mut self, lines: &[u8]) -> Result<u64, Fault> {
        self.has_begun = true;
        let mut file = self.open()?;
        let before = match file.metadata() {
            Ok(found) => found.len(),
            Err(error) => return Err(self.refused(&error)),
        };
        let Err(error) = file.write_all(lines).and_then(|()| sync(file)) else {
            return Ok(before.saturating_add(u64::try_from(lines.len()).unwrap_or_default()));
        };
        // Half a line must not stay. If it has to, it is ended when the file is opened again, and what is whole is not written again.
        if file.set_len(before).is_err() {
            self.unsure = Some(before);
        }
        self.file = None;
        self.is_within_a_line = false;
        Err(self.refused(&error))
    }

    fn open(&mut self) -> Result<&File, Fault> {
        if self.file.is_none() {
            let file = open_private(&self.path, true, ACTION)?;
            lock(&file, &self.path)?;
            end_line(&file).map_err(|error| self.refused(&error))?;
            self.file = Some(file);
            if let Some(place) = self.unsure.take() {
                self.read_from(place).map_err(|error| self.refused(&error))?;
            }
        }
        self.file.as_ref().ok_or_else(|| self.refused(&io::ErrorKind::NotFound.into()))
    }

    /// Reads the lines behind a place.
    fn read_from(&mut self, place: u64) -> io::Result<()> {
        let Some(file) = self.file.as_ref().filter(|file| is_regular(file)) else { return Ok(()) };
        let mut reader = BufReader::new(file);
        reader.seek(SeekFrom::Start(place))?;
        loop {
            let mut hash = XxHash3_128::new();
            let mut is_empty = true;
            // Line by line, of any length.
            loop {
                let bytes = reader.fill_buf()?;
                let end = bytes.iter().position(|byte| *byte == b'\n');
                let part = bytes.get(..end.map_or(bytes.len(), |end| end.saturating_add(1))).unwrap_or_default();
                hash.write(part);
                let len = part.len();
                is_empty &= len == 0;
                reader.consume(len);
                if end.is_some() || len == 0 {
                    break;
                }
            }
            if is_empty {
                return Ok(());
            }
            self.known.insert(hash.finish_128());
        }
    }

    fn refused(&self, error: &io::Error) -> Fault {
        Fault::file(ACTION, &self.path, error)
    }
}

impl Drop for DeadLetters {
    fn drop(&mut self) {
        // The event goes on in no later run's line.
        if let Some(file) = self.file.as_mut().filter(|_| self.is_within_a_line) {
            _ = file.write_all(b"\n");
        }
    }
}

/// Ends a line that was torn by `kill -9` or a full disk: what is in it is left alone, and so is what follows it.
fn end_line(mut file: &File) -> io::Result<()> {
    if !is_regular(file) || file.metadata()?.len() == 0 {
        return Ok(());
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" { Ok(()) } else { file.write_all(b"\n") }
}

fn lock(file: &File, path: &Path) -> Result<(), Fault> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) if is_regular(file) => {
            let path = quoted(path);
            Err(Fault::input(format_args!(
                "another run writes to the dead letters {path}; wait until it has ended, or name another file by --dead-letter"
            )))
        }
        // A file system without locks has none to wait for.
        _ => Ok(()),
    }
}

/// A device or a pipe cannot be synchronized.
fn sync(file: &File) -> io::Result<()> {
    if is_regular(file) { file.sync_data() } else { Ok(()) }
}

fn is_regular(file: &File) -> bool {
    file.metadata().is_ok_and(|found| found.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn lines_are_added_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dead");
        for round in 1..3 {
            let mut letters = DeadLetters::new(&path, None).unwrap();
            assert_eq!(path.exists(), round > 1);
            assert_eq!(letters.write(b"{}\n[]\n").unwrap(), 6 * round);
            let fault = DeadLetters::new(&path, None).map(|_| ()).unwrap_err();
            assert!(fault.message.contains("another run writes to the dead letters"), "{fault}");
        }
        assert_eq!(fs::read(&path).unwrap(), b"{}\n[]\n{}\n[]\n");
        fs::write(&path, "{\"torn").unwrap();
        DeadLetters::new(&path, None).unwrap().write(b"{}\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"{\"torn\n{}\n");
    }

    #[test]
    fn what_an_earlier_run_wrote_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dead");
        let long = format!("\"{}\"\n", "x".repeat(100_000));
        DeadLetters::new(&path, None).unwrap().write(b"\n").unwrap();
        fs::write(&path, format!("1\n2\n{long}3\n4")).unwrap();
        let mut letters = DeadLetters::new(&path, Some(2)).unwrap();
        letters.write(format!("1\n2\n{long}3\n4\n5\n").as_bytes()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("1\n2\n{long}3\n4\n1\n5\n"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told() {
        let fault = DeadLetters::new(Path::new("/dev/full"), None).unwrap().write(b"{}\n").unwrap_err();
        assert_eq!(fault.message, "cannot write the dead letters '/dev/full': No space left on device");
    }

    #[test]
    fn a_line_that_ends_early_is_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dead");
        DeadLetters::new(&path, None).unwrap().write_part(b"{\"half", false).unwrap();
        let mut letters = DeadLetters::new(&path, None).unwrap();
        letters.write_part(b"[", false).unwrap();
        letters.write_part(b"]\n", true).unwrap();
        drop(letters);
        assert_eq!(fs::read(&path).unwrap(), b"{\"half\n[]\n");
    }
}
