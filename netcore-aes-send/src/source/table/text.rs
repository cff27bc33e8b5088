//! Text as JSON.

/// Writes a JSON string. Bytes that are not UTF-8 stay as they are: then the event is no JSON, and is refused with them.
pub(super) fn write_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    let mut rest = text;
    while let Some(place) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
        let (plain, escaped) = rest.split_at(place);
        out.extend_from_slice(plain);
        if let [byte, tail @ ..] = escaped {
            write_escaped(out, *byte);
            rest = tail;
        }
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn write_escaped(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' | b'\\' => out.extend([b'\\', byte]),
        b'\n' => out.extend(b"\\n"),
        b'\r' => out.extend(b"\\r"),
        b'\t' => out.extend(b"\\t"),
        _ => out.extend(format!("\\u{byte:04x}").bytes()),
    }
}

/// Writes text that should be an event, as it is. What is no object is written as a string: it is refused, whole.
pub(super) fn write_event(out: &mut Vec<u8>, text: &[u8]) {
    if text.trim_ascii_start().starts_with(b"{") { write_line(out, text) } else { write_string(out, text) }
}

/// Writes text that should be a JSON value within an event. Other text is written as a string, so that it stays one value.
pub(super) fn write_value(out: &mut Vec<u8>, text: &[u8]) {
    match serde_json::from_slice::<&serde_json::value::RawValue>(text) {
        Ok(_) => write_line(out, text),
        Err(_) => write_string(out, text),
    }
}

/// A line break would end the event. A tab in its place is white space where a line break is, and no more allowed within a string.
fn write_line(out: &mut Vec<u8>, text: &[u8]) {
    out.extend(text.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b'\t' } else { *byte }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: fn(&mut Vec<u8>, &[u8]), text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, text);
        out
    }

    #[test]
    fn a_string_is_read_back() {
        let all: String = (0..=0x2ff).filter_map(char::from_u32).collect();
        for text in [all.as_str(), "", "\"", "a\\", "\n\r\t\u{b}", "ü🙂"] {
            let json = written(write_string, text.as_bytes());
            assert_eq!(serde_json::from_slice::<String>(&json).unwrap(), text);
            assert!(!json.contains(&b'\n') && !json.contains(&b'\r'));
        }
        assert_eq!(written(write_string, b"a\xffb"), b"\"a\xffb\"");
    }

    #[test]
    fn text_stays_one_event_and_one_value() {
        assert_eq!(written(write_event, b" {\"a\":\r\n 1}"), b" {\"a\":\t\t 1}");
        assert_eq!(written(write_event, b"[1]\n"), br#""[1]\n""#);
        assert_eq!(written(write_event, b""), br#""""#);
        assert_eq!(written(write_value, b"{\"a\": [1,\n{}]}"), b"{\"a\": [1,\t{}]}");
        for text in ["{}, \"email\": \"x\"", "{", "", "{} {}", "{\"a\": \"\n\"}"] {
            assert!(written(write_value, text.as_bytes()).starts_with(b"\""), "{text}");
        }
    }
}
