//! Events that are in no chunk: those that break a rule, are too long, or are not whole.

use netcore_aes_core::{Problem, UploadStream};

use super::{Halt, Passage};
use crate::fault::Fault;
use crate::found::{Found, Place, Purpose, What};
use crate::letter;
use crate::noted::Noted;
use crate::text::quoted;

/// An event of more bytes is none, or without end: the run ends at it. Longer ones may be allowed by the limit of one event.
const MOST_EVENT: usize = 64 << 20;
/// Dead letters are passed on from this number of bytes on.
const LETTERS: usize = 1 << 18;

impl<S: Fn(Found) -> bool> Passage<S> {
    pub(super) fn note(&mut self, file: usize, problems: &[Problem]) {
        for problem in problems {
            Noted::note(&mut self.problems, file, problem);
        }
    }

    pub(super) fn refuse(
        &mut self,
        place: Place,
        event: &[u8],
        is_last: bool,
        problems: &[Problem],
    ) -> Result<(), Halt> {
        let (file, index) = place;
        if is_last {
            self.events = self.events.saturating_add(1);
            match self.gaps.last_mut().filter(|gap| gap.end == index) {
                Some(gap) => gap.end = index.saturating_add(1),
                None => self.gaps.push(index..index.saturating_add(1)),
            }
        }
        let is_earlier = self.reader.written.is_some_and(|written| place <= written);
        if !is_earlier && self.letters_earlier > 0 {
            self.pass_letters()?;
        }
        self.hash(place, event, is_last);
        let is_long = problems.iter().any(|problem| problem.rule.name() == "too-long");
        let is_kept = self.reader.purpose == Purpose::Send;
        if is_earlier {
            self.letters_earlier = self.letters_earlier.saturating_add(is_last.into());
            return Ok(());
        }
        if is_long && !is_kept {
            self.count_long(place, event.len(), is_last)?;
        }
        let name = self.reader.names.get(file).map_or("", String::as_str);
        let head = || letter::head(name, index, None, letter::AGAINST_THE_RULES, problems);
        if is_long && is_kept {
            let mut part = Vec::new();
            self.long.write(&mut part, head, event, is_last);
            self.pass_letters()?;
            let digest = self.refused.finish_128();
            self.pass_on(What::LetterPart { part, place, is_last, digest })?;
            return self.count_long(place, event.len(), is_last);
        }
        if is_kept {
            letter::write(&mut self.letters, &head(), event, letter::is_json(problems));
        }
        self.letters_count = self.letters_count.saturating_add(is_last.into());
        self.letters_last = place;
        if self.letters.len() >= LETTERS { self.pass_letters() } else { Ok(()) }
    }

    /// Takes a refused event, or a part of one, into the digest of all.
    fn hash(&mut self, (file, index): Place, event: &[u8], is_last: bool) {
        self.refused.write(event);
        if is_last {
            for number in [file, index] {
                self.refused.write(&u64::try_from(number).unwrap_or(u64::MAX).to_le_bytes());
            }
        }
    }

    /// Counts the bytes of an event that comes in parts.
    pub(super) fn count_long(&mut self, (file, index): Place, len: usize, is_last: bool) -> Result<(), Halt> {
        let most = MOST_EVENT.max(self.reader.limits.event_bytes);
        self.long_bytes = if is_last { 0 } else { self.long_bytes.saturating_add(len) };
        if self.long_bytes <= most {
            return Ok(());
        }
        let (name, most) = (quoted(self.name(file)), most >> 20);
        let advice = "take it out of the input, or end its line";
        Err(Fault::input(format_args!("event {index} of {name} is longer than {most} MiB; {advice}")).into())
    }

    /// Makes a dead letter of an event whose end was not read, of an input that cannot be read again.
    pub(super) fn keep_unfinished(&mut self, stream: &UploadStream, file: usize) -> Result<(), Halt> {
        let Some((index, bytes)) = stream.unfinished() else { return Ok(()) };
        self.events = self.events.saturating_add(1);
        if self.reader.purpose == Purpose::Send {
            let name = self.reader.names.get(file).map_or("", String::as_str);
            let head = || letter::head(name, index, None, letter::NOT_WHOLE, &[]);
            if self.long.is_begun() {
                let mut part = Vec::new();
                self.long.write(&mut part, head, bytes, true);
                let (place, digest) = ((file, index), self.refused.finish_128());
                return self.pass_on(What::LetterPart { part, place, is_last: true, digest });
            }
            letter::write(&mut self.letters, &head(), bytes, false);
        }
        self.letters_count = self.letters_count.saturating_add(1);
        self.letters_last = (file, index);
        Ok(())
    }

    pub(super) fn pass_letters(&mut self) -> Result<(), Halt> {
        let lines = std::mem::take(&mut self.letters);
        let (count, earlier) = (std::mem::take(&mut self.letters_count), std::mem::take(&mut self.letters_earlier));
        if count == 0 && earlier == 0 {
            return Ok(());
        }
        let digest = self.refused.finish_128();
        self.pass_on(What::Letters { lines, last: self.letters_last, count, earlier, digest })
    }
}
