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
//! | finished | compares likewise: the same inputs are not sent again; inputs whose first chunk is another one are new, as is every change if nothing was sent, and it begins anew; any other change is an error, also of events that break a rule |
//!
//! What can be read only once is compared as it comes, and any change is an error: the same must be given again. Nothing of it is written
//! or sent before everything has come that is recorded.
//!
//! Events that break a rule are in no chunk. They are dead letters in the order of the inputs; what the next run finds up to the place of
//! the last one is not written again, and must be the same: their number and their digest are recorded, too. Lines behind the recorded length are known by their digests, and not written again either.

mod record;
mod store;

pub(crate) use record::{LettersRecord, Settings, Settled, Standing, Step, Totals};
pub(crate) use store::Journal;
