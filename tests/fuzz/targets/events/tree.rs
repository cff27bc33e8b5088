//! The differences between a payload's JSON and its tree.

use serde_json::Value;

/// Whether the tree has a -0. -0 is an integer and -0.0 is not, and a tree does not tell them apart.
pub fn has_negative_zero(tree: &Value) -> bool {
    match tree {
        Value::Number(number) => number.as_f64().is_some_and(|number| number == 0.0 && number.is_sign_negative()),
        Value::Array(elements) => elements.iter().any(has_negative_zero),
        Value::Object(fields) => fields.values().any(has_negative_zero),
        _ => false,
    }
}

/// Whether all events are objects: the check does not search others for keys.
pub fn is_of_events(tree: &Value) -> bool {
    tree.as_array().map_or(tree.is_object(), |events| events.iter().all(Value::is_object))
}

/// Whether an object has a key twice: the tree keeps the last one.
pub fn lacks_members_of(tree: &Value, payload: &[u8]) -> bool {
    let (mut in_string, mut escaped, mut colons) = (false, false, 0);
    for byte in payload {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            b':' if !in_string => colons += 1,
            _ => {}
        }
    }
    members(tree) < colons
}

fn members(tree: &Value) -> usize {
    match tree {
        Value::Array(elements) => elements.iter().map(members).sum(),
        Value::Object(fields) => fields.len() + fields.values().map(members).sum::<usize>(),
        _ => 0,
    }
}
