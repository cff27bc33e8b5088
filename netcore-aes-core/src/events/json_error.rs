//! The error of a payload that is not JSON, and its place.

use std::fmt;

use super::limits::MAX_DEPTH;

/// The place where a payload stops being JSON, and how to mend it. It contains nothing of the payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError {
    reason: Reason,
    /// From 1.
    line: usize,
    /// In bytes of the line, from 1.
    column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    ByteOrderMark,
    Colon,
    CommaOrEnd,
    Control,
    Deep,
    Digit,
    End,
    Escape,
    Key,
    LeadingZero,
    More,
    Number,
    Quote,
    Surrogate,
    Utf8,
    Value,
}

/// A reason, and its place in what was being read.
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) reason: Reason,
}

impl JsonError {
    /// The error of a reader that stopped at the byte at `offset`.
    pub(super) fn new(payload: &[u8], offset: usize, reason: Reason) -> Self {
        let reason = match reason {
            Reason::Value if offset == 0 && payload.starts_with(BYTE_ORDER_MARK) => Reason::ByteOrderMark,
            Reason::Colon | Reason::CommaOrEnd | Reason::Digit | Reason::Key | Reason::Value
                if offset == payload.len() =>
            {
                Reason::End
            }
            other => other,
        };
        let before = payload.get(..offset).unwrap_or_default();
        let lines = before.split(|byte| *byte == b'\n');
        let (line, column) = lines.fold((0_usize, 0), |(count, _), line| (count.saturating_add(1), line.len()));
        Self { reason, line, column: column.saturating_add(1) }
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.reason)
    }
}

impl std::error::Error for JsonError {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByteOrderMark => "remove the byte order mark",
            Self::Colon => "expected a colon after the key",
            Self::CommaOrEnd => "expected a comma, or the end of the array or object",
            Self::Control => "escape line breaks and other control characters in strings, such as \\n",
            Self::Deep => return write!(f, "arrays and objects are nested more than {MAX_DEPTH} levels deep"),
            Self::Digit => "expected a digit",
            Self::End => "unexpected end of the payload",
            Self::Escape => "invalid escape in a string; write \\\\ for a backslash",
            Self::Key => "expected a key in double quotes",
            Self::LeadingZero => "a number must not have leading zeros",
            Self::Value => "expected a value; strings need double quotes",
            Self::More => "unexpected data after the end",
            Self::Number => "number too large for a 64-bit float",
            Self::Quote => "unterminated string",
            Self::Surrogate => "half of a surrogate pair; write both escapes",
            Self::Utf8 => "invalid UTF-8",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{EventContext, check_events};

    /// The message for a payload that is not JSON.
    fn message(payload: &[u8]) -> String {
        let problems = check_events(payload, &EventContext::default()).unwrap();
        problems.last().unwrap().to_string()
    }

    #[test]
    fn every_error_names_its_place_and_the_cure() {
        let deep = "[".repeat(128);
        for (payload, sentence) in [
            ("", "line 1, column 1: unexpected end of the payload"),
            (" \n ", "line 2, column 2: unexpected end of the payload"),
            ("[", "line 1, column 2: unexpected end of the payload"),
            ("[1", "line 1, column 3: unexpected end of the payload"),
            ("[1,", "line 1, column 4: unexpected end of the payload"),
            ("[-", "line 1, column 3: unexpected end of the payload"),
            ("{", "line 1, column 2: unexpected end of the payload"),
            (r#"{"a""#, "line 1, column 5: unexpected end of the payload"),
            (r#"{"a":"#, "line 1, column 6: unexpected end of the payload"),
            (r#"{"a":1,"#, "line 1, column 8: unexpected end of the payload"),
            (r#"["a"#, "line 1, column 4: unterminated string"),
            (r#"["\"#, "line 1, column 4: unterminated string"),
            (r#"["\u00"#, "line 1, column 7: unterminated string"),
            ("\u{feff}[]", "line 1, column 1: remove the byte order mark"),
            ("[\u{feff}]", "line 1, column 2: expected a value; strings need double quotes"),
            ("['a']", "line 1, column 2: expected a value; strings need double quotes"),
            ("[1,]", "line 1, column 4: expected a value; strings need double quotes"),
            ("[\n  nul]", "line 2, column 3: expected a value; strings need double quotes"),
            ("[True]", "line 1, column 2: expected a value; strings need double quotes"),
            (r#"{"a":1,}"#, "line 1, column 8: expected a key in double quotes"),
            ("{a:1}", "line 1, column 2: expected a key in double quotes"),
            (r#"{"a" 1}"#, "line 1, column 6: expected a colon after the key"),
            ("[1 2]", "line 1, column 4: expected a comma, or the end of the array or object"),
            ("[-01]", "line 1, column 4: a number must not have leading zeros"),
            ("[1.]", "line 1, column 4: expected a digit"),
            ("[1e+]", "line 1, column 5: expected a digit"),
            ("[1e400]", "line 1, column 6: number too large for a 64-bit float"),
            ("[] x", "line 1, column 4: unexpected data after the end"),
            ("[\"a\nb\"]", "line 1, column 4: escape line breaks and other control characters in strings, such as \\n"),
            (r#"["C:\dir"]"#, "line 1, column 6: invalid escape in a string; write \\\\ for a backslash"),
            (r#"["\u00g0"]"#, "line 1, column 7: invalid escape in a string; write \\\\ for a backslash"),
            (r#"["\ud83d"]"#, "line 1, column 8: half of a surrogate pair; write both escapes"),
            (r#"["\ude00"]"#, "line 1, column 8: half of a surrogate pair; write both escapes"),
            (&deep, "line 1, column 128: arrays and objects are nested more than 127 levels deep"),
        ] {
            assert_eq!(message(payload.as_bytes()), format!("the payload: invalid JSON at {sentence}"), "{payload}");
        }
        let sentence = "the payload: invalid JSON at line 2, column 3: invalid UTF-8";
        assert_eq!(message(b"[\n\"a\xff\"]"), sentence);
    }
}
