//! What a run works with, and where it stands.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Instant;

use netcore_aes_core::Cipher;

use crate::chunk::Chunk;
use crate::dead_letters::DeadLetters;
use crate::deliver::Delivery;
use crate::fault::Fault;
use crate::found::Found;
use crate::journal::{Journal, LettersRecord, Settled};
use crate::known::Known;
use crate::network::{Delivered, Network};
use crate::reading::Reading;
use crate::stop::Stop;
use crate::tally::Tally;

/// What comes to a run.
pub(crate) enum Message {
    Found(Found),
    Delivered(Delivered),
}

impl From<Found> for Message {
    fn from(found: Found) -> Self {
        Self::Found(found)
    }
}

impl From<Delivered> for Message {
    fn from(delivered: Delivered) -> Self {
        Self::Delivered(delivered)
    }
}

/// What a run works with, and where it stands.
pub(crate) struct Run<'p> {
    pub(crate) cipher: &'p Arc<Cipher>,
    pub(crate) connections: usize,
    pub(crate) stop: &'p Stop,
    pub(crate) tally: Tally,
    pub(crate) journal: Option<Journal>,
    pub(crate) known: Known,
    /// Whether an input can be read only once.
    pub(crate) is_once: bool,
    /// None in a dry run.
    pub(crate) letters: Option<DeadLetters>,
    pub(crate) record: LettersRecord,
    /// None in a dry run.
    pub(crate) network: Option<Network>,
    pub(crate) reading: Reading,
    pub(crate) tokens: Sender<()>,
    pub(crate) progress: &'p mut dyn FnMut(&Tally, u64),
    pub(crate) state: State,
}

/// How far the dead letter of one event that comes in parts is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum LongLetter {
    #[default]
    None,
    /// Nothing else is written until its last part.
    Begun,
    /// It could not be written: no later one may be recorded.
    Lost,
}

/// Where a run stands.
#[derive(Default)]
pub(crate) struct State {
    pub(super) has_token: bool,
    /// Whether the reader has read everything; none while it reads.
    pub(super) read: Option<bool>,
    pub(super) under_way: usize,
    pub(super) bytes_under_way: usize,
    pub(super) group: Group,
    pub(super) long_letter: LongLetter,
    pub(super) suspects: Vec<(Chunk, Delivery)>,
    pub(super) is_any_left: bool,
    /// Chunks that no later run can find again.
    pub(super) left: Vec<Chunk>,
    pub(super) taken_back: Vec<u32>,
    pub(super) ending_since: Option<Instant>,
    pub(super) told: Option<Instant>,
    pub(crate) fault: Option<Fault>,
}

/// What is to be written in the next step.
#[derive(Default)]
pub(super) struct Group {
    pub(super) lines: Vec<u8>,
    pub(super) settled: Vec<Settled>,
    /// Dead letters of events that break a rule.
    pub(super) refused: u64,
    pub(super) begun: Vec<Chunk>,
}
