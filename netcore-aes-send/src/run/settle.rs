//! What becomes of a chunk that has come back, or is not sent.

use super::state::Run;
use crate::answer::Verdict;
use crate::chunk::Chunk;
use crate::deliver::Delivery;
use crate::fault::Fault;
use crate::journal::Settled;
use crate::letter;

/// This number of requests in a row that are suspect concerns all.
const SUSPECTS: usize = 3;

impl Run<'_> {
    /// Whether an earlier run has settled a chunk.
    pub(super) fn is_settled(&mut self, chunk: &Chunk) -> Result<bool, Fault> {
        let Some(journal) = &self.journal else { return Ok(false) };
        let Some(found) = journal.find(chunk.ordinal)? else {
            let change = if self.known.is_finished() { self.change() } else { None };
            return change.map_or(Ok(false), Err);
        };
        if found.digest != chunk.digest {
            return self.change().map_or(Ok(false), Err);
        }
        if found.is_done {
            self.tally.earlier = self.tally.earlier.saturating_add(found.arrived);
            self.tally.earlier_dead = self.tally.earlier_dead.saturating_add(found.dead);
        } else {
            self.tally.doubt(chunk);
        }
        Ok(found.is_done)
    }

    pub(super) fn take_delivered(&mut self, chunk: Chunk, delivery: Delivery) {
        self.state.under_way = self.state.under_way.saturating_sub(1);
        self.state.bytes_under_way = self.state.bytes_under_way.saturating_sub(chunk.body.len());
        self.tally.retries = self.tally.retries.saturating_add(delivery.retries);
        self.tally.requests = self.tally.requests.saturating_add(delivery.requests);
        if delivery.is_doubtful {
            self.tally.doubt(&chunk);
        }
        if let Some(reason) = &delivery.unsent {
            self.leave(&chunk, delivery.is_doubtful);
            if !reason.is_empty() {
                self.fail(Fault::not_sent(reason));
            }
            return;
        }
        let has_arrived = delivery.arrived > 0;
        let is_suspect =
            !has_arrived && delivery.refused.iter().all(|(_, answer)| answer.verdict() == Verdict::Suspect);
        if is_suspect && self.is_ending() {
            self.leave(&chunk, delivery.is_doubtful);
        } else if is_suspect {
            self.suspect(chunk, delivery);
        } else {
            if has_arrived {
                self.settle_suspects();
            }
            self.settle(&chunk, &delivery);
        }
    }

    /// Waits with the verdict until others have arrived, or a row of them says that it is not for their events.
    fn suspect(&mut self, chunk: Chunk, delivery: Delivery) {
        self.state.suspects.push((chunk, delivery));
        if self.state.suspects.len() >= SUSPECTS {
            let answer = self.state.suspects.first().and_then(|(_, delivery)| delivery.refused.first());
            let advice = answer.map_or_else(String::new, |(_, answer)| answer.advice());
            self.leave_suspects();
            self.fail(Fault::not_sent(advice));
        }
    }

    pub(super) fn settle_suspects(&mut self) {
        for (chunk, delivery) in std::mem::take(&mut self.state.suspects) {
            self.settle(&chunk, &delivery);
        }
    }

    pub(super) fn leave_suspects(&mut self) {
        for (chunk, delivery) in std::mem::take(&mut self.state.suspects) {
            self.leave(&chunk, delivery.is_doubtful);
        }
    }

    /// Records what became of a chunk, each of whose events has arrived or is refused.
    fn settle(&mut self, chunk: &Chunk, delivery: &Delivery) {
        let dead: usize = delivery.refused.iter().map(|(part, _)| part.len()).sum();
        if dead > 0 {
            let name = self.tally.name(chunk.file).to_owned();
            let answer_of = |position: usize| {
                let found = delivery.refused.iter().find(|(part, _)| part.contains(&position));
                found.map(|(_, answer)| (answer.status, answer.to_string()))
            };
            if let Err(fault) = self.write_letters(chunk, &name, answer_of) {
                self.leave(chunk, true);
                return self.fail(fault);
            }
        }
        let as_u64 = |count: usize| u64::try_from(count).unwrap_or_default();
        let (arrived, dead) = (as_u64(delivery.arrived), as_u64(dead));
        let is_doubtful = delivery.is_doubtful;
        tracing::info!(input = chunk.file, first = chunk.events.first, arrived, dead, is_doubtful, "settled");
        self.state.group.settled.push(Settled { ordinal: chunk.ordinal, arrived, dead, is_doubtful });
    }

    /// Adds the dead letters of a chunk to the group: of the events, by their position, that there is a status and a reason for.
    fn write_letters(
        &mut self,
        chunk: &Chunk,
        name: &str,
        reason_of: impl Fn(usize) -> Option<(Option<u16>, String)>,
    ) -> Result<(), Fault> {
        let events = chunk.read_back(self.cipher)?;
        for (position, (index, event)) in chunk.indices().zip(&events).enumerate() {
            if let Some((status, reason)) = reason_of(position) {
                let head = letter::head(name, index, status, &reason, &[]);
                letter::write(&mut self.state.group.lines, &head, event, true);
            }
        }
        Ok(())
    }

    /// Leaves a chunk to the next run; without one, its events become dead letters at the end of this one.
    pub(super) fn leave(&mut self, chunk: &Chunk, is_doubtful: bool) {
        self.state.is_any_left = true;
        if self.journal.is_none() {
            self.state.left.push(chunk.clone());
        } else if !is_doubtful && !self.tally.doubtful.contains_key(&chunk.ordinal) {
            // What an earlier run had begun stays in doubt.
            self.state.taken_back.push(chunk.ordinal);
        }
    }

    /// Makes dead letters, in order, of what no later run could find again.
    pub(super) fn bury(&mut self) {
        let mut left = std::mem::take(&mut self.state.left);
        left.sort_by_key(|chunk| chunk.ordinal);
        for chunk in left {
            let name = self.tally.name(chunk.file).to_owned();
            let reason = |_| Some((None, "not sent: the run was ended".to_owned()));
            match self.write_letters(&chunk, &name, reason) {
                Ok(()) => {
                    let dead = u64::try_from(chunk.events.count).unwrap_or_default();
                    let settled = Settled { ordinal: chunk.ordinal, arrived: 0, dead, is_doubtful: false };
                    self.state.group.settled.push(settled);
                }
                Err(fault) => self.fail(fault),
            }
        }
    }
}
