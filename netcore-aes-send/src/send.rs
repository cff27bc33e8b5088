//! The whole: from a plan to its outcome.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use netcore_aes_core::{Cipher, UploadHeaders};

use crate::compare::{Comparison, compare, recorded_limits};
use crate::course::Course;
use crate::dead_letters::DeadLetters;
use crate::fault::Fault;
use crate::found::Purpose;
use crate::input::size_of;
use crate::journal::{Journal, LettersRecord, Standing};
use crate::known::Known;
use crate::metrics::Metrics;
use crate::network::Network;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::post::Poster;
use crate::reader::Reader;
use crate::reading::Reading;
use crate::run::{Message, Run, State};
use crate::stop::Stop;
use crate::tally::Tally;
use crate::way;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read, as they are in the files.
    pub bytes: u64,
    /// Bytes that there are to read, if it is known beforehand.
    pub bytes_in_all: Option<u64>,
    /// Events that arrived or became dead letters, in this run.
    pub settled: u64,
}

/// Sends the events of a plan, and returns when each has arrived, is a dead letter, or is left to the next run.
///
/// The calling thread decides and writes; one thread reads and encrypts, another one posts. `stop` may be set from any thread.
/// `progress` is called ten times a second at most, on the calling thread.
///
/// # Errors
/// A [`Fault`] if the run cannot begin. Nothing was sent then. What ends a run that has begun is in the [`Outcome`].
pub fn send(plan: &Plan, cipher: Cipher, stop: &Stop, mut progress: impl FnMut(&Progress)) -> Result<Outcome, Fault> {
    plan.check()?;
    let tally = Tally::new(plan.names());
    let sizes: Option<Vec<u64>> = plan.inputs.iter().map(|path| size_of(path)).collect();
    let bytes_in_all = sizes.map(|sizes| sizes.into_iter().fold(0, u64::saturating_add));
    let metrics = plan.metrics.as_deref().map(|path| Metrics::begin(path, &tally, plan.is_dry_run));
    let (mut metrics, begun) = (metrics.transpose()?, tally.clone());
    let mut told = |tally: &Tally, bytes: u64| {
        progress(&Progress { bytes, bytes_in_all, settled: tally.arrived.saturating_add(tally.dead) });
        if let Some(metrics) = &mut metrics {
            metrics.tell(tally);
        }
    };
    let mut sent = conduct(plan, &Arc::new(cipher), stop, tally, &mut told);
    if let Some(mut metrics) = metrics {
        let written = match &sent {
            Ok(Outcome { tally, is_complete, fault, .. }) => metrics.write(tally, *is_complete, fault.as_ref()),
            Err(fault) => metrics.write(&begun, false, Some(fault)),
        };
        if let (Err(fault), Ok(outcome)) = (written, &mut sent) {
            outcome.fault.get_or_insert(fault);
        }
    }
    sent
}

/// Sends, and calls `told` ten times a second at most.
fn conduct(
    plan: &Plan,
    cipher: &Arc<Cipher>,
    stop: &Stop,
    tally: Tally,
    told: &mut dyn FnMut(&Tally, u64),
) -> Result<Outcome, Fault> {
    let headers = UploadHeaders::new(cipher.scheme(), &plan.asset_id, &plan.api_key)?;
    if plan.is_dry_run {
        return begin(plan, cipher, stop, tally, None, None, told);
    }
    let client = way::client(&plan.endpoint, plan.connections(), plan.ca_bundle.as_deref())?;
    let poster = Poster::new(client, plan.endpoint.url(), &headers, &plan.api_key, plan.timeout)?;
    let journal = match plan.journal_path() {
        None => None,
        Some(path) => match ready(plan, Journal::open(&path, &plan.settings(), plan.letters_len())?, cipher, stop)? {
            Ready::Open(journal) => Some(journal),
            Ready::Finished(journal) => return finished(tally, &journal),
            Ready::Stopped => {
                return Ok(Outcome { tally, is_complete: false, was_finished: false, fault: None, has_journal: true });
            }
        },
    };
    begin(plan, cipher, stop, tally, journal, Some(poster), told)
}

/// A journal that was compared with the inputs.
enum Ready {
    Open(Journal),
    Finished(Journal),
    Stopped,
}

fn ready(plan: &Plan, mut journal: Journal, cipher: &Arc<Cipher>, stop: &Stop) -> Result<Ready, Fault> {
    let settings = plan.settings();
    if plan.starts_over {
        journal.begin_anew(&settings, plan.letters_len())?;
        return Ok(Ready::Open(journal));
    }
    let is_finished = journal.standing() == Standing::Finished;
    for (name, value) in &settings.0 {
        let is_same = journal.setting(name)?.as_ref() == Some(value);
        if !is_finished && !is_same {
            return Err(other_setting(&journal, name));
        }
        // What was sent to another endpoint, or in other files, is another job. Chunks of other sizes are not.
        if is_finished && !is_same && matches!(*name, "list of inputs" | "endpoint" | "asset id") {
            journal.begin_anew(&settings, plan.letters_len())?;
            return Ok(Ready::Open(journal));
        }
    }
    if plan.is_once() {
        // It is compared as it comes.
        return Ok(Ready::Open(journal));
    }
    match compare(plan, &journal, cipher, stop)? {
        Comparison::Stopped => return Ok(Ready::Stopped),
        Comparison::Same if is_finished => return Ok(Ready::Finished(journal)),
        Comparison::Same => {}
        Comparison::New => journal.begin_anew(&settings, plan.letters_len())?,
    }
    Ok(Ready::Open(journal))
}

fn other_setting(journal: &Journal, name: &str) -> Fault {
    let path = crate::text::quoted(journal.path());
    let advice = "send with the same to go on, or add --start-over (what has arrived will arrive twice)";
    Fault::input(format_args!("{path} is of a run with another {name}; {advice}"))
}

/// The outcome when an earlier run has sent everything.
fn finished(mut tally: Tally, journal: &Journal) -> Result<Outcome, Fault> {
    let totals = journal.totals()?;
    tally.remember(&totals);
    (tally.earlier, tally.earlier_dead) = (totals.arrived, totals.dead);
    tally.read = totals.arrived.saturating_add(totals.dead);
    Ok(Outcome { tally, is_complete: true, was_finished: true, fault: None, has_journal: true })
}

fn begin(
    plan: &Plan,
    cipher: &Arc<Cipher>,
    stop: &Stop,
    mut tally: Tally,
    journal: Option<Journal>,
    poster: Option<Poster>,
    progress: &mut dyn FnMut(&Tally, u64),
) -> Result<Outcome, Fault> {
    let (mut record, mut known, mut limits) = (LettersRecord::default(), Known::default(), plan.limits);
    if let Some(journal) = &journal {
        record = journal.letters()?;
        known = Known::of(journal)?;
        tally.remember(&journal.totals()?);
        if journal.standing() == Standing::Finished {
            limits = recorded_limits(plan, journal)?;
        }
    }
    let len = journal.as_ref().map(|_| record.len);
    let letters = poster.as_ref().map(|_| DeadLetters::new(&plan.dead_letters_path(), len)).transpose()?;
    let (sender, inbox) = channel::<Message>();
    let (tokens, waiting) = channel();
    let reading = Reading::default();
    let reader = Reader {
        paths: plan.inputs.clone(),
        names: plan.names(),
        options: plan.table_options(),
        purpose: if plan.is_dry_run { Purpose::DryRun } else { Purpose::Send },
        cipher: cipher.clone(),
        asset_id: plan.asset_id.clone(),
        limits,
        reading: reading.clone(),
        is_once: plan.journal_path().is_none(),
        written: record.last,
    };
    let course = Course::new(cipher.clone(), plan.max_retries, plan.requests_per_second);
    let start = |poster| Network::start(poster, course, plan.connections(), sender.clone());
    let network = poster.map(start).transpose()?;
    let reads = thread::Builder::new().name("reader".to_owned()).spawn(move || reader.run(sender, waiting));
    let reads = reads.map_err(|error| Fault::input(format_args!("a thread cannot be started: {error}")))?;
    let mut run = Run {
        cipher,
        connections: plan.connections(),
        stop,
        tally,
        journal,
        known,
        is_once: plan.is_once(),
        letters,
        record,
        network,
        reading,
        tokens,
        progress,
        state: State::default(),
    };
    tracing::info!(
        inputs = plan.inputs.len(),
        connections = plan.connections(),
        is_dry_run = plan.is_dry_run,
        "run begins"
    );
    let is_complete = run.go(&inbox);
    tracing::info!(read = run.tally.read, arrived = run.tally.arrived, dead = run.tally.dead, is_complete, "run ends");
    let Run { tally, journal, letters, network, tokens, state, .. } = run;
    drop((network, tokens, inbox));
    let is_read = reads.join().is_ok();
    let mut fault = state.fault;
    if !is_read {
        fault = fault.or_else(|| Some(Fault::input("unexpected fault of the thread that reads")));
    }
    let has_journal = match journal {
        Some(journal)
            if journal.is_untouched() && !is_complete && !letters.is_some_and(|letters| letters.has_begun) =>
        {
            journal.discard();
            false
        }
        // Whatever ended this run, nothing is left to do.
        Some(journal) if journal.standing() == Standing::Finished && !is_complete => false,
        journal => journal.is_some(),
    };
    Ok(Outcome { tally, is_complete: is_complete && is_read, was_finished: false, fault, has_journal })
}
