//! A dead letter: an event that will not arrive, with the reason, as one line of JSON.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use netcore_aes_core::{Problem, Rule};

/// Why events are dead letters although nobody refused them.
pub(crate) const AGAINST_THE_RULES: &str = "against the rules for events";

/// The first bytes of each letter.
pub(crate) const LETTER: &[u8] = br#"{"file": ""#;

/// Why an event is a dead letter whose end was not read.
pub(crate) const NOT_WHOLE: &str = "not whole: reading stopped within it";

/// The begin of a letter: where the event stood, and why it is here. The pointers of the problems begin at the event.
pub(crate) fn head(file: &str, index: usize, status: Option<u16>, reason: &str, problems: &[Problem]) -> String {
    let status = status.map_or_else(|| "null".to_owned(), |status| status.to_string());
    let mut head = format!(r#"{{"file": {}, "index": {index}, "status": {status}"#, quoted(file));
    // Writing to a string cannot fail.
    _ = write!(head, r#", "reason": {}"#, quoted(reason));
    for (number, problem) in problems.iter().enumerate() {
        head.push_str(if number == 0 { r#", "problems": ["# } else { ", " });
        let pointer = within_the_event(&problem.pointer);
        let (rule, severity) = (problem.rule.name(), problem.severity().name());
        _ = write!(head, r#"{{"pointer": {}, "rule": "{rule}", "severity": "{severity}""#, quoted(pointer));
        _ = write!(head, r#", "message": {}}}"#, quoted(&problem.rule.to_string()));
    }
    if !problems.is_empty() {
        head.push(']');
    }
    head
}

/// Writes a letter that keeps every byte of the event: JSON is embedded as it is, other text is `event_text`, and what is not UTF-8 is
/// `event_base64`.
pub(crate) fn write(lines: &mut Vec<u8>, head: &str, event: &[u8], is_json: bool) {
    lines.extend_from_slice(head.as_bytes());
    if is_json {
        lines.extend_from_slice(br#", "event": "#);
        // A line break in JSON can only be white space.
        lines.extend(event.iter().map(|byte| if matches!(byte, b'\r' | b'\n') { b' ' } else { *byte }));
    } else if let Ok(text) = str::from_utf8(event) {
        lines.extend_from_slice(format!(r#", "event_text": {}"#, quoted(text)).as_bytes());
    } else {
        lines.extend_from_slice(format!(r#", "event_base64": "{}""#, STANDARD.encode(event)).as_bytes());
    }
    lines.extend_from_slice(b"}\n");
}

/// Whether an event with these problems is valid JSON nevertheless.
pub(crate) fn is_json(problems: &[Problem]) -> bool {
    !problems.iter().any(|problem| matches!(problem.rule, Rule::Json { .. }))
}

/// What stands between the begin and the event of a letter that comes in parts.
const BEFORE_PARTS: &str = r#", "event_base64": ""#;

/// The begin of a letter in base64, which no letter of another event has.
pub(crate) fn head_in(line: &[u8]) -> Option<&[u8]> {
    let place = line.windows(BEFORE_PARTS.len()).position(|window| window == BEFORE_PARTS.as_bytes())?;
    line.get(..place)
}

/// Writes a letter of an event that comes in parts, in base64: its bytes may be no text.
#[derive(Default)]
pub(crate) struct LongLetter {
    /// Bytes that do not fill a group of base64 yet.
    rest: Vec<u8>,
    is_begun: bool,
}

impl LongLetter {
    pub(crate) const fn is_begun(&self) -> bool {
        self.is_begun
    }

    pub(crate) fn write(&mut self, lines: &mut Vec<u8>, head: impl FnOnce() -> String, part: &[u8], is_last: bool) {
        if !std::mem::replace(&mut self.is_begun, !is_last) {
            lines.extend_from_slice(head().as_bytes());
            lines.extend_from_slice(BEFORE_PARTS.as_bytes());
        }
        self.rest.extend_from_slice(part);
        let whole = if is_last { self.rest.len() } else { self.rest.len().saturating_sub(self.rest.len() % 3) };
        let text: String = STANDARD.encode(self.rest.drain(..whole).as_slice());
        lines.extend_from_slice(text.as_bytes());
        if is_last {
            lines.extend_from_slice(b"\"}\n");
        }
    }
}

/// The pointer without the index of the event.
fn within_the_event(pointer: &str) -> &str {
    let rest = pointer.strip_prefix('/').unwrap_or(pointer);
    rest.find('/').and_then(|end| rest.get(end..)).unwrap_or_default()
}

/// The text as JSON, in ASCII.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            ' '..='~' => quoted.push(character),
            _ => {
                let mut units = [0; 2];
                character.encode_utf16(&mut units).iter().for_each(|unit| _ = write!(quoted, "\\u{unit:04x}"));
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn letter(head: &str, event: &[u8], is_json: bool) -> (Vec<u8>, Value) {
        let mut line = Vec::new();
        write(&mut line, head, event, is_json);
        assert_eq!(line.iter().position(|byte| *byte == b'\n'), line.len().checked_sub(1));
        let value = serde_json::from_slice(&line).unwrap();
        (line, value)
    }

    #[test]
    fn a_letter_keeps_every_byte() {
        let raw = "{\"n\": 1.50,\r\n \"ü\": \"\\n\"}";
        let (line, value) = letter(&head("a.json", 5, Some(400), "bad\n\"thing\" ü🙂", &[]), raw.as_bytes(), true);
        assert!(String::from_utf8(line).unwrap().contains(&raw.replace("\r\n", "  ")));
        let event = json!({"n": 1.5, "ü": "\n"});
        let expected =
            json!({"file": "a.json", "index": 5, "status": 400, "reason": "bad\n\"thing\" ü🙂", "event": event});
        assert_eq!(value, expected);
        let plain = head("x", 0, None, AGAINST_THE_RULES, &[]);
        assert!(plain.is_ascii());
        assert_eq!(letter(&plain, "{\"ü".as_bytes(), false).1["event_text"], "{\"ü");
        assert_eq!(letter(&plain, b"\xff{", false).1["event_base64"], STANDARD.encode(b"\xff{"));
    }

    #[test]
    fn problems_are_within_their_event() {
        let problems =
            netcore_aes_core::check_events(br#"[{},{"asset_id": 5}]"#, &netcore_aes_core::EventContext::default())
                .unwrap();
        let head = head("x", 1, None, AGAINST_THE_RULES, &problems);
        let (_, value) = letter(&head, b"{}", is_json(&problems));
        assert_eq!(value["problems"][0]["pointer"], "/asset_id");
        assert_eq!(value["problems"][0]["severity"], "error");
        assert!(value["problems"][0]["message"].as_str().is_some_and(|message| !message.is_empty()));
        assert_eq!(within_the_event("/12"), "");
    }

    #[test]
    fn a_long_event_comes_in_parts() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for size in [1, 2, 3, 5, 400, 1000] {
            let (mut lines, mut long) = (Vec::new(), LongLetter::default());
            for _ in 0..2 {
                let parts = bytes.chunks(size).map(|part| (part, false)).chain([(&[][..], true)]);
                parts.for_each(|(part, is_last)| {
                    long.write(&mut lines, || head("x", 3, None, "long", &[]), part, is_last);
                });
            }
            for line in lines.trim_ascii_end().split(|byte| *byte == b'\n') {
                let value: Value = serde_json::from_slice(line).unwrap();
                assert_eq!(value["event_base64"], STANDARD.encode(&bytes));
            }
        }
    }
}
