//! The limit of reported problems: a hostile payload must not take memory at will.

use super::limits::MAX_EVENTS;
use super::rule::Severity;

/// The most errors, and the most warnings, per event.
const PER_EVENT: usize = 100;
/// The most problems of all events, apart from the first error of each.
const IN_ALL: usize = 10_000;

/// Counts the reported problems.
#[derive(Default)]
pub(super) struct ReportLimit {
    /// The index of the first event.
    first: usize,
    /// The number of events entered; 0 while problems concern the payload itself.
    events: usize,
    errors: usize,
    warnings: usize,
    total: usize,
}

impl ReportLimit {
    /// The state before the event at `index` of a stream, whose problems are limited alone.
    pub(super) const fn before_event(index: usize) -> Self {
        Self { first: index, events: 0, errors: 0, warnings: 0, total: 0 }
    }

    pub(super) const fn enter_event(&mut self) {
        self.events = self.events.saturating_add(1);
        self.errors = 0;
        self.warnings = 0;
    }

    pub(super) const fn leave_events(&mut self) {
        self.events = 0;
        self.errors = 0;
        self.warnings = 0;
    }

    /// The index of the current event; none for the payload itself.
    pub(super) const fn event(&self) -> Option<usize> {
        match self.events {
            0 => None,
            events => Some(self.first.saturating_add(events).saturating_sub(1)),
        }
    }

    /// Whether one more problem is reported; if so, it is counted.
    pub(super) const fn admits(&mut self, severity: Severity) -> bool {
        let is_first_error = matches!(severity, Severity::Error) && self.errors == 0;
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        let is_admitted = is_first_error || (*count < PER_EVENT && self.total < IN_ALL);
        if self.events > MAX_EVENTS || !is_admitted {
            return false;
        }
        *count = count.saturating_add(1);
        self.total = self.total.saturating_add(1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(limit: &mut ReportLimit, severity: Severity, times: usize) -> usize {
        (0..times).filter(|_| limit.admits(severity)).count()
    }

    #[test]
    fn of_one_event_a_hundred_of_each_severity() {
        let mut limit = ReportLimit::default();
        limit.enter_event();
        assert_eq!(admitted(&mut limit, Severity::Warning, 200), PER_EVENT);
        assert_eq!(admitted(&mut limit, Severity::Error, 200), PER_EVENT);
    }

    #[test]
    fn in_all_ten_thousand_and_the_first_error_of_each_event() {
        let mut limit = ReportLimit::default();
        for _ in 0..IN_ALL / PER_EVENT {
            limit.enter_event();
            assert_eq!(admitted(&mut limit, Severity::Warning, 200), PER_EVENT);
        }
        limit.enter_event();
        assert_eq!(admitted(&mut limit, Severity::Warning, 200), 0);
        assert_eq!(admitted(&mut limit, Severity::Error, 200), 1);
    }
}
