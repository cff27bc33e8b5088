//! Why a payload is not JSON, and where.

use std::fmt;

use crate::json::MAX_DEPTH;

/// Where a payload stops being JSON, and what to do about it. Nothing of the payload is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonFault {
    reason: Reason,
    /// From 1.
    line: usize,
    /// In bytes, from 1.
    column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
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
    Literal,
    More,
    Number,
    Quote,
    Surrogate,
    Utf8,
    Value,
}

impl JsonFault {
    /// For a reader that stopped at `offset`.
    pub(crate) fn new(payload: &[u8], offset: usize, reason: Reason) -> Self {
        let place = match reason {
            // These are seen in what has been read; the others in what comes next.
            Reason::Control | Reason::Escape | Reason::Literal | Reason::Number | Reason::Surrogate => {
                offset.saturating_sub(1)
            }
            _ => offset,
        };
        let reason = match reason {
            Reason::Literal if place == 0 && payload.starts_with(BYTE_ORDER_MARK) => Reason::ByteOrderMark,
            Reason::Literal => Reason::Value,
            Reason::Colon | Reason::CommaOrEnd | Reason::Digit | Reason::Key | Reason::Value
                if place == payload.len() =>
            {
                Reason::End
            }
            other => other,
        };
        let before = payload.get(..place).unwrap_or_default();
        let lines = before.split(|byte| *byte == b'\n');
        let (line, column) = lines.fold((0_usize, 0), |(count, _), line| (count.saturating_add(1), line.len()));
        Self { reason, line, column: column.saturating_add(1) }
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at line {} column {}", self.reason, self.line, self.column)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByteOrderMark => "leave out the byte order mark in front",
            Self::Colon => "after a key there must be a colon",
            Self::CommaOrEnd => "after a value there must be a comma, or the end of its array or object",
            Self::Control => "write line breaks and other control characters in a string as escapes, such as \\n",
            Self::Deep => return write!(f, "nest arrays and objects at most {MAX_DEPTH} deep"),
            Self::Digit => "a number must go on with a digit here",
            Self::End => "it is cut off",
            Self::Escape => "there is no such escape in a string; write \\\\ for a backslash",
            Self::Key => "there must be a key here, in double quotes",
            Self::LeadingZero => "a number must not begin with a zero that others follow",
            Self::Literal | Self::Value => "there must be a value here, and strings must be in double quotes",
            Self::More => "there must be nothing after the first value",
            Self::Number => "this number is larger than readers of JSON can take",
            Self::Quote => "it is cut off within a string",
            Self::Surrogate => "this escape is one half of a surrogate pair; write both",
            Self::Utf8 => "it must be encoded as UTF-8",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Expected, check_events};

    /// What is said of a payload that is not JSON.
    fn said(payload: &[u8]) -> String {
        let problems = check_events(payload, &Expected::default()).unwrap();
        problems.last().unwrap().to_string()
    }

    #[test]
    fn every_fault_says_what_to_do_and_where() {
        let deep = "[".repeat(128);
        for (payload, sentence) in [
            ("", "it is cut off, at line 1 column 1"),
            (" \n ", "it is cut off, at line 2 column 2"),
            ("[", "it is cut off, at line 1 column 2"),
            ("[1", "it is cut off, at line 1 column 3"),
            ("[1,", "it is cut off, at line 1 column 4"),
            ("[-", "it is cut off, at line 1 column 3"),
            ("{", "it is cut off, at line 1 column 2"),
            (r#"{"a""#, "it is cut off, at line 1 column 5"),
            (r#"{"a":"#, "it is cut off, at line 1 column 6"),
            (r#"{"a":1,"#, "it is cut off, at line 1 column 8"),
            (r#"["a"#, "it is cut off within a string, at line 1 column 4"),
            (r#"["\"#, "it is cut off within a string, at line 1 column 4"),
            (r#"["\u00"#, "it is cut off within a string, at line 1 column 7"),
            ("\u{feff}[]", "leave out the byte order mark in front, at line 1 column 1"),
            ("[\u{feff}]", "there must be a value here, and strings must be in double quotes, at line 1 column 2"),
            ("['a']", "there must be a value here, and strings must be in double quotes, at line 1 column 2"),
            ("[1,]", "there must be a value here, and strings must be in double quotes, at line 1 column 4"),
            ("[\n  nul]", "there must be a value here, and strings must be in double quotes, at line 2 column 3"),
            ("[True]", "there must be a value here, and strings must be in double quotes, at line 1 column 2"),
            (r#"{"a":1,}"#, "there must be a key here, in double quotes, at line 1 column 8"),
            ("{a:1}", "there must be a key here, in double quotes, at line 1 column 2"),
            (r#"{"a" 1}"#, "after a key there must be a colon, at line 1 column 6"),
            ("[1 2]", "after a value there must be a comma, or the end of its array or object, at line 1 column 4"),
            ("[-01]", "a number must not begin with a zero that others follow, at line 1 column 4"),
            ("[1.]", "a number must go on with a digit here, at line 1 column 4"),
            ("[1e+]", "a number must go on with a digit here, at line 1 column 5"),
            ("[1e400]", "this number is larger than readers of JSON can take, at line 1 column 6"),
            ("[] x", "there must be nothing after the first value, at line 1 column 4"),
            (
                "[\"a\nb\"]",
                "write line breaks and other control characters in a string as escapes, such as \\n, at line 1 column 4",
            ),
            (r#"["C:\dir"]"#, "there is no such escape in a string; write \\\\ for a backslash, at line 1 column 6"),
            (r#"["\u00g0"]"#, "there is no such escape in a string; write \\\\ for a backslash, at line 1 column 7"),
            (r#"["\ud83d"]"#, "this escape is one half of a surrogate pair; write both, at line 1 column 8"),
            (r#"["\ude00"]"#, "this escape is one half of a surrogate pair; write both, at line 1 column 8"),
            (&deep, "nest arrays and objects at most 127 deep, at line 1 column 128"),
        ] {
            assert_eq!(said(payload.as_bytes()), format!("the payload: this is not JSON: {sentence}"), "{payload}");
        }
        let sentence = "the payload: this is not JSON: it must be encoded as UTF-8, at line 2 column 3";
        assert_eq!(said(b"[\n\"a\xff\"]"), sentence);
    }
}
