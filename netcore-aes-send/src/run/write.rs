//! What a run writes: dead letters, the journal, and only then requests.

use super::state::{LongLetter, Run};
use crate::chunk::Chunk;
use crate::fault::Fault;
use crate::found::Place;
use crate::journal::{LettersRecord, Step};
use crate::network::Network;

impl Run<'_> {
    /// Writes the group: the dead letters first, then the journal in one step, and only then what was begun is posted. After a failure
    /// the group stays, and is written with the next.
    pub(super) fn write(&mut self) {
        if self.state.long_letter == LongLetter::Begun || self.is_unproven() {
            return;
        }
        let mut begun = std::mem::take(&mut self.state.group.begun);
        if self.is_ending() {
            self.leave_all(&begun);
            begun.clear();
        }
        if let Err(fault) = self.write_group(&begun) {
            self.fail(fault);
            self.leave_all(&begun);
            return;
        }
        for settled in std::mem::take(&mut self.state.group.settled) {
            self.tally.arrived = self.tally.arrived.saturating_add(settled.arrived);
            self.tally.dead = self.tally.dead.saturating_add(settled.dead);
        }
        self.tally.dead = self.tally.dead.saturating_add(std::mem::take(&mut self.state.group.refused));
        for chunk in begun {
            self.post(chunk);
        }
    }

    /// Writes a part of a dead letter; nothing else is written until its last.
    pub(super) fn write_part(&mut self, part: &[u8], place: Place, is_last: bool, digest: u128) {
        // What is to be written before it, is.
        self.write();
        let Some(letters) = self.letters.as_mut().filter(|_| self.state.long_letter != LongLetter::Lost) else {
            return;
        };
        match letters.write_part(part, is_last) {
            Ok(len) => {
                self.state.long_letter = if is_last { LongLetter::None } else { LongLetter::Begun };
                if is_last {
                    self.state.group.refused = self.state.group.refused.saturating_add(1);
                    (self.record.last, self.record.len) = (Some(place), len);
                    self.record.digest = Some(digest);
                }
            }
            Err(fault) => {
                self.state.long_letter = LongLetter::Lost;
                self.fail(fault);
            }
        }
    }

    /// Takes back what was written of a long letter whose end did not come: a later run finds its event again.
    pub(super) fn end_long_letter(&mut self) {
        if self.state.long_letter != LongLetter::Begun {
            return;
        }
        self.state.long_letter = LongLetter::None;
        if let Some(letters) = self.letters.as_mut().filter(|_| self.journal.is_some()) {
            match letters.take_back() {
                Ok(len) => self.record.len = len,
                Err(fault) => self.fail(fault),
            }
        }
    }

    pub(super) fn leave_all(&mut self, chunks: &[Chunk]) {
        for chunk in chunks {
            self.leave(chunk, false);
        }
    }

    fn write_group(&mut self, begun: &[Chunk]) -> Result<(), Fault> {
        let is_lost = self.state.long_letter == LongLetter::Lost;
        let group = &mut self.state.group;
        if let Some(letters) = self.letters.as_mut().filter(|_| !group.lines.is_empty()) {
            let len = letters.write(&group.lines)?;
            // A long letter that was lost may be there nevertheless, and must be known to the next run.
            if !is_lost {
                self.record.len = len;
            }
            group.lines.clear();
        }
        let Some(journal) = &mut self.journal else { return Ok(()) };
        if group.settled.is_empty() && group.refused == 0 && begun.is_empty() {
            return Ok(());
        }
        let letters = LettersRecord { count: self.record.count.saturating_add(group.refused), ..self.record };
        let step = Step { settled: &group.settled, letters: Some(letters), begun, ..Step::default() };
        journal.commit(&step)?;
        self.record = letters;
        Ok(())
    }

    fn post(&mut self, chunk: Chunk) {
        let len = chunk.body.len();
        let back = match &self.network {
            Some(network) => network.post(chunk),
            None => Ok(()),
        };
        match back {
            Ok(()) => {
                self.state.under_way = self.state.under_way.saturating_add(1);
                self.state.bytes_under_way = self.state.bytes_under_way.saturating_add(len);
            }
            Err(chunk) => self.leave(&chunk, false),
        }
    }

    /// Writes what is left to write.
    pub(super) fn conclude(&mut self) -> bool {
        if self.network.as_ref().is_some_and(Network::is_gone) && self.state.under_way > 0 {
            self.fail(Fault::not_sent("unexpected end of the thread that sends"));
        }
        let is_read = self.state.read == Some(true);
        let is_at_its_end = is_read && !self.is_ending() && self.state.fault.is_none();
        if is_at_its_end {
            // Nothing says that other events would have been taken.
            self.settle_suspects();
        } else {
            self.leave_suspects();
        }
        self.drop_unproven();
        self.write();
        self.bury();
        self.write();
        let is_written = self.state.group.settled.is_empty()
            && self.state.group.refused == 0
            && self.state.long_letter != LongLetter::Lost;
        let is_complete =
            is_read && self.state.under_way == 0 && !self.state.is_any_left && self.state.fault.is_none() && is_written;
        let taken_back = std::mem::take(&mut self.state.taken_back);
        if let Some(journal) = &mut self.journal {
            let step = Step { taken_back: &taken_back, is_finished: is_complete, ..Step::default() };
            if let Err(fault) = journal.commit(&step) {
                self.state.fault.get_or_insert(fault);
                return false;
            }
        }
        is_complete
    }
}
