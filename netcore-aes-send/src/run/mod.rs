//! A run: the one place that decides what becomes of each chunk, and the only one that writes journal, dead letters and numbers.

mod proof;
mod settle;
mod state;
mod write;

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::chunk::Chunk;
use crate::fault::Fault;
use crate::found::{Ended, What};
use crate::network::{Delivered, Network};
use state::LongLetter;
pub(crate) use state::{Message, Run, State};

const POLL: Duration = Duration::from_millis(100);
/// Requests under way get this time once the run is to end.
const GRACE: Duration = Duration::from_secs(5);
/// Requests that are ready while the connections are busy: as long as a step is written, they keep them so.
const READY: usize = 16;
/// No more is read while bodies of this size are on their way.
const MOST_BYTES: usize = 24 << 20;
/// Messages that are written in one step.
const GROUP: usize = 64;

impl Run<'_> {
    /// Goes on until everything is settled, or the run is to end and nothing is under way any more. Returns whether it is complete.
    pub(crate) fn go(&mut self, inbox: &Receiver<Message>) -> bool {
        while !self.is_over() {
            self.look_around();
            match inbox.recv_timeout(POLL) {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            }
            for message in inbox.try_iter().take(GROUP) {
                self.take(message);
            }
            self.write();
        }
        self.conclude()
    }

    fn is_over(&self) -> bool {
        let is_lost = self.network.as_ref().is_some_and(Network::is_gone);
        is_lost || (self.state.read.is_some() && self.state.under_way == 0)
    }

    /// Sees to the wish to end, to the reader and to the display.
    fn look_around(&mut self) {
        if self.stop.is_set() {
            self.end();
        }
        let is_late = self.state.ending_since.is_some_and(|since| since.elapsed() >= GRACE);
        if let Some(network) = self.network.as_ref().filter(|_| is_late) {
            network.course.cut();
        }
        let has_room =
            self.state.under_way < self.connections.saturating_add(READY) && self.state.bytes_under_way < MOST_BYTES;
        if !self.state.has_token && self.state.read.is_none() && (has_room || self.is_ending()) {
            self.state.has_token = self.tokens.send(()).is_ok();
        }
        if self.state.told.is_none_or(|told| told.elapsed() >= POLL) {
            self.state.told = Some(Instant::now());
            let bytes = self.reading.bytes.load(std::sync::atomic::Ordering::Relaxed);
            (self.progress)(&self.tally, bytes);
        }
    }

    const fn is_ending(&self) -> bool {
        self.state.ending_since.is_some()
    }

    /// Begins the end: nothing more is read or posted.
    fn end(&mut self) {
        self.state.ending_since.get_or_insert_with(Instant::now);
        self.reading.end();
        if let Some(network) = &self.network {
            network.course.end();
        }
    }

    fn fail(&mut self, fault: Fault) {
        self.state.fault.get_or_insert(fault);
        self.end();
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Found(found) => {
                self.state.has_token = false;
                self.tally.add_problems(found.problems);
                self.take_found(found.what);
            }
            Message::Delivered(Delivered(chunk, delivery)) => self.take_delivered(chunk, delivery),
        }
    }

    fn take_found(&mut self, what: What) {
        match what {
            What::Chunks(chunks) => chunks.into_iter().for_each(|chunk| self.take_chunk(chunk)),
            What::Letters { lines, last, count, earlier, digest } => {
                self.tally.read = self.tally.read.saturating_add(count).saturating_add(earlier);
                if !self.may_be_same(earlier, count, digest) || self.state.long_letter == LongLetter::Lost {
                    return;
                }
                self.state.group.lines.extend_from_slice(&lines);
                self.state.group.refused = self.state.group.refused.saturating_add(count);
                if count > 0 {
                    (self.record.last, self.record.digest) = (Some(last), Some(digest));
                }
            }
            What::LetterPart { part, place, is_last, digest } => {
                self.tally.read = self.tally.read.saturating_add(is_last.into());
                if self.may_be_same(0, 1, digest) {
                    self.write_part(&part, place, is_last, digest);
                }
            }
            What::End(ended) => {
                self.state.read = Some(matches!(ended, Ended::Complete));
                self.end_long_letter();
                match ended {
                    Ended::Complete if self.known.is_lacking() => self.refuse(),
                    Ended::Complete | Ended::GivenUp => {}
                    // What was read before a fault is sent.
                    Ended::Failed(fault) => _ = self.state.fault.get_or_insert(fault),
                }
            }
        }
    }

    fn take_chunk(&mut self, chunk: Chunk) {
        let count = u64::try_from(chunk.events.count).unwrap_or_default();
        self.tally.read = self.tally.read.saturating_add(count);
        if self.network.is_none() {
            self.tally.arrived = self.tally.arrived.saturating_add(count);
            return;
        }
        self.known.take_chunk(chunk.ordinal);
        match self.is_settled(&chunk) {
            Ok(true) => {}
            Ok(false) if self.is_ending() => self.leave(&chunk, false),
            Ok(false) => self.state.group.begun.push(chunk),
            Err(fault) => {
                self.leave(&chunk, true);
                self.fail(fault);
            }
        }
    }
}
