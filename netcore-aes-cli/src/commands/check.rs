//! `netcore-aes check`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use netcore_aes_core::{Error, EventContext, EventSplitter, Problem, Rule, SplitEvent, UploadLimits, check_event};

use super::options::Column;
use crate::fault::{Fault, NOT_SENT};
use crate::output::Output;
use crate::report::{self, Counts, JsonReport, Report, TableReport};
use netcore_aes_send::files_of;
use netcore_aes_send::source::{self, Source};
use netcore_aes_send::text::quoted;

const BLOCK: usize = 1 << 18;

/// Check events against the vendor's rules. Exit status 1 on errors
#[derive(Args)]
#[command(after_help = "\
FILE is a JSON array, NDJSON (one JSON object per line), Parquet, Arrow or CSV; but
for Parquet also compressed by gzip, zstd, bzip2 or xz. The place of a problem begins
with the event's number in its file, or the row's, from 0.

Example:
  netcore-aes check events.ndjson --asset-id ID --format json")]
pub(crate) struct Check {
    /// The files to read, also directories or patterns; - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
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
        let files = files_of(&self.files)?;
        let mut counts = Counts::default();
        for file in &files {
            let name = source::name_of(file).to_string_lossy();
            let name = (files.len() > 1).then_some(&*name);
            counts = self.read(file, name, counts, &mut *report, output)?;
        }
        report.finish(&counts, output)?;
        Ok(if counts.errors == 0 { 0 } else { NOT_SENT })
    }

    /// Checks a file, which the report calls by the name if there are several. Returns the counts with those of the file.
    fn read(
        &self,
        file: &Path,
        file_name: Option<&str>,
        counts: Counts,
        report: &mut dyn Report,
        output: &mut Output,
    ) -> Result<Counts, Fault> {
        let name = quoted(source::name_of(file));
        let stream_fault = |error: Error| Fault::input(format_args!("{name}: {error}"));
        let mut events = Events {
            file: file_name,
            index: 0,
            context: EventContext { asset_id: self.asset_id.as_deref(), now: report::now() },
            counts,
            report,
            output,
        };
        let mut source = Source::open(file, &self.column.table(self.asset_id.as_deref()))?;
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
        if events.index == 0 {
            return Err(Fault::input(format_args!("{name} contains no event")));
        }
        Ok(events.counts)
    }
}

/// The events of a file.
struct Events<'r> {
    file: Option<&'r str>,
    /// The index of the next event.
    index: usize,
    context: EventContext<'r>,
    counts: Counts,
    report: &'r mut dyn Report,
    output: &'r mut Output,
}

impl Events<'_> {
    fn check(&mut self, event: SplitEvent<'_>) -> Result<(), Fault> {
        let index = self.index;
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
        self.index = index.saturating_add(1);
        self.counts.events = self.counts.events.saturating_add(1);
        Ok(())
    }

    fn found(&mut self, problem: &Problem) -> Result<(), Fault> {
        self.counts.add(problem.severity());
        self.report.add(self.file, problem, self.output)
    }
}
