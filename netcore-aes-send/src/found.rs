//! What a reader passes on.

use std::collections::BTreeMap;

use crate::chunk::Chunk;
use crate::fault::Fault;
use crate::noted::Noted;

/// A place in the inputs: the number of a file, and the index of an event in it.
pub(crate) type Place = (usize, usize);

/// What a reader does with the events.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Chunks with bodies, and dead letters.
    Send,
    /// Nothing is kept of bodies and dead letters.
    DryRun,
    /// Digests of the chunks alone.
    Compare,
}

/// What the reader passes on.
pub(crate) struct Found {
    pub(crate) what: What,
    /// The problems found since the last, by the rule.
    pub(crate) problems: BTreeMap<&'static str, Noted>,
}

pub(crate) enum What {
    /// Chunks, in order.
    Chunks(Vec<Chunk>),
    /// Dead letters of refused events in order, the last of which is at `last`, or the number of those that an earlier run has written.
    /// `digest`: of all refused events so far. No lines if nothing is kept.
    Letters { lines: Vec<u8>, last: Place, count: u64, earlier: u64, digest: u128 },
    /// A part of the dead letter of one event.
    LetterPart { part: Vec<u8>, place: Place, is_last: bool, digest: u128 },
    /// The end of the inputs, or why it was not reached.
    End(Ended),
}

pub(crate) enum Ended {
    Complete,
    GivenUp,
    Failed(Fault),
}
