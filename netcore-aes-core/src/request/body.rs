//! The body of the upload request.

use crate::alloc::try_concat;
use crate::error::Error;
use crate::scheme::{Encoding, Scheme};

/// The body of a request: `{"encryptedRequest":"…"}`. `text` is a text from a cipher of `scheme`.
///
/// # Errors
/// [`Error::Encoding`] if `text` is not in the scheme's encoding, such as a payload that was never encrypted; [`Error::Memory`].
pub fn upload_body(scheme: Scheme, text: &str) -> Result<String, Error> {
    check_text(scheme.encoding(), text)?;
    // The check leaves no character that JSON would escape.
    try_concat(&[r#"{"encryptedRequest":""#, text, r#""}"#])
}

/// Checks that `text` can come from a cipher: not empty, and canonical in its encoding.
fn check_text(encoding: Encoding, text: &str) -> Result<(), Error> {
    let (fits, unit): (fn(u8) -> bool, usize) = match encoding {
        Encoding::Base64 => (|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'), 4),
        Encoding::Hex => (|byte| byte.is_ascii_hexdigit(), 2),
    };
    let digits = digits(encoding, text);
    let position = digits.bytes().position(|byte| !fits(byte)).or_else(|| spare_bits(text, digits));
    if position.is_some() || text.is_empty() || !text.len().is_multiple_of(unit) {
        return Err(Error::Encoding { encoding, position });
    }
    Ok(())
}

/// The text without its padding.
fn digits(encoding: Encoding, text: &str) -> &str {
    match encoding {
        Encoding::Base64 => text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text),
        Encoding::Hex => text,
    }
}

/// The position of the last digit before the padding, if it has unused bits that are not zero (RFC 4648, section 3.5).
fn spare_bits(text: &str, digits: &str) -> Option<usize> {
    let without: &[u8] = match text.len().saturating_sub(digits.len()) {
        1 => b"AEIMQUYcgkosw048",
        2 => b"AQgw",
        _ => return None,
    };
    let holds_some = digits.bytes().last().is_some_and(|last| !without.contains(&last));
    holds_some.then(|| digits.len().saturating_sub(1))
}
