//! Whether an input is the one that the journal is of, found out as it comes: what can be read only once was not compared beforehand.

use super::state::{Group, Run};
use crate::compare::changed;
use crate::fault::Fault;

/// Dead letters of this number of bytes do not come before what they stand behind: the reader passes on what it has read more often.
const MOST_HELD: usize = 64 << 20;

impl Run<'_> {
    /// Takes refused events; returns whether the input can still be the same.
    pub(super) fn may_be_same(&mut self, earlier: u64, new: u64, digest: u128) -> bool {
        self.known.take_letters(earlier, new, digest);
        self.tally.earlier_dead = self.tally.earlier_dead.saturating_add(earlier);
        let is_other = self.known.is_other() || (self.is_unproven() && self.state.group.lines.len() > MOST_HELD);
        if is_other {
            self.refuse();
        }
        !is_other
    }

    /// Whether nothing may be written or sent yet: something that is recorded has not come.
    pub(super) fn is_unproven(&self) -> bool {
        self.is_once && self.known.is_lacking()
    }

    /// Drops what still waits for that at the end: a later run finds it again.
    pub(super) fn drop_unproven(&mut self) {
        if self.is_unproven() {
            let Group { begun, .. } = std::mem::take(&mut self.state.group);
            self.leave_all(&begun);
            self.state.is_any_left = true;
        }
    }

    /// Ends the run: the input is another one.
    pub(super) fn refuse(&mut self) {
        if let Some(fault) = self.change() {
            self.fail(fault);
        }
    }

    /// What to say of another input. By their places alone, nobody knows which of its events are dead letters.
    pub(super) fn change(&mut self) -> Option<Fault> {
        let journal = self.journal.as_ref()?;
        self.tally.earlier_dead = self.tally.earlier_dead.saturating_sub(self.known.taken_letters());
        Some(changed(journal, self.is_once))
    }
}
