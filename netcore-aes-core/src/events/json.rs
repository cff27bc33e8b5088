//! A reader of JSON that passes on one value after the other. It allocates nothing.
#![allow(
    clippy::inline_always,
    reason = "the position stays in a register where all is one function: a third of the time"
)]

use super::json_error::{Fault, JsonError, Reason};
use super::kind::Kind;
use super::limits::MAX_DEPTH;
use super::number::number_len;
use super::text::RawText;

/// Why reading stopped before the end.
pub(super) enum Stop {
    /// The payload is not JSON.
    Json(Reason),
    /// The function that was called for a value failed.
    Failed,
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Self::Json(reason)
    }
}

/// Reads one payload.
pub(super) struct Reader<'a> {
    payload: &'a [u8],
    /// The offset of the next byte: of the byte at fault, where the payload stops being JSON.
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Reads a payload to its end, or until `value` fails. `value` reads its one value, and is passed the value's first byte.
    /// Returns the error if the payload is not JSON.
    pub(super) fn read(payload: &'a [u8], value: impl FnOnce(&mut Self, u8) -> Result<(), Stop>) -> Option<JsonError> {
        // Checked as a whole: many times as fast as string by string.
        if let Err(error) = std::str::from_utf8(payload) {
            return Some(JsonError::new(payload, error.valid_up_to(), Reason::Utf8));
        }
        let mut reader = Self { payload, at: 0, depth: 0 };
        match reader.only(value) {
            Ok(()) | Err(Stop::Failed) => None,
            Err(Stop::Json(reason)) => Some(JsonError::new(payload, reader.at, reason)),
        }
    }

    fn only(&mut self, value: impl FnOnce(&mut Self, u8) -> Result<(), Stop>) -> Result<(), Stop> {
        let next = self.next().ok_or(Reason::Value)?;
        value(self, next)?;
        self.next().map_or(Ok(()), |_| Err(Reason::More.into()))
    }

    /// Reads an array. `element` reads each element, and is passed its first byte.
    #[inline]
    pub(super) fn array(&mut self, element: impl FnMut(&mut Self, u8) -> Result<(), Stop>) -> Result<(), Stop> {
        self.nested(b']', element)
    }

    /// Reads an object. `member` is passed each key and the first byte of its value, and reads the value.
    #[inline(always)]
    pub(super) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, RawText<'a>, u8) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.nested(b'}', |reader, next| {
            if next != b'"' {
                return Err(Reason::Key.into());
            }
            let key = reader.text()?;
            if !reader.take_if(b':') {
                return Err(Reason::Colon.into());
            }
            let next = reader.next().ok_or(Reason::Value)?;
            member(reader, key, next)
        })
    }

    #[inline(always)]
    fn nested(&mut self, end: u8, each: impl FnMut(&mut Self, u8) -> Result<(), Stop>) -> Result<(), Stop> {
        if self.depth == MAX_DEPTH {
            return Err(Reason::Deep.into());
        }
        self.apart(|reader| {
            reader.depth = reader.depth.wrapping_add(1);
            reader.sequence(end, each)
        })
    }

    #[inline(always)]
    fn sequence(&mut self, end: u8, mut each: impl FnMut(&mut Self, u8) -> Result<(), Stop>) -> Result<(), Stop> {
        self.take(1);
        if self.take_if(end) {
            return Ok(());
        }
        loop {
            let next = self.next().ok_or(Reason::Value)?;
            each(self, next)?;
            if !self.take_if(b',') {
                break;
            }
        }
        if self.take_if(end) { Ok(()) } else { Err(Reason::CommaOrEnd.into()) }
    }

    /// Goes on after white space and `byte`; returns whether it is there.
    #[inline]
    fn take_if(&mut self, byte: u8) -> bool {
        let is_next = self.payload.get(self.at) == Some(&byte) || self.next() == Some(byte);
        if is_next {
            self.take(1);
        }
        is_next
    }

    /// Lets `read` go on with a copy: the reader itself stays in registers, even if `read` is a call.
    #[inline(always)]
    pub(super) fn apart<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let mut copy = Self { payload: self.payload, at: self.at, depth: self.depth };
        let result = read(&mut copy);
        self.at = copy.at;
        result
    }

    /// Reads a value that is neither an array nor an object.
    #[inline(always)]
    pub(super) fn scalar(&mut self, next: u8) -> Result<Kind, Stop> {
        match next {
            b'"' => self.text().map(|_| Kind::String),
            b'-' | b'0'..=b'9' => self.take_read(number_len(self.rest())),
            b'n' => self.literal(b"null", Kind::Null),
            b't' => self.literal(b"true", Kind::Bool),
            b'f' => self.literal(b"false", Kind::Bool),
            _ => Err(Reason::Value.into()),
        }
    }

    /// Reads a value of any kind, whatever is in it.
    pub(super) fn skip(&mut self, next: u8) -> Result<Kind, Stop> {
        match next {
            b'[' => {
                let mut count = 0_usize;
                self.array(|reader, next| {
                    count = count.saturating_add(1);
                    reader.skip(next).map(drop)
                })?;
                Ok(Kind::array(count))
            }
            b'{' => {
                self.object(|reader, _, next| reader.skip(next).map(drop))?;
                Ok(Kind::Object)
            }
            _ => self.scalar(next),
        }
    }

    /// Reads a string.
    #[inline(always)]
    pub(super) fn text(&mut self) -> Result<RawText<'a>, Stop> {
        self.take(1);
        self.take_read(RawText::read(self.rest()))
    }

    #[inline]
    fn literal(&mut self, literal: &[u8], kind: Kind) -> Result<Kind, Stop> {
        if !self.rest().starts_with(literal) {
            return Err(Reason::Value.into());
        }
        self.take(literal.len());
        Ok(kind)
    }

    /// Goes on after what was read, or to its fault.
    #[inline(always)]
    fn take_read<T>(&mut self, read: Result<(usize, T), Fault>) -> Result<T, Stop> {
        let (len, result) = match read {
            Ok((len, value)) => (len, Ok(value)),
            Err(fault) => (fault.at, Err(fault.reason.into())),
        };
        self.take(len);
        result
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.payload.get(self.at..).unwrap_or_default()
    }

    /// Goes on by `len` bytes. The offset of a byte in memory cannot overflow.
    #[inline]
    const fn take(&mut self, len: usize) {
        self.at = self.at.wrapping_add(len);
    }

    /// Goes on to the first byte that is not white space, and returns it.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        match self.payload.get(self.at) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => {
                self.take(space_len(self.rest()));
                self.payload.get(self.at).copied()
            }
        }
    }
}

#[inline(never)]
fn space_len(text: &[u8]) -> usize {
    text.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).unwrap_or(text.len())
}
