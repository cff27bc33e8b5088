//! What became of each chunk, in a file beside the input, so that a run that was ended can go on.
//!
//! The file is a database (`SQLite`), which one run at a time has open. Each step below is one transaction: it is on the disk when the call
//! returns, or nothing of it is, whatever ends the process. While a run is under way, `FILE-wal` beside it holds the last steps.
//!
//! | a chunk on disk | what is certain | what the next run does |
//! | --- | --- | --- |
//! | no row | no event of it has left this machine | posts it |
//! | row, begun | it may have arrived, or a part of it | posts it again, and names it: "may have arrived twice" |
//! | row, done | each of its events has arrived or is in the dead letters | skips it, and counts its events as arrived earlier |
//!
//! | step | on disk before it | what it writes |
//! | --- | --- | --- |
//! | begin | nothing of the chunks was posted | a row, begun, for each chunk of a group; only then they are posted |
//! | settle | the answers are known; the dead letters are in their file, synchronized | done, for each chunk answered since the last step; the place of the last dead letter, and the length of their file |
//! | take back | the run ends; it is certain that no event of the chunk was taken | the row goes, unless an earlier run had written it |
//! | finish | each chunk is done, and the inputs were read to their end | the state of the whole: finished |
//!
//! | the whole on disk | what the next run does |
//! | --- | --- |
//! | no file, an empty one, or one without tables | begins |
//! | open | compares the inputs with the rows before anything is sent; goes on if they are the same, and is an error if not |
//! | finished | compares likewise: the same inputs are not sent again; inputs whose first chunk is another one are new, and it begins anew; any other change is an error |
//!
//! Events that break a rule are in no chunk. They are dead letters in the order of the inputs; what the next run finds up to the place of
//! the last one is not written again. Lines behind the recorded length are known by their digests, and not written again either.

mod store;

use crate::chunk::Chunk;
use crate::found::Place;

pub(crate) use store::Journal;

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
