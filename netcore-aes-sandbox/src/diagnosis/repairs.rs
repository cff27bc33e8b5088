//! What may have happened to a text after it was encrypted, and how to undo it.

use netcore_aes_core::{Encoding, Scheme};

use crate::encodings::{from_base64, from_hex, is_base64};
use crate::finding::Finding;

/// Undoes a fault, if the text has it.
type Undo = fn(&str) -> Option<String>;

/// A shorter text within may be chance.
const NESTED_AT_LEAST: usize = 24;

/// The bytes that a text stands for, if any, and the faults that had to be undone to get at them.
pub(super) fn repair(text: &str, scheme: Scheme) -> (Option<Vec<u8>>, Vec<Finding>) {
    let mut text = text.to_owned();
    let mut faults = Vec::new();
    for (fault, undo) in REPAIRS {
        if let Some(undone) = undo(&text).filter(|undone| *undone != text) {
            text = undone;
            faults.push(fault.clone());
        }
    }
    let (mut data, fault) = decode(&text, scheme);
    faults.extend(fault);
    while let Some((inside, fault)) = data.as_deref().and_then(nested) {
        data = Some(inside);
        faults.push(fault);
    }
    (data, faults)
}

/// Decodes either alphabet, whichever the scheme's is.
fn decode(text: &str, scheme: Scheme) -> (Option<Vec<u8>>, Option<Finding>) {
    let is_hex = scheme.encoding() == Encoding::Hex;
    if let Some(data) = from_hex(text) {
        return (Some(data), (!is_hex).then(|| hex(scheme)));
    }
    if let Some(data) = from_base64(text) {
        return (Some(data), is_hex.then_some(BASE64));
    }
    let decoded = |part| from_hex(part).or_else(|| from_base64(part));
    let parts: Option<Vec<_>> = text.split([':', '.', ',', '|']).map(decoded).collect();
    match parts {
        Some(parts) => (Some(parts.concat()), Some(JOINED_PARTS)),
        None => (None, Some(no_encoding(text))),
    }
}

fn hex(scheme: Scheme) -> Finding {
    Finding::with(
        "hex",
        format!(
            "The text is hexadecimal, but scheme {} writes base64; send it in base64, or declare x-eCode 11257 if it was encrypted \
             with AES-256-CBC.",
            scheme.code()
        ),
    )
}

fn no_encoding(text: &str) -> Finding {
    let is_digit = |character: char| character == '=' || u8::try_from(character).is_ok_and(is_base64);
    let what = match text.chars().enumerate().find(|(_, character)| !is_digit(*character)) {
        Some((position, stranger)) => {
            format!("the first character that is in neither alphabet is U+{:04X} at {position}", u32::from(stranger))
        }
        None => format!("its {} characters end too early, or its padding stands in the wrong place", text.len()),
    };
    Finding::with(
        "no-encoding",
        format!("The text is neither base64 nor hexadecimal: {what}; send what encryption returned."),
    )
}

/// Decodes again if what was decoded is an encoded text itself. No ciphertext looks so by chance.
fn nested(data: &[u8]) -> Option<(Vec<u8>, Finding)> {
    if data.len() < NESTED_AT_LEAST || !data.is_ascii() {
        return None;
    }
    let text = str::from_utf8(data).ok()?.trim();
    let hex = from_hex(text).map(|inside| (inside, HEX_INSIDE));
    hex.or_else(|| from_base64(text).map(|inside| (inside, DOUBLE_BASE64)))
}

fn without_label(text: &str) -> Option<String> {
    let text = text.trim_start();
    let labels = ["encrypted string (base64):", "encrypted string (hex):"];
    labels.iter().find_map(|label| {
        let (start, rest) = text.split_at_checked(label.len())?;
        start.eq_ignore_ascii_case(label).then(|| rest.trim_start().to_owned())
    })
}

fn without_quotes(text: &str) -> Option<String> {
    let text = text.trim();
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    Some(serde_json::from_str(text).unwrap_or_else(|_| inside.to_owned()))
}

fn without_percents(text: &str) -> Option<String> {
    let is_encoded = |at| from_hex(text.get(at..)?.get(1..3)?);
    text.match_indices('%').find_map(|(at, _)| is_encoded(at))?;
    Some(percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned())
}

/// Spaces alone, where a plus sign makes the length right: what form decoding does to base64.
fn with_plus(text: &str) -> Option<String> {
    let inner = text.trim();
    let is_form = inner.contains(' ') && !inner.contains(['\t', '\r', '\n', '+']);
    (is_form && inner.chars().count().is_multiple_of(4)).then(|| inner.replace(' ', "+"))
}

fn without_space(text: &str) -> Option<String> {
    text.contains(char::is_whitespace).then(|| text.split_whitespace().collect())
}

fn with_standard_alphabet(text: &str) -> Option<String> {
    let is_url_safe = |character: char| character.is_alphanumeric() || "_+/=-".contains(character);
    text.chars().all(is_url_safe).then(|| text.replace('-', "+").replace('_', "/"))
}

fn with_padding(text: &str) -> Option<String> {
    let bare = text.trim_end_matches('=');
    if from_hex(text).is_some() || bare.is_empty() || !bare.bytes().all(is_base64) || bare.len() % 4 == 1 {
        return None;
    }
    let padding = bare.len().next_multiple_of(4).saturating_sub(bare.len());
    Some(format!("{bare}{}", "=".repeat(padding)))
}

const BASE64: Finding = Finding::new(
    "base64",
    "The text is base64, but scheme 11257 writes hexadecimal; send it in hexadecimal, or declare x-eCode 11256.",
);
const JOINED_PARTS: Finding = Finding::new(
    "joined-parts",
    "The text is made of several parts with a sign between them, such as IV:ciphertext; send one text, as the scheme has it, and for \
     CBC leave the IV out.",
);
const HEX_INSIDE: Finding = Finding::new(
    "hex-inside",
    "The text was encoded twice, and inside it is hexadecimal; encode the encrypted bytes once.",
);
const DOUBLE_BASE64: Finding = Finding::new(
    "double-base64",
    "The text was encoded twice, and inside it is base64; most libraries return base64 already, so send that.",
);

/// Each in the order in which they are made, the last first.
const REPAIRS: &[(Finding, Undo)] = &[
    (
        Finding::new("label", "The text still has the script's label in front; send what stands behind the colon."),
        without_label,
    ),
    (
        Finding::new(
            "quoted",
            "The text is in quotation marks of its own, as if it had been made JSON twice; pass the plain string and let one JSON \
             writer quote it.",
        ),
        without_quotes,
    ),
    (
        Finding::new(
            "percent-encoded",
            "The text is percent-encoded, as for a URL or a form; a JSON body takes it as it is.",
        ),
        without_percents,
    ),
    (
        Finding::new(
            "plus-to-space",
            "Every + in the text has become a space, as form decoding does; send it as JSON, untouched.",
        ),
        with_plus,
    ),
    (
        Finding::new(
            "white-space",
            "The text has line breaks or white space in it; send it on one line (in Java Base64.getEncoder(), in shells base64 -w0, \
             in Ruby strict_encode64).",
        ),
        without_space,
    ),
    (
        Finding::new(
            "url-safe",
            "The text is in the URL-safe alphabet, with - and _; use the standard one, with + and /.",
        ),
        with_standard_alphabet,
    ),
    (
        Finding::new("padding", "The text lacks the = signs that pad base64 to a multiple of four; keep them."),
        with_padding,
    ),
];
