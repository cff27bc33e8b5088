//! Whether the inputs are those that a journal is of, found out before anything is sent.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use netcore_aes_core::{Cipher, UploadLimits};

use crate::chunk::Chunk;
use crate::fault::Fault;
use crate::found::{Ended, Found, Purpose, What};
use crate::journal::{Journal, Standing};
use crate::known::Known;
use crate::plan::{CHUNK_BYTES, CHUNK_EVENTS, Plan};
use crate::reader::Reader;
use crate::reading::Reading;
use crate::stop::Stop;
use crate::text::quoted;

/// What the inputs are to a journal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// They hold what it says, and perhaps more if it is open.
    Same,
    /// The first chunk is another one, or nothing was sent of those that the journal is of.
    New,
    /// The run was asked to end.
    Stopped,
}

/// Reads the inputs as far as the journal goes, or to their end if it is finished.
///
/// # Errors
/// A [`Fault`] if the inputs have changed, or cannot be read.
pub(crate) fn compare(plan: &Plan, journal: &Journal, cipher: &Arc<Cipher>, stop: &Stop) -> Result<Comparison, Fault> {
    let reading = Reading::default();
    let reader = Reader {
        paths: plan.inputs.clone(),
        names: plan.names(),
        options: plan.table_options(),
        purpose: Purpose::Compare,
        cipher: cipher.clone(),
        asset_id: plan.asset_id.clone(),
        limits: recorded_limits(plan, journal)?,
        reading: reading.clone(),
        is_once: false,
        written: journal.letters()?.last,
    };
    let (sender, inbox) = channel::<Found>();
    let (tokens, waiting) = channel();
    let thread = thread::spawn(move || reader.run(sender, waiting));
    let compared = judge(journal, &inbox, stop, || tokens.send(()).is_ok());
    reading.end();
    drop((tokens, inbox));
    match thread.join() {
        Ok(()) => compared,
        Err(_) => Err(Fault::input("the input cannot be read: unexpected fault of the reader")),
    }
}

/// The limits of the chunks that a journal is of.
pub(crate) fn recorded_limits(plan: &Plan, journal: &Journal) -> Result<UploadLimits, Fault> {
    let mut limits = plan.limits;
    for (name, limit) in [(CHUNK_EVENTS, &mut limits.events), (CHUNK_BYTES, &mut limits.payload_bytes)] {
        *limit = journal.setting(name)?.and_then(|value| value.parse().ok()).unwrap_or(*limit);
    }
    Ok(limits)
}

fn judge(
    journal: &Journal,
    inbox: &Receiver<Found>,
    stop: &Stop,
    next: impl Fn() -> bool,
) -> Result<Comparison, Fault> {
    let mut known = Known::of(journal)?;
    while next() {
        if stop.is_set() {
            return Ok(Comparison::Stopped);
        }
        // Whatever is not there yet, the journal does not know either.
        if !known.is_finished() && !known.is_lacking() {
            return Ok(Comparison::Same);
        }
        let Ok(found) = inbox.recv() else { break };
        match found.what {
            What::Chunks(chunks) => {
                for chunk in chunks {
                    known.take_chunk(chunk.ordinal);
                    if !is_recorded(journal, &chunk)? {
                        return other(journal, &known, chunk.ordinal == 0);
                    }
                }
                if known.is_other() {
                    return other(journal, &known, false);
                }
            }
            What::Letters { earlier, count, digest, .. } => {
                known.take_letters(earlier, count, digest);
                // Of one that is finished, the first chunk says whether all of it is new.
                if known.is_other() && !known.is_finished() {
                    return other(journal, &known, false);
                }
            }
            What::LetterPart { .. } => {}
            What::End(Ended::Complete) if known.is_other() || known.is_lacking() => {
                return other(journal, &known, false);
            }
            What::End(Ended::Complete) => return Ok(Comparison::Same),
            What::End(Ended::GivenUp) => return Ok(Comparison::Stopped),
            What::End(Ended::Failed(fault)) => return Err(fault),
        }
    }
    Err(Fault::input("the input cannot be read: unexpected end of the reader"))
}

/// Whether the journal is not against the chunk.
fn is_recorded(journal: &Journal, chunk: &Chunk) -> Result<bool, Fault> {
    let found = journal.find(chunk.ordinal)?;
    let may_be_new = journal.standing() != Standing::Finished;
    Ok(found.map_or(may_be_new, |found| found.digest == chunk.digest))
}

/// What follows from inputs that the journal is against: of which nothing was sent, or already the first chunk is another one.
fn other(journal: &Journal, known: &Known, is_first: bool) -> Result<Comparison, Fault> {
    let is_new = known.is_finished() && (is_first || !known.has_chunk());
    if is_new { Ok(Comparison::New) } else { Err(changed(journal, false)) }
}

/// What to say when the inputs are not those that were begun. `is_once`: whether one can be read only once.
pub(crate) fn changed(journal: &Journal, is_once: bool) -> Fault {
    let path = quoted(journal.path());
    if journal.standing() == Standing::Finished {
        let advice =
            if is_once { "name another --journal for new events" } else { "put new events into a file of their own" };
        return Fault::input(format_args!(
            "the input has changed since a run has sent it, which {path} is of; {advice}, or add --start-over to send everything again"
        ));
    }
    Fault::input(format_args!(
        "the input has changed since the run that {path} is of; restore it, or add --start-over (what has arrived will arrive twice)"
    ))
}
