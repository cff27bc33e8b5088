//! Numbers of JSON, of which only the kind is of interest.

use super::json_error::{Fault, Reason};
use super::kind::Kind;

/// The length and the kind of the number that a text begins with.
pub(super) fn number_len(text: &[u8]) -> Result<(usize, Kind), Fault> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let whole = digits_end(text, sign)?;
    if whole > sign.wrapping_add(1) && text.get(sign) == Some(&b'0') {
        return Err(Fault { at: sign.wrapping_add(1), reason: Reason::LeadingZero });
    }
    let mut end = whole;
    if text.get(end) == Some(&b'.') {
        end = digits_end(text, end.wrapping_add(1))?;
    }
    let mantissa = end;
    if let Some(b'e' | b'E') = text.get(end) {
        let has_sign = matches!(text.get(end.wrapping_add(1)), Some(b'+' | b'-'));
        end = digits_end(text, end.wrapping_add(1).wrapping_add(usize::from(has_sign)))?;
    }
    let is_integer = end == whole;
    let kind = match (is_integer, end) {
        // Nothing of this length is too large.
        (true, ..19) => Kind::Integer,
        (false, ..300) if end == mantissa => Kind::Float,
        _ => kind_of(text.get(..end).unwrap_or_default(), is_integer)
            .ok_or(Fault { at: end.wrapping_sub(1), reason: Reason::Number })?,
    };
    Ok((end, kind))
}

/// The end of the digits at `start`, of which there must be one.
#[inline]
fn digits_end(text: &[u8], start: usize) -> Result<usize, Fault> {
    let mut end = start;
    while let Some(b'0'..=b'9') = text.get(end) {
        end = end.wrapping_add(1);
    }
    if end == start { Err(Fault { at: start, reason: Reason::Digit }) } else { Ok(end) }
}

/// The kind of a number that may be too large.
#[inline(never)]
fn kind_of(number: &[u8], is_integer: bool) -> Option<Kind> {
    let text = str::from_utf8(number).unwrap_or_default();
    if is_integer && (text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok()) {
        return Some(Kind::Integer);
    }
    // Most readers refuse a number that a 64-bit float cannot hold (RFC 8259, section 6).
    text.parse().is_ok_and(f64::is_finite).then_some(Kind::Float)
}
