//! The body of the upload request.

use crate::alloc::try_concat;
use crate::error::Error;
use crate::kernel::in_wide_vectors;
use crate::scheme::{Encoding, Scheme, TextForm};

/// The body of a request: `{"encryptedRequest":"…"}`. `text` is a text from a cipher of `scheme`.
///
/// # Errors
/// [`Error::Encoding`] if `text` is not in the scheme's encoding, such as a payload that was never encrypted; [`Error::Memory`].
pub fn upload_body(scheme: Scheme, text: &str) -> Result<String, Error> {
    check_text(scheme.encoding(), text.as_bytes())?;
    // The check leaves no character that JSON would escape.
    try_concat(&[BEFORE_TEXT, text, AFTER_TEXT])
}

/// The body of a request in parts, to be written one after the other: nothing is copied or allocated.
///
/// # Errors
/// [`Error::Encoding`], as [`upload_body`].
pub fn upload_body_parts(scheme: Scheme, text: &[u8]) -> Result<[&[u8]; 3], Error> {
    check_text(scheme.encoding(), text)?;
    Ok([BEFORE_TEXT.as_bytes(), text, AFTER_TEXT.as_bytes()])
}

/// What stands before the text in a body, and after it.
pub(crate) const BEFORE_TEXT: &str = r#"{"encryptedRequest":""#;
pub(crate) const AFTER_TEXT: &str = r#""}"#;

/// Checks that `text` can come from a cipher: not empty, and canonical in its encoding.
fn check_text(encoding: Encoding, text: &[u8]) -> Result<(), Error> {
    let digits = digits(encoding, text);
    let (position, unit) = match encoding {
        Encoding::Base64 => (first_unlike(digits, is_base64).or_else(|| spare_bits(text, digits)), 4),
        Encoding::Hex => (first_unlike(digits, |byte| byte.is_ascii_hexdigit()), 2),
    };
    if position.is_some() || text.is_empty() || !text.len().is_multiple_of(unit) {
        return Err(Error::Encoding { encoding, position, form: TextForm::of(text) });
    }
    Ok(())
}

#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep the compiler from vector instructions")]
const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | (byte == b'+') | (byte == b'/')
}

/// The position of the first byte that is not a digit. 64 bytes at a time without a branch, for which the compiler uses vector
/// instructions: byte by byte took longer than everything else that a request needs.
fn first_unlike(text: &[u8], is_digit: impl Fn(u8) -> bool) -> Option<usize> {
    let (pieces, _) = text.as_chunks::<64>();
    let all_digits = |piece: &&[u8; 64]| piece.iter().fold(true, |all, byte| all & is_digit(*byte));
    let count = in_wide_vectors(
        #[inline(always)]
        || pieces.iter().take_while(all_digits).count(),
    );
    let start = count.saturating_mul(64);
    let position = text.get(start..)?.iter().position(|byte| !is_digit(*byte))?;
    Some(start.saturating_add(position))
}

/// The text without its padding.
fn digits(encoding: Encoding, text: &[u8]) -> &[u8] {
    match encoding {
        Encoding::Base64 => text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text),
        Encoding::Hex => text,
    }
}

/// The position of the last digit before the padding, if it has unused bits that are not zero (RFC 4648, section 3.5).
fn spare_bits(text: &[u8], digits: &[u8]) -> Option<usize> {
    let without: &[u8] = match text.len().saturating_sub(digits.len()) {
        1 => b"AEIMQUYcgkosw048",
        2 => b"AQgw",
        _ => return None,
    };
    let holds_some = digits.last().is_some_and(|last| !without.contains(last));
    holds_some.then(|| digits.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_outside_the_alphabet_is_named() {
        names_the_first_other_byte(Encoding::Base64, is_base64);
        names_the_first_other_byte(Encoding::Hex, |byte| byte.is_ascii_hexdigit());
    }

    /// The bytes at the ends of the alphabets and beside them, at every position of texts of up to three pieces.
    fn names_the_first_other_byte(encoding: Encoding, is_digit: fn(u8) -> bool) {
        for len in [4, 60, 64, 68, 128, 192] {
            for (position, byte) in (0..len).flat_map(|at| b"\0*+,-./09:@AFGZ[`afgz{\x7f".map(|byte| (at, byte))) {
                let text: String = (0..len).map(|at| if at < position { 'A' } else { char::from(byte) }).collect();
                let form = TextForm::of(text.as_bytes());
                let refused = Err(Error::Encoding { encoding, position: Some(position), form });
                let expected = if is_digit(byte) { Ok(()) } else { refused };
                assert_eq!(check_text(encoding, text.as_bytes()), expected, "{byte} from {position} of {len}");
            }
        }
    }
}
