//! The file of dead letters.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_128;

use crate::exclusive::{self, is_regular, sync};
use crate::fault::Fault;
use crate::letter::{LETTER, head_in};

const ACTION: &str = "write the dead letters";

/// The file, made when the first event comes, and locked while it is open.
pub(crate) struct DeadLetters {
    path: PathBuf,
    file: Option<File>,
    /// The lines that an earlier run wrote but did not record, by their digests, and those of the heads of letters that come in parts.
    known: HashSet<u128>,
    /// Whether a later run finds the events again that are not recorded.
    is_repeated: bool,
    /// Lines behind this place may be there, or a part of them.
    unsure: Option<u64>,
    /// Whether this run has begun to write.
    pub(crate) has_begun: bool,
    line: Line,
}

/// Whether a line was begun in the middle of which nothing else may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Whole,
    /// At this place.
    Begun(u64),
    /// An earlier run has written it, and its parts are left out.
    Known,
}

/// A head is looked for in this number of bytes of a line: the name of a file may be long, and is written in escaped form.
const MOST_HEAD: usize = 1 << 15;

impl DeadLetters {
    /// Chooses the file. Fails at once if there is one that events must not go to. `recorded`: the length that an earlier run has
    /// recorded. It may have written more, which is then not written again.
    pub(crate) fn new(path: &Path, recorded: Option<u64>) -> Result<Self, Fault> {
        let mut letters = Self {
            path: path.to_owned(),
            file: None,
            known: HashSet::new(),
            is_repeated: recorded.is_some(),
            unsure: None,
            has_begun: false,
            line: Line::Whole,
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
        if matches!(std::mem::replace(&mut self.line, Line::Whole), Line::Begun(_)) {
            new.insert(0, b'\n');
        }
        self.append(&new, true)
    }

    /// Appends a part of a line, the first of which holds the head, unless an earlier run has written the line. It is on the disk with its
    /// last part; on a failure no part of it is.
    pub(crate) fn write_part(&mut self, part: &[u8], is_last: bool) -> Result<u64, Fault> {
        if self.line == Line::Whole {
            let len = self.len()?;
            let is_known = head_in(part).is_some_and(|head| self.known.contains(&XxHash3_128::oneshot(head)));
            self.line = if is_known { Line::Known } else { Line::Begun(len) };
        }
        let len = if self.line == Line::Known { self.len()? } else { self.append(part, is_last)? };
        if is_last {
            self.line = Line::Whole;
        }
        Ok(len)
    }

    /// Takes back the parts of a line whose end did not come. Returns the length of the file.
    pub(crate) fn take_back(&mut self) -> Result<u64, Fault> {
        if let Line::Begun(place) = std::mem::replace(&mut self.line, Line::Whole) {
            let file = self.open()?;
            if let Err(error) = file.set_len(place).and_then(|()| sync(file)) {
                self.line = Line::Begun(place);
                return Err(self.refused(&error));
            }
        }
        self.len()
    }

    fn len(&mut self) -> Result<u64, Fault> {
        let file = self.open()?;
        // Windows knows no length of a device.
        if cfg!(windows) && !is_regular(file) {
            return Ok(0);
        }
        let found = file.metadata();
        found.map(|found| found.len()).map_err(|error| self.refused(&error))
    }

    fn without_known(&self, lines: &[u8]) -> Vec<u8> {
        let is_new = |line: &&[u8]| !self.known.contains(&XxHash3_128::oneshot(line));
        lines.split_inclusive(|byte| *byte == b'\n').filter(is_new).flatten().copied().collect()
    }

    fn append(&mut self, lines: &[u8], is_durable: bool) -> Result<u64, Fault> {
        self.has_begun = true;
        let before = self.len()?;
        let line = std::mem::replace(&mut self.line, Line::Whole);
        let file = self.open()?;
        let Err(error) = exclusive::append(file, lines).and_then(|()| if is_durable { sync(file) } else { Ok(()) })
        else {
            self.line = line;
            return Ok(before.saturating_add(u64::try_from(lines.len()).unwrap_or_default()));
        };
        // Half a line must not stay. If it has to, it is cut off when the file is opened again, and what is whole is not written again.
        let place = if let Line::Begun(place) = line { place } else { before };
        if file.set_len(place).is_err() {
            self.unsure = Some(place);
        }
        self.file = None;
        Err(self.refused(&error))
    }

    fn open(&mut self) -> Result<&File, Fault> {
        if self.file.is_none() {
            let file = exclusive::open(&self.path, ACTION)?;
            let read = self.unsure.map_or(Ok(()), |place| self.read_from(&file, place));
            read.and_then(|()| end_line(&file)).map_err(|error| self.refused(&error))?;
            self.unsure = None;
            self.file = Some(file);
        }
        self.file.as_ref().ok_or_else(|| self.refused(&io::ErrorKind::NotFound.into()))
    }

    /// Reads the lines behind a place. A letter that was torn is cut off: a run that has a journal finds its event again.
    fn read_from(&mut self, file: &File, place: u64) -> io::Result<()> {
        if !is_regular(file) {
            return Ok(());
        }
        let mut reader = BufReader::new(file);
        reader.seek(SeekFrom::Start(place))?;
        loop {
            let begin = reader.stream_position()?;
            let (mut hash, mut head) = (XxHash3_128::new(), Vec::new());
            // Line by line, of any length.
            let is_whole = loop {
                let bytes = reader.fill_buf()?;
                let end = bytes.iter().position(|byte| *byte == b'\n');
                let part = bytes.get(..end.map_or(bytes.len(), |end| end.saturating_add(1))).unwrap_or_default();
                hash.write(part);
                head.extend(part.iter().take(MOST_HEAD.saturating_sub(head.len())));
                let len = part.len();
                reader.consume(len);
                if end.is_some() || len == 0 {
                    break end.is_some();
                }
            };
            if !is_whole {
                let is_letter = head.starts_with(LETTER) || LETTER.starts_with(&head);
                return if is_letter { file.set_len(begin.min(file.metadata()?.len())) } else { Ok(()) };
            }
            self.known.insert(hash.finish_128());
            self.known.extend(head_in(&head).map(XxHash3_128::oneshot));
        }
    }

    fn refused(&self, error: &io::Error) -> Fault {
        Fault::file(ACTION, &self.path, error)
    }
}

impl Drop for DeadLetters {
    fn drop(&mut self) {
        let (Some(file), Line::Begun(place)) = (&self.file, self.line) else { return };
        // The event goes on in no later run's line. What a later run finds again, it also cuts off.
        _ = if self.is_repeated { file.set_len(place) } else { exclusive::append(file, b"\n") };
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
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("1\n2\n{long}3\n4\n1\n4\n5\n"));
    }

    #[test]
    fn a_long_line_is_known_by_its_head_and_a_torn_one_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dead");
        let head = |index: u32| format!(r#"{{"file": "a", "index": {index}, "event_base64": ""#);
        let line = |index: u32| format!("{}{}\"}}\n", head(index), "x".repeat(50_000));
        DeadLetters::new(&path, None).unwrap().write(format!("1\n{}{}AA", line(5), head(6)).as_bytes()).unwrap();
        // A line that was torn, of a run that cannot go on, is left alone.
        DeadLetters::new(&path, None).map(drop).unwrap();
        let torn = format!("1\n{}{}AA\n", line(5), head(6));
        assert_eq!(fs::read_to_string(&path).unwrap(), torn);
        fs::write(&path, torn.trim_end()).unwrap();
        let mut letters = DeadLetters::new(&path, Some(2)).unwrap();
        let known = format!("1\n{}", line(5));
        assert_eq!(fs::read_to_string(&path).unwrap(), known);
        for (index, is_new) in [(5, false), (6, true), (5, false)] {
            for (part, is_last) in [(head(index), false), ("xx".to_owned(), false), ("\"}\n".to_owned(), true)] {
                letters.write_part(part.as_bytes(), is_last).unwrap();
            }
            let expected = if is_new || index == 5 && fs::read(&path).unwrap().len() > known.len() {
                format!("{known}{}xx\"}}\n", head(6))
            } else {
                known.clone()
            };
            assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        }
        letters.write_part(head(7).as_bytes(), false).unwrap();
        let len = letters.take_back().unwrap();
        assert_eq!((len, letters.write(b"8\n").unwrap()), (len, len + 2));
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
