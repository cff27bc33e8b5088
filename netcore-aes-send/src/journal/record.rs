//! What a journal holds, and the steps that write it.

use crate::chunk::Chunk;
use crate::found::Place;

/// What must be the same when a run goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings(pub(crate) Vec<(&'static str, String)>);

/// How far the whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    New,
    Open,
    Finished,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) digest: u128,
    pub(crate) is_done: bool,
    pub(crate) arrived: u64,
    pub(crate) dead: u64,
}

/// The dead letters of events that break a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LettersRecord {
    /// The place of the last one; none if there is none.
    pub(crate) last: Option<Place>,
    pub(crate) count: u64,
    /// The length of the file of dead letters, in bytes.
    pub(crate) len: u64,
    /// Of these events up to the last; none if there is none.
    pub(crate) digest: Option<u128>,
}

/// A chunk that is settled.
pub(crate) struct Settled {
    pub(crate) ordinal: u32,
    pub(crate) arrived: u64,
    pub(crate) dead: u64,
    pub(crate) is_doubtful: bool,
}

/// A transaction.
#[derive(Default)]
pub(crate) struct Step<'c> {
    pub(crate) settled: &'c [Settled],
    pub(crate) letters: Option<LettersRecord>,
    /// Chunks that are posted once this is on the disk.
    pub(crate) begun: &'c [Chunk],
    pub(crate) taken_back: &'c [u32],
    pub(crate) is_finished: bool,
}

/// What a journal says of all runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) arrived: u64,
    pub(crate) dead: u64,
    /// Chunks that may have arrived twice: ordinal, file, first and last event.
    pub(crate) doubtful: Vec<(u32, usize, usize, usize)>,
}
