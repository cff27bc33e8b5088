//! Whether inputs are those that a journal is of, found out as they come.

use crate::fault::Fault;
use crate::journal::{Journal, LettersRecord, Standing};

/// What a journal says of its inputs, and how much of that has come.
#[derive(Debug, Default)]
pub(crate) struct Known {
    is_finished: bool,
    chunk: Option<u32>,
    letters: LettersRecord,
    come: Option<u32>,
    come_letters: u64,
    is_other: bool,
}

impl Known {
    pub(crate) fn of(journal: &Journal) -> Result<Self, Fault> {
        let is_finished = journal.standing() == Standing::Finished;
        Ok(Self { is_finished, chunk: journal.last_ordinal()?, letters: journal.letters()?, ..Self::default() })
    }

    /// Takes a chunk, which is compared elsewhere.
    pub(crate) const fn take_chunk(&mut self, ordinal: u32) {
        self.come = Some(ordinal);
    }

    /// Takes the number of refused events, either of places up to the last that is recorded, or of later ones, and the digest of all so far.
    pub(crate) fn take_letters(&mut self, earlier: u64, new: u64, digest: u128) {
        self.come_letters = self.come_letters.saturating_add(earlier);
        let is_last = earlier > 0 && self.come_letters == self.letters.count;
        self.is_other |= self.come_letters > self.letters.count
            || (is_last && self.letters.digest.is_some_and(|recorded| recorded != digest))
            || (new > 0 && self.is_finished);
    }

    /// Whether refused events show that these are other inputs.
    pub(crate) const fn is_other(&self) -> bool {
        self.is_other
    }

    /// Whether something that is recorded has not come.
    pub(crate) fn is_lacking(&self) -> bool {
        self.come < self.chunk || self.come_letters < self.letters.count
    }

    pub(crate) const fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// Whether the journal knows of a chunk.
    pub(crate) const fn has_chunk(&self) -> bool {
        self.chunk.is_some()
    }

    /// The number of refused events that were taken for recorded ones, by their places.
    pub(crate) const fn taken_letters(&self) -> u64 {
        self.come_letters
    }
}
