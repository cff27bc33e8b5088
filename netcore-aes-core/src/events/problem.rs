//! A problem of an event: its place, and the rule that it breaks.

use std::fmt;

use super::rule::{Rule, Severity};

/// A problem of a payload: its place, the rule that it breaks, and how to mend it. It names fields and contains no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A JSON pointer (RFC 6901) into the payload, such as `/3/activity_params/items`; empty for the payload itself. A
    /// field that is missing is pointed at where it should be. One of more than 1024 bytes is cut there, and ends in `…`.
    pub pointer: String,
    /// The index of the event, from 0; none for a problem of the payload itself.
    pub event: Option<usize>,
    /// The rule that it breaks.
    pub rule: Rule,
}

impl Problem {
    /// Whether it is an error or a warning.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.rule.severity()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "the payload" } else { &self.pointer };
        write!(f, "{pointer}: {}", self.rule)
    }
}
