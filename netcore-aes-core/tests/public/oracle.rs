//! The check of events a second time, over another reader of JSON, `hifijson`: every value has a pointer and every object a set of its
//! keys, and nothing is limited but the depth. The fuzz target `events` has it too.

use std::collections::HashSet;

use hifijson::escape::Lex as _;
use hifijson::num::Lex as _;
use hifijson::str::LexWrite as _;
use hifijson::token::Lex as _;
use hifijson::{Expect, Read as _, SliceLexer, escape, num, str as string};
use netcore_aes_core::{EventContext, Problem, Rule};

/// The problems of a payload, as [`told`] writes them.
pub fn problems(payload: &[u8], context: &EventContext<'_>) -> Vec<String> {
    let mut oracle = Oracle { context, problems: Vec::new(), event: None, depth: 0 };
    if let Err((offset, sentence)) = oracle.read(payload) {
        let before = &payload[..offset];
        let lines: Vec<&[u8]> = before.split(|byte| *byte == b'\n').collect();
        let (line, column) = (lines.len(), lines.last().unwrap().len() + 1);
        oracle.event = None;
        oracle.problem("", &format!("json line {line}, column {column}: {sentence}"));
    }
    oracle.problems
}

/// A problem in words that both checks have: its event, its place, its rule, and the cause.
pub fn told(problem: &Problem) -> String {
    let cause = match &problem.rule {
        Rule::Json { error } => format!(" {error}"),
        Rule::Type { found, .. } | Rule::Event { found } | Rule::Payload { found } => format!(" {found}"),
        Rule::Count { count } => format!(" {count}"),
        _ => String::new(),
    };
    format!("{:?} {:?} {}{cause}", problem.event, problem.pointer, problem.rule.name())
}

/// Where the lexer stopped, and whether it has consumed the byte at fault.
struct Fault(&'static str, bool);

impl Fault {
    fn placed(self, payload: &[u8], offset: usize) -> (usize, &'static str) {
        let offset = offset - usize::from(self.1);
        let needs_more = [COLON, COMMA, DIGIT, KEY, VALUE].contains(&self.0);
        match self.0 {
            VALUE if offset == 0 && payload.starts_with("\u{feff}".as_bytes()) => (0, "remove the byte order mark"),
            _ if needs_more && offset == payload.len() => (offset, "unexpected end of the payload"),
            sentence => (offset, sentence),
        }
    }
}

const COLON: &str = "expected a colon after the key";
const COMMA: &str = "expected a comma, or the end of the array or object";
const DIGIT: &str = "expected a digit";
const KEY: &str = "expected a key in double quotes";
const VALUE: &str = "expected a value; strings need double quotes";

impl From<Expect> for Fault {
    fn from(expected: Expect) -> Self {
        let sentence = match expected {
            Expect::Value | Expect::ValueOrEnd => VALUE,
            Expect::CommaOrEnd => COMMA,
            Expect::String => KEY,
            Expect::Colon => COLON,
            Expect::Eof => "unexpected data after the end",
        };
        Self(sentence, false)
    }
}

impl From<num::Error> for Fault {
    fn from(_: num::Error) -> Self {
        Self(DIGIT, false)
    }
}

impl From<string::Error> for Fault {
    fn from(error: string::Error) -> Self {
        use escape::Error::{Eof, ExpectedLowSurrogate, InvalidChar, InvalidHex, InvalidKind};
        match error {
            string::Error::Control => {
                Self("escape line breaks and other control characters in strings, such as \\n", true)
            }
            string::Error::Escape(InvalidKind(_) | InvalidHex(_)) => {
                Self("invalid escape in a string; write \\\\ for a backslash", true)
            }
            string::Error::Escape(InvalidChar(_) | ExpectedLowSurrogate) => {
                Self("half of a surrogate pair; write both escapes", true)
            }
            string::Error::Escape(Eof) | string::Error::Eof => Self("unterminated string", false),
            string::Error::Utf8(_) => panic!("the payload is UTF-8"),
        }
    }
}

/// A value: its type in words, and its text if it is a string.
struct Value(&'static str, Option<String>);

struct Oracle<'a> {
    context: &'a EventContext<'a>,
    problems: Vec<String>,
    event: Option<usize>,
    depth: usize,
}

impl Oracle<'_> {
    fn problem(&mut self, pointer: &str, rule: &str) {
        self.problems.push(format!("{:?} {pointer:?} {rule}", self.event));
    }

    /// Reads the payload, up to the place of a fault.
    fn read(&mut self, payload: &[u8]) -> Result<(), (usize, &'static str)> {
        std::str::from_utf8(payload).map_err(|error| (error.valid_up_to(), "invalid UTF-8"))?;
        let mut lexer = SliceLexer::new(payload);
        let result = lexer.exactly_one(SliceLexer::ws_peek, |next, lexer| self.payload(next, lexer));
        result.map_err(|fault| fault.placed(payload, payload.len() - lexer.as_slice().len()))
    }

    fn payload(&mut self, next: u8, lexer: &mut SliceLexer<'_>) -> Result<(), Fault> {
        if next == b'{' {
            self.problem("", "lone");
            self.event = Some(0);
            return self.event(lexer, "");
        }
        if next != b'[' {
            let found = self.value(next, lexer, "", false)?.0;
            self.problem("", &format!("payload {found}"));
            return Ok(());
        }
        let mut count = 0;
        lexer.discarded().seq(b']', SliceLexer::ws_peek, |next, lexer| {
            self.event = Some(count);
            let pointer = format!("/{count}");
            count += 1;
            self.depth = 1;
            if next == b'{' {
                return self.event(lexer, &pointer);
            }
            // Whatever is in it is no problem of an event.
            let known = self.problems.len();
            let result = self.value(next, lexer, &pointer, false);
            self.problems.truncate(known);
            result.map(|value| self.problem(&pointer, &format!("event {}", value.0)))
        })?;
        self.event = None;
        if count == 0 || count > 1000 {
            self.problem("", &format!("count {count}"));
        }
        Ok(())
    }

    fn event(&mut self, lexer: &mut SliceLexer<'_>, event: &str) -> Result<(), Fault> {
        let mut fields = HashSet::new();
        self.members(lexer, event, |oracle, next, lexer, pointer, key| {
            fields.insert(key.to_owned());
            let in_params = key == "activity_params";
            let known = oracle.problems.len();
            let value = oracle.value(next, lexer, pointer, in_params)?;
            if in_params && value.0 == "an empty array" {
                // An empty array has the wrong type here.
                oracle.problems.truncate(known);
            }
            if let Some(rule) = oracle.field_rule(key, &value) {
                oracle.problem(pointer, &rule);
            }
            Ok(())
        })?;
        for field in ["asset_id", "activity_name", "timestamp", "identity", "activity_source", "activity_params"] {
            let alternatives: &[&str] = if field == "identity" { &["identity", "anonid", "annonid"] } else { &[field] };
            if !alternatives.iter().any(|field| fields.contains(*field)) {
                self.problem(&format!("{event}/{field}"), "missing");
            }
        }
        Ok(())
    }

    fn field_rule(&self, field: &str, value: &Value) -> Option<String> {
        let rule = match (field, value) {
            ("activity_params", Value("an object", _)) | ("identity" | "mobile", Value("an integer", _)) => {
                return None;
            }
            (
                "asset_id" | "activity_name" | "timestamp" | "identity" | "anonid" | "annonid" | "email" | "mobile"
                | "activity_source",
                Value(_, Some(text)),
            ) => match (field, text.as_str()) {
                (_, "") => "empty",
                ("annonid", _) => "old-spelling",
                ("timestamp", text) => self.timestamp_rule(text)?,
                ("activity_source", text) if text != "web" && text != "app" => "source",
                ("asset_id", text) if self.context.asset_id.is_some_and(|asset_id| asset_id != text) => "asset-id",
                _ => return None,
            },
            (
                "asset_id" | "activity_name" | "timestamp" | "identity" | "anonid" | "annonid" | "email" | "mobile"
                | "activity_source" | "activity_params",
                Value(found, _),
            ) => return Some(format!("type {found}")),
            _ => "unknown-field",
        };
        Some(rule.to_owned())
    }

    fn timestamp_rule(&self, text: &str) -> Option<&'static str> {
        let form: String = text.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
        let zone = form.strip_prefix("0000-00-00T00:00:00").map(|zone| match zone.strip_prefix(".0") {
            Some(zone) if zone.len() - zone.trim_start_matches('0').len() < 9 => zone.trim_start_matches('0'),
            _ => zone,
        });
        if !matches!(zone, Some("Z" | "+00:00" | "-00:00")) {
            return Some("timestamp-form");
        }
        let Ok(timestamp) = text.parse::<jiff::Timestamp>() else { return Some("timestamp-calendar") };
        match self.context.now?.saturating_sub(timestamp.as_second()) {
            86_401.. => Some("timestamp-old"),
            ..-300 => Some("timestamp-future"),
            _ => None,
        }
    }

    fn value(&mut self, next: u8, lexer: &mut SliceLexer<'_>, pointer: &str, in_params: bool) -> Result<Value, Fault> {
        match next {
            b'"' => Ok(Value("a string", Some(text(lexer)?))),
            b'-' | b'0'..=b'9' => Ok(Value(number(lexer)?, None)),
            b'{' => {
                self.members(lexer, pointer, |oracle, next, lexer, pointer, _| {
                    oracle.value(next, lexer, pointer, in_params).map(drop)
                })?;
                Ok(Value("an object", None))
            }
            b'[' => {
                self.enter()?;
                let mut count = 0;
                lexer.discarded().seq(b']', SliceLexer::ws_peek, |next, lexer| {
                    let pointer = format!("{pointer}/{count}");
                    count += 1;
                    self.value(next, lexer, &pointer, in_params).map(drop)
                })?;
                self.depth -= 1;
                if in_params && count == 0 {
                    self.problem(pointer, "empty-array");
                }
                Ok(Value(if count == 0 { "an empty array" } else { "an array" }, None))
            }
            _ => match lexer.null_or_bool().ok_or(Fault(VALUE, true))? {
                None => Ok(Value("null", None)),
                Some(_) => Ok(Value("a boolean", None)),
            },
        }
    }

    fn members(
        &mut self,
        lexer: &mut SliceLexer<'_>,
        object: &str,
        mut member: impl FnMut(&mut Self, u8, &mut SliceLexer<'_>, &str, &str) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.enter()?;
        let mut keys = HashSet::new();
        lexer.discarded().seq(b'}', SliceLexer::ws_peek, |next, lexer| {
            if next != b'"' {
                return Err(Expect::String.into());
            }
            let key = text(lexer)?;
            lexer.expect(SliceLexer::ws_peek, b':').ok_or(Expect::Colon)?;
            let next = lexer.ws_peek().ok_or(Expect::Value)?;
            let pointer = format!("{object}/{}", key.replace('~', "~0").replace('/', "~1"));
            if !keys.insert(key.clone()) {
                self.problem(&pointer, "duplicate-key");
            }
            member(self, next, lexer, &pointer, &key)
        })?;
        self.depth -= 1;
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Fault> {
        if self.depth == 127 {
            return Err(Fault("arrays and objects are nested more than 127 levels deep", false));
        }
        self.depth += 1;
        Ok(())
    }
}

fn text(lexer: &mut SliceLexer<'_>) -> Result<String, Fault> {
    let piece = |piece: &mut &[u8], text: &mut String| {
        text.push_str(std::str::from_utf8(piece).unwrap());
        Ok::<(), Fault>(())
    };
    let escaped = |lexer: &mut SliceLexer<'_>, text: &mut String| {
        let kind = lexer.take_next().ok_or(string::Error::Eof)?;
        text.push(lexer.escape(kind).map_err(string::Error::Escape)?);
        Ok(())
    };
    lexer.discarded().str_fold(String::new(), piece, escaped)
}

fn number(lexer: &mut SliceLexer<'_>) -> Result<&'static str, Fault> {
    let before = lexer.as_slice();
    let parts = lexer.num_ignore().validate()?;
    let text = std::str::from_utf8(&before[..before.len() - lexer.as_slice().len()]).unwrap();
    if lexer.peek_next().is_some_and(|next| next.is_ascii_digit()) {
        return Err(Fault("a number must not have leading zeros", false));
    }
    if parts.is_int() && (text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok()) {
        return Ok("an integer");
    }
    if text.parse::<f64>().unwrap().is_finite() {
        return Ok("a number that is not a 64-bit integer");
    }
    Err(Fault("number too large for a 64-bit float", true))
}
