//! A reader of JSON that passes on one value after the other, by `hifijson`. Only strings with escapes are allocated, and
//! a failed allocation is an error: `serde_json` would abort.

use std::borrow::Cow;

use hifijson::escape::Lex as _;
use hifijson::num::Lex as _;
use hifijson::str::LexWrite as _;
use hifijson::token::Lex as _;
use hifijson::{Expect, Read, SliceLexer, Write, escape, num, str};

use super::json_error::{JsonError, Reason};
use super::limits::MAX_DEPTH;
use super::plain_text::plain_len;
use crate::alloc::try_append;
use crate::error::Error;

/// A value that was read. Only strings are kept: nothing else is examined further.
pub(super) enum Value<'a> {
    Null,
    Bool,
    Integer,
    Float,
    String(Cow<'a, str>),
    EmptyArray,
    Array,
    Object,
}

impl Value<'_> {
    pub(super) const fn array(count: usize) -> Self {
        if count == 0 { Self::EmptyArray } else { Self::Array }
    }

    /// The type, in words.
    pub(super) const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Integer => "an integer",
            Self::Float => "a number that is not a 64-bit integer",
            Self::String(_) => "a string",
            Self::EmptyArray => "an empty array",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// Why reading stopped before the end.
pub(super) enum Stop {
    /// The payload is not JSON.
    Json(Reason),
    /// The reader, or the function that was called for a value, failed.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl<R: Into<Reason>> From<R> for Stop {
    fn from(reason: R) -> Self {
        Self::Json(reason.into())
    }
}

/// Reads one payload.
pub(super) struct Reader<'a> {
    payload: &'a str,
    lexer: SliceLexer<'a>,
    depth: u8,
}

impl<'a> Reader<'a> {
    /// Reads a payload to its end. `value` reads its one value, and is passed the value's first byte. Returns the error if the
    /// payload is not JSON.
    pub(super) fn read(
        payload: &'a [u8],
        value: impl FnOnce(&mut Self, u8) -> Result<(), Stop>,
    ) -> Result<Option<JsonError>, Error> {
        // Checked as a whole: many times as fast as string by string.
        let text = match std::str::from_utf8(payload) {
            Ok(text) => text,
            Err(error) => {
                return Ok(Some(JsonError::new(payload, error.valid_up_to(), str::Error::Utf8(error).into())));
            }
        };
        let mut reader = Self { payload: text, lexer: SliceLexer::new(payload), depth: 0 };
        match reader.exactly_one(Self::ws_peek, |next, reader| value(reader, next)) {
            Ok(()) => Ok(None),
            Err(Stop::Json(reason)) => Ok(Some(JsonError::new(payload, reader.offset(), reason))),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    /// Reads an array. `element` reads each element, and is passed its first byte.
    pub(super) fn array(&mut self, mut element: impl FnMut(&mut Self, u8) -> Result<(), Stop>) -> Result<(), Stop> {
        self.nested(b']', |next, reader| element(reader, next))
    }

    /// Reads an object. `member` is passed each key and the first byte of its value, and reads the value.
    pub(super) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Cow<'a, str>, u8) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.nested(b'}', |next, reader| {
            if next != b'"' {
                return Err(Expect::String.into());
            }
            let key = reader.string()?;
            reader.expect(Self::ws_peek, b':').ok_or(Expect::Colon)?;
            let next = reader.ws_peek().ok_or(Expect::Value)?;
            member(reader, key, next)
        })
    }

    fn nested(&mut self, end: u8, each: impl FnMut(u8, &mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        if self.depth == MAX_DEPTH {
            return Err(Reason::Deep.into());
        }
        self.depth = self.depth.saturating_add(1);
        self.discarded().seq(end, Self::ws_peek, each)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    /// Reads a value that is neither an array nor an object.
    pub(super) fn scalar(&mut self, next: u8) -> Result<Value<'a>, Stop> {
        match next {
            b'"' => self.string().map(Value::String),
            b'-' | b'0'..=b'9' => self.number(),
            _ => match self.null_or_bool().ok_or(Reason::Literal)? {
                None => Ok(Value::Null),
                Some(_) => Ok(Value::Bool),
            },
        }
    }

    /// Reads a value of any kind, whatever is in it.
    pub(super) fn skip(&mut self, next: u8) -> Result<Value<'a>, Stop> {
        match next {
            b'[' => {
                let mut count = 0_usize;
                self.array(|reader, next| {
                    count = count.saturating_add(1);
                    reader.skip(next).map(drop)
                })?;
                Ok(Value::array(count))
            }
            b'{' => {
                self.object(|reader, _, next| reader.skip(next).map(drop))?;
                Ok(Value::Object)
            }
            _ => self.scalar(next),
        }
    }

    /// Reads a string: borrowed from the payload unless it contains an escape.
    fn string(&mut self) -> Result<Cow<'a, str>, Stop> {
        let start = self.offset().saturating_add(1);
        let rest = self.payload.as_bytes().get(start..).unwrap_or_default();
        let end = plain_len(rest);
        match rest.split_at_checked(end) {
            Some((_, [b'"', rest @ ..])) => {
                self.lexer = SliceLexer::new(rest);
                Ok(Cow::Borrowed(self.payload.get(start..start.saturating_add(end)).unwrap_or_default()))
            }
            _ => self.string_with_escapes(),
        }
    }

    /// Reads a string that has an escape or a fault.
    #[cold]
    fn string_with_escapes(&mut self) -> Result<Cow<'a, str>, Stop> {
        let piece = |piece: &mut &'a str, text: &mut Cow<'a, str>| {
            if text.is_empty() {
                *text = Cow::Borrowed(piece);
                return Ok(());
            }
            Ok(try_append(text, piece)?)
        };
        let escaped = |reader: &mut Self, text: &mut Cow<'a, str>| {
            let kind = reader.take_next().ok_or(str::Error::Eof)?;
            let character = reader.escape(kind).map_err(str::Error::Escape)?;
            Ok(try_append(text, character.encode_utf8(&mut [0; 4]))?)
        };
        self.discarded().str_fold(Cow::Borrowed(""), piece, escaped)
    }

    fn number(&mut self) -> Result<Value<'a>, Stop> {
        let start = self.offset();
        let parts = self.num_ignore().validate()?;
        let text = self.since(start);
        if self.peek_next().is_some_and(|next| next.is_ascii_digit()) {
            return Err(Reason::LeadingZero.into());
        }
        if parts.is_int() && (text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok()) {
            return Ok(Value::Integer);
        }
        // Most readers refuse a number that a 64-bit float cannot hold (RFC 8259, section 6).
        if text.parse().is_ok_and(f64::is_finite) { Ok(Value::Float) } else { Err(Reason::Number.into()) }
    }

    fn offset(&self) -> usize {
        self.payload.len().saturating_sub(self.lexer.as_slice().len())
    }

    fn since(&self, start: usize) -> &'a str {
        self.payload.get(start..self.offset()).unwrap_or_default()
    }
}

impl Read for Reader<'_> {
    fn strip_prefix(&mut self, prefix: &[u8]) -> bool {
        self.lexer.strip_prefix(prefix)
    }

    fn skip_until(&mut self, stop: impl FnMut(u8) -> bool) {
        self.lexer.skip_until(stop);
    }

    fn peek_next(&mut self) -> Option<u8> {
        self.lexer.peek_next()
    }

    fn take_next(&mut self) -> Option<u8> {
        self.lexer.take_next()
    }
}

impl<'a> Write for Reader<'a> {
    type Bytes = &'a str;

    fn write_until(&mut self, piece: &mut Self::Bytes, stop: impl FnMut(u8) -> bool) {
        let start = self.offset();
        self.lexer.write_until(&mut Default::default(), stop);
        *piece = self.since(start);
    }
}

impl From<Expect> for Reason {
    fn from(expected: Expect) -> Self {
        match expected {
            Expect::Value | Expect::ValueOrEnd => Self::Value,
            Expect::CommaOrEnd => Self::CommaOrEnd,
            Expect::String => Self::Key,
            Expect::Colon => Self::Colon,
            Expect::Eof => Self::More,
        }
    }
}

impl From<num::Error> for Reason {
    fn from(_: num::Error) -> Self {
        Self::Digit
    }
}

impl From<str::Error> for Reason {
    fn from(error: str::Error) -> Self {
        match error {
            str::Error::Control => Self::Control,
            str::Error::Escape(escape::Error::InvalidKind(_) | escape::Error::InvalidHex(_)) => Self::Escape,
            str::Error::Escape(escape::Error::InvalidChar(_) | escape::Error::ExpectedLowSurrogate) => Self::Surrogate,
            str::Error::Escape(escape::Error::Eof) | str::Error::Eof => Self::Quote,
            str::Error::Utf8(_) => Self::Utf8,
        }
    }
}
