//! `netcore-aes check`.

use clap::{Args, ValueEnum};
use netcore_aes_core::{Error, EventContext, EventSplitter, Problem, Rule, SplitEvent, UploadLimits, check_event};

use super::options::{Column, Input};
use crate::fault::{Fault, NOT_SENT};
use crate::output::Output;
use crate::report::{self, Counts, JsonReport, Report, TableReport};
use netcore_aes_send::source::{self, Source};
use netcore_aes_send::text::quoted;

const BLOCK: usize = 1 << 18;

/// Check events against the vendor's rules. Exit status 1 on errors
#[derive(Args)]
#[command(after_help = "\
FILE is a JSON array or NDJSON (one JSON object per line), as it is or compressed
by gzip, zstd, bzip2 or xz.

Example:
  netcore-aes check events.ndjson --asset-id ID --format json")]
pub(crate) struct Check {
    #[command(flatten)]
    input: Input,
    /// How to report
    #[arg(long, default_value = "table")]
    format: Format,
    /// The asset id that the events are to bear
    #[arg(long, value_name = "ID")]
    asset_id: Option<String>,
    #[command(flatten)]
    column: Column,
}

/// How a report is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

impl Check {
    pub(super) fn run(&self, output: &mut Output) -> Result<u8, Fault> {
        let mut report: Box<dyn Report> = match self.format {
            Format::Table => Box::<TableReport>::default(),
            Format::Json => Box::<JsonReport>::default(),
        };
        let counts = self.read(&mut *report, output)?;
        report.finish(&counts, output)?;
        Ok(if counts.errors == 0 { 0 } else { NOT_SENT })
    }

    fn read(&self, report: &mut dyn Report, output: &mut Output) -> Result<Counts, Fault> {
        let name = quoted(source::name_of(&self.input.file));
        let stream_fault = |error: Error| Fault::input(format_args!("{name}: {error}"));
        let mut events = Events {
            context: EventContext { asset_id: self.asset_id.as_deref(), now: report::now() },
            counts: Counts::default(),
            report,
            output,
        };
        let mut source = Source::open(&self.input.file, &self.column.table(self.asset_id.as_deref()))?;
        let mut splitter = EventSplitter::new(UploadLimits::default().event_bytes);
        let mut block = vec![0; BLOCK];
        while let mut piece @ [_, ..] = source.read(&mut block)? {
            while let Some(event) = splitter.next(&mut piece).map_err(stream_fault)? {
                events.check(event)?;
            }
        }
        while let Some(event) = splitter.finish().map_err(stream_fault)? {
            events.check(event)?;
        }
        if events.counts.events == 0 {
            return Err(Fault::input(format_args!("{name} contains no event")));
        }
        Ok(events.counts)
    }
}

/// The events of the whole input.
struct Events<'r> {
    context: EventContext<'r>,
    counts: Counts,
    report: &'r mut dyn Report,
    output: &'r mut Output,
}

impl Events<'_> {
    fn check(&mut self, event: SplitEvent<'_>) -> Result<(), Fault> {
        let index = self.counts.events;
        match event {
            SplitEvent::Whole(event) => {
                for problem in check_event(event, index, &self.context)? {
                    self.found(&problem)?;
                }
            }
            SplitEvent::Part { is_last: false, .. } => return Ok(()),
            SplitEvent::Part { is_last: true, .. } => {
                let rule = Rule::TooLong { max: UploadLimits::default().event_bytes };
                self.found(&Problem { pointer: format!("/{index}"), event: Some(index), rule })?;
            }
        }
        self.counts.events = index.saturating_add(1);
        Ok(())
    }

    fn found(&mut self, problem: &Problem) -> Result<(), Fault> {
        self.counts.add(problem.severity());
        self.report.add(problem, self.output)
    }
}
