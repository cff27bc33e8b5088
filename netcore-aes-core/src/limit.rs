//! How many problems of a payload are reported: what is hostile must not grow in memory.

use crate::event::MAX_EVENTS;
use crate::problem::Severity;

/// The most errors, and the most warnings, of one event.
const PER_EVENT: usize = 100;
/// The most of all events, but for the first error of each.
const IN_ALL: usize = 10_000;

/// Counts what was reported.
#[derive(Default)]
pub(crate) struct Limit {
    /// How many events were entered; 0 for what concerns the payload itself.
    events: usize,
    errors: usize,
    warnings: usize,
    total: usize,
}

impl Limit {
    pub(crate) const fn enter_event(&mut self) {
        self.events = self.events.saturating_add(1);
        self.errors = 0;
        self.warnings = 0;
    }

    pub(crate) const fn leave_events(&mut self) {
        self.events = 0;
        self.errors = 0;
        self.warnings = 0;
    }

    /// The index of the event that was entered last; none for the payload itself.
    pub(crate) const fn event(&self) -> Option<usize> {
        self.events.checked_sub(1)
    }

    /// Whether one more is reported; it then counts.
    pub(crate) const fn admits(&mut self, severity: Severity) -> bool {
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

    fn admitted(limit: &mut Limit, severity: Severity, times: usize) -> usize {
        (0..times).filter(|_| limit.admits(severity)).count()
    }

    #[test]
    fn of_one_event_a_hundred_of_each_severity() {
        let mut limit = Limit::default();
        limit.enter_event();
        assert_eq!(admitted(&mut limit, Severity::Warning, 200), PER_EVENT);
        assert_eq!(admitted(&mut limit, Severity::Error, 200), PER_EVENT);
    }

    #[test]
    fn in_all_ten_thousand_and_the_first_error_of_each_event() {
        let mut limit = Limit::default();
        for _ in 0..IN_ALL / PER_EVENT {
            limit.enter_event();
            assert_eq!(admitted(&mut limit, Severity::Warning, 200), PER_EVENT);
        }
        limit.enter_event();
        assert_eq!(admitted(&mut limit, Severity::Warning, 200), 0);
        assert_eq!(admitted(&mut limit, Severity::Error, 200), 1);
    }
}
