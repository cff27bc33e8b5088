//! The vendor's published rules, over a tree.

use netcore_aes_core::EventContext;
use serde_json::{Map, Value};

use crate::{calendar, limits};

/// A pointer and the broken rule.
pub type Problem = (String, &'static str);

pub fn is_warning(rule: &str) -> bool {
    ["lone", "timestamp-old", "timestamp-future", "unknown-field", "old-spelling"].contains(&rule)
}

pub fn problems(payload: &Value, expected: &EventContext<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    match payload {
        Value::Array(events) => {
            if events.is_empty() || events.len() > 1000 {
                problems.push((String::new(), "count"));
            }
            for (index, event) in events.iter().enumerate().take(1000) {
                match event {
                    Value::Object(event) => check(&format!("/{index}"), event, expected, &mut problems),
                    _ => problems.push((format!("/{index}"), "event")),
                }
            }
        }
        Value::Object(event) => {
            problems.push((String::new(), "lone"));
            check("", event, expected, &mut problems);
        }
        _ => problems.push((String::new(), "payload")),
    }
    problems.into_iter().map(|(pointer, rule)| (limits::cut(pointer), rule)).collect()
}

/// The index of the event at a pointer.
pub fn event_of(payload: &Value, pointer: &str) -> Option<usize> {
    match payload {
        Value::Array(_) => pointer.split('/').nth(1)?.parse().ok(),
        Value::Object(_) if !pointer.is_empty() => Some(0),
        _ => None,
    }
}

fn check(place: &str, event: &Map<String, Value>, expected: &EventContext<'_>, problems: &mut Vec<Problem>) {
    for required in ["asset_id", "activity_name", "timestamp", "activity_source", "activity_params"] {
        if !event.contains_key(required) {
            problems.push((format!("{place}/{required}"), "missing"));
        }
    }
    if !["identity", "anonid", "annonid"].iter().any(|field| event.contains_key(*field)) {
        problems.push((format!("{place}/identity"), "missing"));
    }
    for (field, value) in event {
        let place = step(place, field);
        if let Some(rule) = field_rule(field, value, expected) {
            problems.push((place.clone(), rule));
        }
        if field == "activity_params" {
            empty_arrays_in(&place, value, problems);
        }
    }
}

fn field_rule(field: &str, value: &Value, expected: &EventContext<'_>) -> Option<&'static str> {
    match field {
        "activity_params" => (!value.is_object()).then_some("type"),
        "identity" | "mobile" if value.is_i64() || value.is_u64() => None,
        "asset_id" | "activity_name" | "timestamp" | "identity" | "anonid" | "annonid" | "email" | "mobile"
        | "activity_source" => match value.as_str() {
            None => Some("type"),
            Some("") => Some("empty"),
            Some(text) => text_rule(field, text, expected),
        },
        _ => Some("unknown-field"),
    }
}

fn text_rule(field: &str, text: &str, expected: &EventContext<'_>) -> Option<&'static str> {
    match field {
        "annonid" => Some("old-spelling"),
        "activity_source" => (text != "web" && text != "app").then_some("source"),
        "asset_id" => expected.asset_id.is_some_and(|asset_id| asset_id != text).then_some("asset-id"),
        "timestamp" => calendar::rule(text, expected.now),
        _ => None,
    }
}

/// The empty arrays in a value. The value itself is none of them: an `activity_params` of `[]` has the wrong type.
fn empty_arrays_in(place: &str, value: &Value, problems: &mut Vec<Problem>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, element)| (format!("{place}/{index}"), element)).collect()
        }
        Value::Object(fields) => fields.iter().map(|(field, value)| (step(place, field), value)).collect(),
        _ => Vec::new(),
    };
    for (place, value) in inner {
        empty_arrays_in(&place, value, problems);
        if value.as_array().is_some_and(Vec::is_empty) {
            problems.push((place, "empty-array"));
        }
    }
}

fn step(place: &str, key: &str) -> String {
    format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"))
}
