//! The limits of reported problems, written a second time: a hostile payload must not make the check report more.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::rules::{Problem, is_warning};

/// The most errors, and the most warnings, of one event.
pub const PER_EVENT: usize = 100;
/// The most bytes of a pointer.
const POINTER: usize = 1024;

/// A pointer as the check reports it.
pub fn cut(mut pointer: String) -> String {
    if pointer.len() > POINTER {
        while pointer.len() > POINTER {
            pointer.pop();
        }
        pointer.push('…');
    }
    pointer
}

/// Compares the reported problems with all problems. The order of the payload decides which ones an event leaves out, and a tree
/// does not keep the order.
pub fn compare(payload: &Value, told: Vec<Problem>, all: Vec<Problem>) {
    let (told, all) = (by_event(payload, told), by_event(payload, all));
    assert!(told.keys().eq(all.keys()), "the events that are wrong: {told:?}, {all:?}");
    for (told, all) in told.values().zip(all.values()) {
        assert_eq!(told.len(), all.len().min(PER_EVENT), "of one event: {told:?}, {all:?}");
        let mut rest = all.iter();
        assert!(told.iter().all(|problem| rest.any(|other| other == problem)), "of one event: {told:?}, {all:?}");
    }
}

/// The problems, sorted, of each event that has some, and of each severity.
fn by_event(payload: &Value, problems: Vec<Problem>) -> BTreeMap<(String, bool), Vec<Problem>> {
    let mut events: BTreeMap<_, Vec<Problem>> = BTreeMap::new();
    for problem in problems {
        let event = if payload.is_array() { problem.0.split('/').nth(1) } else { None };
        events.entry((event.unwrap_or_default().to_owned(), is_warning(problem.1))).or_default().push(problem);
    }
    events.values_mut().for_each(|problems| problems.sort());
    events
}
