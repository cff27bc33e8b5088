//! The tables on docs/events.md are what the check says.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;

use netcore_aes_core::{EventContext, Rule, check_events};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The cells of each row of the table whose first heading is `heading`, without the backticks of the first cell.
fn table(heading: &str) -> Vec<Vec<String>> {
    let page = fs::read_to_string(format!("{ROOT}/docs/events.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with(&format!("| {heading} |"))).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`').to_owned()).collect())
        .collect()
}

/// The first rule that a payload breaks.
fn broken_by(payload: &str) -> Rule {
    check_events(payload.as_bytes(), &EventContext::default()).unwrap().remove(0).rule
}

#[test]
fn the_table_of_rules_has_each_name_severity_and_message() {
    let rules = [
        broken_by("["),
        Rule::Payload { found: "T" },
        Rule::Lone,
        Rule::Count { count: 0 },
        Rule::Count { count: 1001 },
        Rule::Event { found: "T" },
        Rule::Missing { expected: "…" },
        Rule::Type { found: "T", expected: "…" },
        Rule::Empty,
        Rule::TimestampForm,
        Rule::TimestampCalendar,
        Rule::TimestampOld,
        Rule::TimestampFuture,
        Rule::Source,
        Rule::AssetId,
        Rule::EmptyArray,
        Rule::UnknownField,
        Rule::OldSpelling,
        Rule::DuplicateKey,
        Rule::TooLong { max: 1001 },
    ];
    let expected: Vec<_> = rules
        .iter()
        .map(|rule| {
            let message = rule.to_string().replace("1001", "N");
            [rule.name().to_owned(), rule.severity().name().to_owned(), message]
        })
        .collect();
    let documented: Vec<_> = table("rule")
        .into_iter()
        .map(|row| {
            let [name, severity, _when, message] = <[String; 4]>::try_from(row).unwrap();
            [name, severity, message]
        })
        .collect();
    assert_eq!(documented, expected);
}

#[test]
fn the_table_of_rules_has_every_rule_that_the_vectors_break() {
    let vectors = fs::read_to_string(format!("{ROOT}/tests/vectors/events.json")).unwrap();
    let mut broken: BTreeSet<_> =
        vectors.split("\"rule\": \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    // A rule for streams, which the vectors are not.
    assert!(broken.insert("too-long"));
    let documented = table("rule");
    assert_eq!(broken, documented.iter().map(|row| row[0].as_str()).collect());
}

#[test]
fn the_table_of_fields_says_what_is_expected_and_required() {
    let said = |payload: &str| -> Vec<String> {
        let problems = check_events(payload.as_bytes(), &EventContext::default()).unwrap();
        problems.iter().map(ToString::to_string).collect()
    };
    let missing = said("[{}]");
    let fields = table("field");
    for field in &fields {
        let [name, required, expected] = &field[..] else { panic!("{field:?}") };
        let sentence = format!("/0/{name}: found an empty array; expected {expected}");
        assert!(said(&format!("[{{\"{name}\":[]}}]")).contains(&sentence), "{sentence}");
        let is_missing = missing.contains(&format!("/0/{name}: missing field; expected {expected}"));
        // The event that has neither identity nor anonid is said to lack identity.
        assert_eq!(is_missing, required == "yes" || name == "identity", "{name}");
    }
    assert_eq!(missing.len(), 6);
    // All but the old spelling of anonid, which is a rule of its own.
    assert_eq!(fields.len(), 9);
}
