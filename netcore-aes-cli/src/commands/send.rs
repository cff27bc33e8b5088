//! `netcore-aes send`.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use clap::{ArgAction, Args};
use netcore_aes_core::{MAX_EVENTS, Region, UploadLimits};
use netcore_aes_send::{Endpoint, Outcome, Plan, Stop, files_of, send};

use super::options::{Column, Scheme};
use crate::credentials::{load_api_key, load_cipher, unpublished};
use crate::fault::Fault;
use crate::output::Output;
use crate::progress::Bar;
use crate::summary;

/// Send events of any number, encrypted. Run it again after it was ended, and it goes on
#[derive(Args)]
#[command(after_help = "Example:
  netcore-aes send events.ndjson --asset-id ID
Exit status: 0 all arrived, 1 dead letters or not sent, 2 cannot begin or read, 130 stopped.")]
#[allow(clippy::struct_excessive_bools, reason = "each is an option")]
pub(crate) struct Send {
    /// JSON, NDJSON, Parquet, Arrow or CSV; also a directory or a pattern; - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<PathBuf>,
    /// The asset id from the panel
    #[arg(long, value_name = "ID", env = "NETCORE_ASSET_ID", hide_env_values = true)]
    asset_id: String,
    /// Where to send, if not to the region's host
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Where the panel's data lives
    #[arg(long, value_name = "us|in|eu", default_value = "us")]
    region: Region,
    #[command(flatten)]
    scheme: Scheme,
    #[command(flatten)]
    column: Column,
    /// Requests at the same time, 1 to 64
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    connections: u16,
    /// The most requests begun in a second; without it as many as the endpoint takes
    #[arg(long, value_name = "N", value_parser = rate)]
    requests_per_second: Option<f64>,
    /// Events in one request, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u16).range(1..=1000))]
    chunk_events: u16,
    /// Bytes of events in one request, as JSON; a longer event has one of its own
    #[arg(long, value_name = "BYTES", default_value_t = UploadLimits::default().payload_bytes)]
    chunk_bytes: usize,
    /// The longest event; a longer one is a dead letter
    #[arg(long, value_name = "BYTES", default_value_t = UploadLimits::default().event_bytes)]
    max_event_bytes: usize,
    /// Tries of one request after the first, 0 to 100
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(0..=100))]
    max_retries: u32,
    /// Seconds to wait for an answer, 0.1 to 3600
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    timeout: Duration,
    /// Where events go that are refused [FILE.dead-letter.ndjson]
    #[arg(long, value_name = "FILE")]
    dead_letter: Option<PathBuf>,
    /// The record of what was sent [FILE.journal]
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Append what comes of each request to a file
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Numbers of the run, written each second: JSON, or Prometheus if the name ends with .prom
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
    /// Authorities to trust in place of the usual ones, in PEM
    #[arg(long, value_name = "FILE")]
    ca_bundle: Option<PathBuf>,
    /// Do everything but send; write no file but log and metrics
    #[arg(long)]
    dry_run: bool,
    /// Send everything again, whatever the journal says
    #[arg(long)]
    start_over: bool,
    /// Show how far it is, on a terminal (the default)
    #[arg(long, action = ArgAction::SetTrue, hide = true, overrides_with = "no_progress")]
    progress: bool,
    /// Do not show how far it is
    #[arg(long)]
    no_progress: bool,
}

impl Send {
    pub(super) fn run(&self, output: &mut Output) -> Result<u8, Fault> {
        let plan = self.plan()?;
        let mut cipher = load_cipher(self.scheme.code)?;
        if !plan.endpoint.is_local() {
            cipher = unpublished(cipher)?;
        }
        if let Some(file) = plan.open_log()? {
            log_to(file);
        }
        let stop = Stop::default();
        // Without handlers a signal ends the process as ever, and the journal is made for that.
        _ = stop.set_by_signals();
        let mut bar = Bar::new(&plan.inputs, !self.no_progress);
        let outcome = send(&plan, cipher, &stop, |progress| bar.show(progress))?;
        drop(bar);
        conclude(&plan, &outcome, output)
    }

    fn plan(&self) -> Result<Plan, Fault> {
        let api_key = load_api_key()?;
        let endpoint = Endpoint::parse(self.endpoint.as_deref().unwrap_or(self.region.url()))?;
        let mut plan = Plan::new(files_of(&self.files)?, endpoint, self.asset_id.clone(), api_key);
        plan.origin = self.files.first().filter(|name| name.is_dir()).cloned();
        plan.column.clone_from(&self.column.name);
        plan.limits.events = usize::from(self.chunk_events).min(MAX_EVENTS);
        plan.limits.payload_bytes = self.chunk_bytes;
        plan.limits.event_bytes = self.max_event_bytes;
        plan.connections = self.connections.into();
        plan.requests_per_second = self.requests_per_second;
        plan.max_retries = self.max_retries;
        plan.timeout = self.timeout;
        plan.dead_letters.clone_from(&self.dead_letter);
        plan.journal.clone_from(&self.journal);
        plan.log.clone_from(&self.log);
        plan.metrics.clone_from(&self.metrics);
        plan.ca_bundle.clone_from(&self.ca_bundle);
        (plan.is_dry_run, plan.starts_over) = (self.dry_run, self.start_over);
        Ok(plan)
    }
}

/// Writes what the run tells to a file, a line each. A line that cannot be written is lost: the events matter more.
fn log_to(file: File) {
    let written = tracing_subscriber::fmt().with_ansi(false).with_target(false).with_writer(Mutex::new(file));
    // A run is the first and the only one of its process.
    _ = tracing::subscriber::set_global_default(written.finish());
}

/// Tells what became of the events; the status says it, too.
fn conclude(plan: &Plan, outcome: &Outcome, output: &mut Output) -> Result<u8, Fault> {
    let is_terminal = output.is_terminal();
    output.tell(&summary::text(&outcome.rows(plan), is_terminal));
    let status = outcome.status();
    outcome.advice(plan).map_or(Ok(status), |message| Err(Fault::Message { message, status }))
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (0.001..=100_000.0).contains(rate));
    rate.ok_or_else(|| "it must be a number from 0.001 to 100000".to_owned())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.1..=3600.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "it must be a number from 0.1 to 3600".to_owned())
}
