//! What may be wrong with a plaintext before its events can be looked at.

use crate::encodings::from_base64;
use crate::finding::Finding;
use crate::json::Json;

type Applies = fn(&[u8]) -> bool;

/// Tells what was meant to be events, however carelessly written, from noise and from other text.
pub(super) fn is_events(plaintext: &[u8]) -> bool {
    let has_shape = if plaintext.trim_ascii_end().ends_with(b"]") { is_array(plaintext) } else { is_object(plaintext) };
    has_shape && is_text(plaintext) || known(plaintext).is_some()
}

/// Tells text from noise, which is hardly ever UTF-8 without control characters.
pub(super) fn is_text(plaintext: &[u8]) -> bool {
    str::from_utf8(plaintext).is_ok_and(|text| {
        text.chars().all(|character| matches!(character, '\t' | '\r' | '\n') || is_printable(character))
    })
}

/// Says why a plaintext is no JSON, or not the JSON that was meant. Nothing for a good one.
pub(super) fn diagnose(plaintext: &[u8]) -> Option<Finding> {
    known(plaintext).or_else(|| str::from_utf8(plaintext).is_err().then_some(NOT_TEXT))
}

/// The fault that a plaintext shows, if it is one that noise does not show by chance.
fn known(plaintext: &[u8]) -> Option<Finding> {
    FAULTS.iter().find(|(_, applies)| applies(plaintext)).map(|(fault, _)| fault.clone())
}

/// Whether a character has a form of its own: no control, no mark that changes direction, no space but the usual one.
fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_control();
    }
    // The standard library escapes such characters; behind another one it leaves accents alone.
    let mut pair = [b'a'; 5];
    let len = character.encode_utf8(pair.split_at_mut(1).1).len().saturating_add(1);
    let pair = pair.get(..len).and_then(|pair| str::from_utf8(pair).ok());
    pair.is_some_and(|pair| pair.escape_debug().count() == 2)
}

fn is_array(plaintext: &[u8]) -> bool {
    match plaintext.trim_ascii_start().strip_prefix(b"[").map(<[u8]>::trim_ascii_start) {
        Some([b']', ..]) => true,
        Some([b'{', rest @ ..]) => matches!(rest.trim_ascii_start(), [b'"' | b'}', ..]),
        _ => false,
    }
}

fn is_object(plaintext: &[u8]) -> bool {
    match plaintext.trim_ascii() {
        [b'{', inside @ .., b'}'] => inside.trim_ascii_start().starts_with(b"\""),
        _ => false,
    }
}

fn is_gzip(plaintext: &[u8]) -> bool {
    matches!(plaintext, [0x1f, 0x8b, 8, 0..0x20, ..])
}

fn has_mark(plaintext: &[u8]) -> bool {
    plaintext.starts_with(b"\xef\xbb\xbf")
}

fn is_wide(plaintext: &[u8]) -> bool {
    // A mark alone is two bytes, which noise starts with too often.
    let little = plaintext.strip_prefix(b"\xff\xfe");
    let big = plaintext.strip_prefix(b"\xfe\xff");
    let bare = little.or(big).unwrap_or(plaintext);
    let opens = little.is_some_and(|rest| opens(rest, |[low, high]| (low, high)))
        || big.is_some_and(|rest| opens(rest, |[high, low]| (low, high)));
    let zeros = bare.split(|byte| *byte == 0).count().saturating_sub(1);
    opens || !bare.is_empty() && zeros.saturating_mul(2) == bare.len()
}

/// Whether an array or an object begins, behind white space.
fn opens(wide: &[u8], order: impl Fn([u8; 2]) -> (u8, u8)) -> bool {
    let (pairs, _) = wide.as_chunks::<2>();
    let first = pairs.iter().map(|pair| order(*pair)).find(|(low, high)| *high != 0 || !low.is_ascii_whitespace());
    matches!(first, Some((b'[' | b'{', 0)))
}

fn is_other_charset(plaintext: &[u8]) -> bool {
    let sample = plaintext.get(..256).unwrap_or(plaintext);
    let ascii = sample.iter().filter(|byte| (32..127).contains(*byte)).count();
    matches!(plaintext, [b'[' | b'{', ..])
        && ascii.saturating_mul(10) > sample.len().saturating_mul(8)
        && str::from_utf8(plaintext).is_err()
}

fn is_json_in_json(plaintext: &[u8]) -> bool {
    let Some(Json::Text(inside)) = str::from_utf8(plaintext).ok().and_then(Json::parse) else { return false };
    matches!(Json::parse(&inside), Some(Json::Array(_) | Json::Object(_)))
}

fn is_base64_of_json(plaintext: &[u8]) -> bool {
    let inside = str::from_utf8(plaintext).ok().and_then(|text| from_base64(text.trim()));
    matches!(inside.as_deref(), Some([b'[' | b'{', ..]))
}

fn is_printed_object(plaintext: &[u8]) -> bool {
    let start = plaintext.trim_ascii_start();
    (start.starts_with(b"[{'") || start.starts_with(b"{'")) && is_text(plaintext)
}

const NOT_TEXT: Finding =
    Finding::new("not-text", "The plaintext is binary, not text; encrypt the JSON itself, as UTF-8.");

/// Each with the test whether a plaintext has it.
const FAULTS: &[(Finding, Applies)] = &[
    (Finding::new("compressed", "The plaintext is compressed with gzip; encrypt the JSON as it is."), is_gzip),
    (
        Finding::new(
            "byte-order-mark",
            "The plaintext starts with a byte order mark, which JSON does not allow; write UTF-8 without one.",
        ),
        has_mark,
    ),
    (Finding::new("utf-16", "The plaintext is UTF-16; encode the JSON as UTF-8 before encrypting it."), is_wide),
    (
        Finding::new(
            "not-utf-8",
            "The plaintext is not UTF-8, perhaps Latin-1 or Windows-1252; encode the JSON as UTF-8 before encrypting it.",
        ),
        is_other_charset,
    ),
    (
        Finding::new(
            "json-twice",
            "The plaintext is a JSON string that holds the events as JSON; they were made JSON twice, so do it once.",
        ),
        is_json_in_json,
    ),
    (
        Finding::new(
            "base64-inside",
            "The plaintext is base64 itself, and the events are in it; encrypt the JSON as it is.",
        ),
        is_base64_of_json,
    ),
    (
        Finding::new(
            "printed-object",
            "The plaintext is an object printed by its language, with single quotes; write it with a JSON library.",
        ),
        is_printed_object,
    ),
];
