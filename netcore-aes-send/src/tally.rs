//! What became of the events, in numbers.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::chunk::{Chunk, place};
use crate::journal::Totals;

const MAX_LISTED: usize = 20;

/// What became of the events of one run.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Events read.
    pub read: u64,
    /// Events that arrived, or would have in a dry run.
    pub arrived: u64,
    /// Events that an earlier run has sent.
    pub earlier: u64,
    /// Events that became dead letters, or would have.
    pub dead: u64,
    /// Dead letters of an earlier run.
    pub earlier_dead: u64,
    /// Requests that were sent again.
    pub retries: u64,
    /// Warnings by the name of their rule.
    pub warnings: BTreeMap<&'static str, u64>,
    /// Chunks that may have arrived twice, by their number: their places in words.
    pub doubtful: BTreeMap<u32, String>,
    began: Instant,
    names: Vec<String>,
}

impl Tally {
    /// Begins to count, and to measure the time.
    pub(crate) fn new(names: Vec<String>) -> Self {
        Self {
            read: 0,
            arrived: 0,
            earlier: 0,
            dead: 0,
            earlier_dead: 0,
            retries: 0,
            warnings: BTreeMap::new(),
            doubtful: BTreeMap::new(),
            began: Instant::now(),
            names,
        }
    }

    /// Events that were read, and neither arrived nor became dead letters.
    #[must_use]
    pub const fn unsent(&self) -> u64 {
        let settled = self.arrived.saturating_add(self.earlier).saturating_add(self.dead);
        self.read.saturating_sub(settled.saturating_add(self.earlier_dead))
    }

    pub(crate) fn name(&self, file: usize) -> &str {
        self.names.get(file).map_or("", String::as_str)
    }

    /// Remembers that a chunk may have arrived twice.
    pub(crate) fn doubt(&mut self, chunk: &Chunk) {
        let place = chunk.place(self.name(chunk.file));
        self.doubtful.insert(chunk.ordinal, place);
    }

    /// Takes over what a journal says of doubts: an earlier run may have been killed before it could tell of them.
    pub(crate) fn remember(&mut self, totals: &Totals) {
        for (ordinal, file, first, last) in &totals.doubtful {
            let place = place(*ordinal, *first, *last, self.name(*file));
            self.doubtful.insert(*ordinal, place);
        }
    }

    /// The lines of a summary: names and values.
    pub(crate) fn rows(&self, is_dry_run: bool) -> Vec<(&'static str, String)> {
        let seconds = self.began.elapsed().as_secs_f64();
        let mut rows = vec![("events read", self.read.to_string())];
        rows.push((if is_dry_run { "would be sent" } else { "arrived" }, self.arrived.to_string()));
        if self.earlier > 0 || self.earlier_dead > 0 {
            rows.push(("arrived in an earlier run", self.earlier.to_string()));
            rows.push(("dead letters of an earlier run", self.earlier_dead.to_string()));
        }
        rows.push((if is_dry_run { "would be dead letters" } else { "dead letters" }, self.dead.to_string()));
        if !is_dry_run {
            rows.push(("not sent", self.unsent().to_string()));
            rows.push(("retries", self.retries.to_string()));
        }
        rows.push(("warnings", self.warning_counts()));
        rows.push(("seconds", format!("{seconds:.1}")));
        let millis = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = self.arrived.saturating_mul(1000).checked_div(millis).unwrap_or_default();
        rows.push(("events per second", rate.to_string()));
        if !self.doubtful.is_empty() {
            rows.push(("may have arrived twice", self.doubts()));
        }
        rows
    }

    fn warning_counts(&self) -> String {
        let mut counts: Vec<_> = self.warnings.iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let counts: Vec<String> = counts.into_iter().map(|(rule, count)| format!("{count} {rule}")).collect();
        if counts.is_empty() { "0".to_owned() } else { counts.join(", ") }
    }

    fn doubts(&self) -> String {
        let mut listed: Vec<String> = self.doubtful.values().take(MAX_LISTED).cloned().collect();
        let more = self.doubtful.len().saturating_sub(MAX_LISTED);
        if more > 0 {
            listed.push(format!("and {more} more"));
        }
        listed.join("; ")
    }
}
