//! Strings of JSON, and their escapes.

use std::borrow::Cow;

use super::json_error::{Fault, Reason};
use super::plain_text::plain_len;
use crate::alloc::try_extend;
use crate::error::Error;

/// A string as the payload has it: without its quotes or, if it has an escape, with the second one. So it fits into two registers.
#[derive(Clone, Copy)]
pub(super) struct RawText<'a>(&'a [u8]);

impl<'a> RawText<'a> {
    /// Reads the string that a text begins with, after its first quote; returns its length with the second quote, too.
    #[expect(clippy::inline_always, reason = "of all that is read, most are strings")]
    #[inline(always)]
    pub(super) fn read(text: &'a [u8]) -> Result<(usize, Self), Fault> {
        let len = plain_len(text);
        if let Some((plain, [b'"', ..])) = text.split_at_checked(len) {
            return Ok((len.wrapping_add(1), Self(plain)));
        }
        let len = len_with_escapes(text)?;
        Ok((len, Self(text.get(..len).unwrap_or_default())))
    }

    /// The text, unless it has an escape.
    #[inline]
    pub(super) fn plain(self) -> Option<&'a [u8]> {
        (self.0.last() != Some(&b'"')).then_some(self.0)
    }

    /// The text: borrowed from the payload unless it has an escape.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub(super) fn decode(self) -> Result<Cow<'a, [u8]>, Error> {
        if let Some(text) = self.plain() {
            return Ok(Cow::Borrowed(text));
        }
        let (mut text, mut rest) = (Vec::new(), self.0);
        loop {
            let plain = plain_len(rest);
            try_extend(&mut text, rest.get(..plain).unwrap_or_default())?;
            rest = rest.get(plain..).unwrap_or_default();
            // Every escape was read before, so a fault is the quote.
            let Ok((len, character)) = escape(rest) else { return Ok(Cow::Owned(text)) };
            try_extend(&mut text, character.encode_utf8(&mut [0; 4]).as_bytes())?;
            rest = rest.get(len..).unwrap_or_default();
        }
    }
}

/// The length of a string with its second quote.
#[inline(never)]
fn len_with_escapes(text: &[u8]) -> Result<usize, Fault> {
    let mut len = 0_usize;
    loop {
        let rest = text.get(len..).unwrap_or_default();
        let plain = plain_len(rest);
        len = len.wrapping_add(plain);
        let read = match rest.get(plain..) {
            Some([b'"', ..]) => return Ok(len.wrapping_add(1)),
            Some(rest @ [b'\\', ..]) => escape(rest),
            Some([_, ..]) => Err(Fault { at: 0, reason: Reason::Control }),
            _ => Err(Fault { at: 0, reason: Reason::Quote }),
        };
        let (more, _) = read.map_err(|fault| Fault { at: len.wrapping_add(fault.at), ..fault })?;
        len = len.wrapping_add(more);
    }
}

/// The length and the character of the escape that a text begins with.
fn escape(text: &[u8]) -> Result<(usize, char), Fault> {
    let character = match text.get(1) {
        Some(b'u') => return unicode_escape(text),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(same @ (b'"' | b'\\' | b'/')) => char::from(*same),
        Some(_) => return Err(Fault { at: 1, reason: Reason::Escape }),
        None => return Err(Fault { at: 1, reason: Reason::Quote }),
    };
    Ok((2, character))
}

/// The length and the character of an escape by number, or of two that are a surrogate pair.
fn unicode_escape(text: &[u8]) -> Result<(usize, char), Fault> {
    let first = code_unit(text, 2)?;
    let (len, second) = match (first, text.get(6..8)) {
        (0xd800..0xdc00, Some(b"\\u")) => (12_usize, Some(code_unit(text, 8)?)),
        _ => (6, None),
    };
    let character = char::decode_utf16([Some(first), second].into_iter().flatten()).next().and_then(Result::ok);
    Ok((len, character.ok_or(Fault { at: len.wrapping_sub(1), reason: Reason::Surrogate })?))
}

/// The number of four digits.
fn code_unit(text: &[u8], start: usize) -> Result<u16, Fault> {
    let mut unit = 0_u16;
    for at in start..start.wrapping_add(4) {
        let digit = char::from(*text.get(at).ok_or(Fault { at, reason: Reason::Quote })?);
        let digit = digit.to_digit(16).and_then(|digit| u16::try_from(digit).ok());
        unit = unit << 4 | digit.ok_or(Fault { at, reason: Reason::Escape })?;
    }
    Ok(unit)
}
