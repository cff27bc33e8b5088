//! Payloads against the rules for events: the check reads the JSON once, and must agree with the same rules over a tree and over
//! another reader.
#![no_main]

mod calendar;
mod limits;
#[path = "../../../../netcore-aes-core/tests/public/oracle.rs"]
mod oracle;
mod rules;
mod tree;

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use netcore_aes_core::{EventContext, Problem, Rule, check_events};
use netcore_aes_fuzz::{expand, spoil};
use serde_json::Value;

/// The parts of interesting payloads.
const TOKENS: [&str; 61] = [
    r#""asset_id":"#,
    r#""activity_name":"#,
    r#""timestamp":"#,
    r#""identity":"#,
    r#""anonid":"#,
    r#""annonid":"#,
    r#""email":"#,
    r#""mobile":"#,
    r#""activity_source":"#,
    r#""activity_params":"#,
    r#""a":"#,
    r#""b":"#,
    r#""a/b~c":"#,
    r#""\u0061":"#,
    r#""":"#,
    r#""a""#,
    r#""b""#,
    r#""web""#,
    r#""app""#,
    r#""name""#,
    r#""""#,
    r#""2025-08-26T12:05:43Z""#,
    r#""2025-08-26T17:35:43+05:30""#,
    r#""2025-02-29T12:00:00Z""#,
    r#""2024-02-29T23:59:59.125Z""#,
    r#""2025-08-25T12:05:42Z""#,
    r#""2025-08-26T12:10:44Z""#,
    "2025-",
    "-08-26T",
    "T12:05:43",
    "+05:30",
    "-11:00",
    "Z",
    ".123456789",
    "0",
    "1",
    "-1",
    "1.5",
    "1e999",
    "18446744073709551616",
    "null",
    "true",
    "false",
    "{",
    "}",
    "[",
    "]",
    "[]",
    "{}",
    ",",
    "\"",
    "\\u00e9",
    "\\ud800",
    "\\n",
    "é",
    "\u{ff12}",
    " ",
    r#"{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":"i","activity_source":"web","activity_params":{}}"#,
    r#""asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web""#,
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    r#"{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":"#,
];

/// 2025-08-26T12:05:43Z
const NOW: i64 = 1_756_209_943;

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let expected = EventContext { asset_id: (choice & 1 == 1).then_some("a"), now: (choice & 2 == 2).then_some(NOW) };
    let mut payload = expand(data, &TOKENS);
    let problems = check_events(&payload, &expected).unwrap();
    assert_eq!(problems, check_events(&payload, &expected).unwrap(), "checked twice");
    spoil(&mut payload);
    // Of a few problems none is left out. The place of each is exact, that of a fault in the JSON, too.
    let is_whole = |problem: &Problem| !problem.pointer.ends_with('…');
    if problems.len() < limits::PER_EVENT && problems.iter().all(is_whole) {
        let told: Vec<String> = problems.iter().map(oracle::told).collect();
        assert_eq!(told, oracle::problems(&payload, &expected), "the check over another reader");
    }

    let not_json = problems.iter().any(|problem| matches!(problem.rule, Rule::Json { .. }));
    let Ok(tree) = serde_json::from_slice::<Value>(&payload) else {
        assert!(not_json, "the payload is not JSON");
        return;
    };
    assert!(!not_json, "the payload is JSON");
    for problem in &problems {
        assert_eq!(problem.event, rules::event_of(&tree, &problem.pointer), "{}", problem.pointer);
    }
    if tree::lacks_members_of(&tree, &payload) {
        let is_told = problems.iter().any(|problem| problem.rule == Rule::DuplicateKey);
        let is_left_out = problems.len() >= limits::PER_EVENT || !tree::is_of_events(&tree);
        assert!(is_told || is_left_out, "a key stands twice in an event");
    } else if !tree::has_negative_zero(&tree) {
        let told: Vec<_> = problems.into_iter().map(|Problem { pointer, rule, .. }| (pointer, rule.name())).collect();
        let whole: Vec<_> = told.iter().map(|(pointer, _)| pointer).filter(|pointer| !pointer.ends_with('…')).collect();
        assert_eq!(whole.len(), whole.iter().collect::<BTreeSet<_>>().len(), "two problems at one place: {told:?}");
        limits::compare(&tree, told, rules::problems(&tree, &expected));
    }
});
