//! What became of the events, in numbers.

use std::collections::BTreeMap;
use std::time::Instant;

use netcore_aes_core::Severity;

use crate::chunk::Chunk;
use crate::journal::Totals;
use crate::noted::Noted;

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
    /// Requests that were sent, retries included.
    pub requests: u64,
    /// Requests that were sent again.
    pub retries: u64,
    /// Problems by the name of their rule.
    pub problems: BTreeMap<&'static str, Noted>,
    /// Chunks that may have arrived twice, by their number.
    pub doubtful: BTreeMap<u32, Doubt>,
    began: Instant,
    names: Vec<String>,
}

/// Where the events of a chunk are that may have arrived twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// The number of the input, from 0.
    pub input: usize,
    /// The index of the first event in its input.
    pub first: usize,
    /// The index of the last.
    pub last: usize,
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
            requests: 0,
            retries: 0,
            problems: BTreeMap::new(),
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
        let doubt = Doubt { input: chunk.file, first: chunk.events.first, last: chunk.events.last };
        self.doubtful.insert(chunk.ordinal, doubt);
    }

    /// Adds problems that were found.
    pub(crate) fn add_problems(&mut self, found: BTreeMap<&'static str, Noted>) {
        for (rule, noted) in found {
            self.problems
                .entry(rule)
                .and_modify(|known| known.count = known.count.saturating_add(noted.count))
                .or_insert(noted);
        }
    }

    /// The seconds since the run began.
    pub(crate) fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    /// Takes over what a journal says of doubts: an earlier run may have been killed before it could tell of them.
    pub(crate) fn remember(&mut self, totals: &Totals) {
        for (ordinal, file, first, last) in &totals.doubtful {
            self.doubtful.insert(*ordinal, Doubt { input: *file, first: *first, last: *last });
        }
    }

    /// The lines of a summary: names and values.
    pub(crate) fn rows(&self, is_dry_run: bool) -> Vec<(&'static str, String)> {
        let seconds = self.seconds();
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
        let warnings = self.problems.iter().filter(|(_, noted)| noted.severity == Severity::Warning);
        let mut counts: Vec<_> = warnings.map(|(rule, noted)| (rule, noted.count)).collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let counts: Vec<String> = counts.into_iter().map(|(rule, count)| format!("{count} {rule}")).collect();
        if counts.is_empty() { "0".to_owned() } else { counts.join(", ") }
    }

    fn doubts(&self) -> String {
        let words = |(ordinal, doubt): (&u32, &Doubt)| {
            let (Doubt { first, last, .. }, name) = (doubt, self.name(doubt.input));
            format!("chunk {ordinal} (events {first} to {last} of {name})")
        };
        let mut listed: Vec<String> = self.doubtful.iter().take(MAX_LISTED).map(words).collect();
        let more = self.doubtful.len().saturating_sub(MAX_LISTED);
        if more > 0 {
            listed.push(format!("and {more} more"));
        }
        listed.join("; ")
    }
}
