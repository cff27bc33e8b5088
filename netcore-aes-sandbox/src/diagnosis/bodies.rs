//! Why a body is not `{"encryptedRequest": "..."}`.

use crate::encodings::is_base64;
use crate::finding::Finding;
use crate::json::{Json, Object};

/// The field that carries the text.
pub(crate) const FIELD: &str = "encryptedRequest";

const EVENT_FIELDS: [&str; 3] = ["activity_name", "activity_params", "activity_source"];
/// Names that stand for the field, without case and signs.
const LIKELY_NAMES: [&str; 11] = [
    "encrypted",
    "encryptedrequest",
    "encryptedrequests",
    "encryptrequest",
    "encryptedstring",
    "encryptedtext",
    "encrypteddata",
    "encryptedpayload",
    "request",
    "data",
    "payload",
];
/// A form is told by its beginning.
const FORM_AT_MOST: usize = 4096;

/// Reads the encrypted text out of a body.
///
/// # Errors
/// What is wrong with the body.
pub(crate) fn read_body(body: &[u8]) -> Result<String, Finding> {
    match str::from_utf8(body).ok().and_then(Json::parse) {
        None => Err(diagnose_raw(body)),
        Some(Json::Text(text)) if text.trim_start().starts_with('{') => Err(JSON_TWICE),
        Some(Json::Text(_) | Json::Other) => Err(BARE_TEXT),
        Some(array @ Json::Array(_)) => Err(if is_events(&array) { NOT_ENCRYPTED } else { ARRAY }),
        Some(Json::Object(object)) => read_object(object),
    }
}

fn read_object(object: Object<'_>) -> Result<String, Finding> {
    if let Some(value) = object.get(FIELD).and_then(Json::shallow) {
        return match value {
            Json::Text(text) => Ok(text),
            other if is_events(&other) => Err(NOT_ENCRYPTED),
            _ => Err(NOT_A_STRING),
        };
    }
    let misnamed = object.0.iter().any(|(name, value)| {
        let letters: String = name.to_lowercase().chars().filter(char::is_ascii_lowercase).collect();
        LIKELY_NAMES.contains(&&*letters) && value.get().starts_with('"')
    });
    let event = Json::Object(object);
    Err(if is_events(&event) {
        NOT_ENCRYPTED
    } else if misnamed {
        FIELD_NAME
    } else {
        NO_FIELD
    })
}

/// Whether it is an event, or an array that begins with one.
fn is_events(value: &Json<'_>) -> bool {
    match value {
        Json::Object(object) => EVENT_FIELDS.iter().any(|field| object.get(field).is_some()),
        Json::Array(values) => match values.first().and_then(|first| Json::shallow(first)) {
            Some(event @ Json::Object(_)) => is_events(&event),
            _ => false,
        },
        Json::Text(_) | Json::Other => false,
    }
}

fn diagnose_raw(body: &[u8]) -> Finding {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let is_bare = |byte: u8| is_base64(byte) || byte.is_ascii_whitespace() || matches!(byte, b'=' | b'_' | b'-');
    if text.is_empty() {
        NO_BODY
    } else if text.starts_with('\u{feff}') {
        BYTE_ORDER_MARK
    } else if is_form(text) {
        FORM
    } else if text.starts_with("{'") || text.starts_with("[{'") {
        PRINTED_OBJECT
    } else if text.bytes().all(is_bare) {
        BARE_TEXT
    } else {
        NOT_JSON
    }
}

fn is_form(text: &str) -> bool {
    let start: String = text.chars().take(FORM_AT_MOST).collect();
    form_urlencoded::parse(start.as_bytes()).any(|(name, value)| name == FIELD && !value.is_empty())
}

macro_rules! shape {
    ($start:literal) => {
        concat!($start, "; send JSON such as {\"encryptedRequest\": \"...\"}.")
    };
}

pub(super) const NOT_ENCRYPTED: Finding = Finding::new(
    "not-encrypted",
    "The events were sent as they are; encrypt the JSON first and send the text it gives.",
);
const NO_BODY: Finding = Finding::new("no-body", shape!("The body is empty"));
const NOT_JSON: Finding = Finding::new("not-json", shape!("The body is not JSON"));
const BARE_TEXT: Finding = Finding::new("bare-text", shape!("The body is a text by itself"));
const ARRAY: Finding = Finding::new("array", shape!("The body is an array"));
const FORM: Finding = Finding::new("form", shape!("The body is a form"));
const NOT_A_STRING: Finding =
    Finding::new("not-a-string", shape!("encryptedRequest must be a string, the encrypted text"));
const NO_FIELD: Finding = Finding::new("no-field", shape!("The body has no field encryptedRequest"));
const FIELD_NAME: Finding =
    Finding::new("field-name", "The field is misnamed; call it encryptedRequest, in exactly these letters.");
const JSON_TWICE: Finding =
    Finding::new("body-twice", "The body is JSON in a JSON string; it was made JSON twice, so do it once.");
const BYTE_ORDER_MARK: Finding =
    Finding::new("byte-order-mark", "The body starts with a byte order mark; write UTF-8 without one.");
const PRINTED_OBJECT: Finding =
    Finding::new("printed-object", "The body has single quotes, so it is not JSON; write it with a JSON library.");
