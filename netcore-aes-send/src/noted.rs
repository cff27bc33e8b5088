//! The problems against one rule, counted.

use std::collections::BTreeMap;

use netcore_aes_core::{Problem, Severity};

/// The problems against one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Whether they are errors or warnings.
    pub severity: Severity,
    /// Their number.
    pub count: u64,
    /// The first one: the number of its input, and the JSON pointer to its place, the index of the event in front.
    pub example: (usize, String),
}

impl Noted {
    /// Counts a problem of an event in the input with this number.
    pub(crate) fn note(noted: &mut BTreeMap<&'static str, Self>, input: usize, problem: &Problem) {
        let new = || Self { severity: problem.severity(), count: 0, example: (input, problem.pointer.clone()) };
        let noted = noted.entry(problem.rule.name()).or_insert_with(new);
        noted.count = noted.count.saturating_add(1);
    }
}
