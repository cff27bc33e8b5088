//! The text of a cipher in what a person pastes: broken into lines, in quotes, escaped, or within the body of a request.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;

use serde_json::value::RawValue;

use crate::fault::Fault;
use netcore_aes_send::text::quoted;

/// How often one form may be within another: a body in quotes, for instance.
const MAX_LAYERS: usize = 4;

/// Why there is no text in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PasteError {
    Utf16,
    Json { line: usize, column: usize },
    NoText,
}

impl PasteError {
    pub(crate) fn of(&self, name: &OsStr) -> Fault {
        let name = quoted(name);
        let pass = r#"pass the text alone, or a whole body {"encryptedRequest": "..."}"#;
        Fault::input(match self {
            Self::Utf16 => format!("{name} is UTF-16; convert it first, such as by: iconv -f UTF-16 -t UTF-8"),
            Self::Json { line, column } => {
                format!("{name} begins like a JSON object, but is invalid at line {line}, column {column}; {pass}")
            }
            Self::NoText => format!("{name} is a JSON object without a string \"encryptedRequest\"; {pass}"),
        })
    }
}

/// The text in `pasted`, without white space, quotes, escapes, and the JSON around it.
pub(crate) fn text_in(pasted: &[u8]) -> Result<Cow<'_, [u8]>, PasteError> {
    if pasted.starts_with(b"\xff\xfe") || pasted.starts_with(b"\xfe\xff") {
        return Err(PasteError::Utf16);
    }
    let mut text = Cow::Borrowed(pasted.strip_prefix(b"\xef\xbb\xbf").unwrap_or(pasted).trim_ascii());
    for _ in 0..MAX_LAYERS {
        text = match text.first() {
            Some(b'{') => Cow::Owned(in_body(&text)?),
            Some(quote @ (b'"' | b'\'')) => Cow::Owned(unquoted(&text, *quote)),
            _ => break,
        };
    }
    let is_clean = !text.iter().any(|byte| byte.is_ascii_whitespace() || *byte == b'\\');
    Ok(if is_clean { text } else { Cow::Owned(joined(&text)) })
}

fn in_body(body: &[u8]) -> Result<Vec<u8>, PasteError> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_slice(body)
        .map_err(|error| PasteError::Json { line: error.line(), column: error.column() })?;
    let value = fields.get("encryptedRequest").and_then(|value| serde_json::from_str::<String>(value.get()).ok());
    value.map(|text| text.trim_ascii().as_bytes().to_vec()).ok_or(PasteError::NoText)
}

/// What is within the quotes: read as JSON if it is a string of JSON, which may be broken into lines.
fn unquoted(text: &[u8], quote: u8) -> Vec<u8> {
    if let Ok(string) = serde_json::from_slice::<String>(text) {
        return string.trim_ascii().as_bytes().to_vec();
    }
    let inner = text.strip_prefix(&[quote]).unwrap_or(text);
    inner.strip_suffix(&[quote]).unwrap_or(inner).trim_ascii().to_vec()
}

/// The text without white space and without the escapes of JSON: `\/` is a slash, `\n`, `\r` and `\t` are white space.
fn joined(text: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\\' {
            match bytes.peek() {
                Some(b'/') => continue,
                Some(b'n' | b'r' | b't') => {
                    bytes.next();
                    continue;
                }
                _ => {}
            }
        }
        joined.push(byte);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_in_every_form() {
        for pasted in [
            "Ab/+==",
            " \r\nAb/+==\n",
            "\u{feff}Ab/\n+==\n",
            "A b\t/\r\n+==",
            r"Ab\/+==",
            r#""Ab\/+==""#,
            "'Ab/+=='",
            "'Ab/\n+=='",
            "\"Ab/\r\n+==\"",
            r"Ab\/\r\n+==\r\n",
            r#"{"encryptedRequest":"Ab\/+=="}"#,
            "{\n  \"other\": [1, {}],\n  \"encryptedRequest\": \" Ab/\\n+==\"\n}\n",
            r#"'{"encryptedRequest": "Ab/+=="}'"#,
            r#""{\"encryptedRequest\":\"Ab\\/+==\"}""#,
            r#"{"encryptedRequest":"'Ab/+=='"}"#,
        ] {
            assert_eq!(text_in(pasted.as_bytes()).unwrap(), &b"Ab/+=="[..], "{pasted}");
        }
    }

    #[test]
    fn what_is_no_text_stays() {
        for pasted in ["", "\"", "'", "\\", "a\\", "hello", "\\x"] {
            text_in(pasted.as_bytes()).unwrap();
        }
        assert_eq!(text_in(b"a\\xb").unwrap(), &b"a\\xb"[..]);
        assert_eq!(text_in(b"\xff\xfea\0"), Err(PasteError::Utf16));
        assert_eq!(text_in(b"{\"a\": 1}"), Err(PasteError::NoText));
        assert_eq!(text_in(b"{\"encryptedRequest\": 1}"), Err(PasteError::NoText));
        assert_eq!(text_in(b"{\"a\":\n}"), Err(PasteError::Json { line: 2, column: 1 }));
    }
}
