//! Secret bytes and secret strings: wiped when dropped, and without a `Debug` that shows them.

use std::fmt;

use base64ct::{Base64Unpadded, Encoding as _};
use zeroize::{Zeroize, Zeroizing};

use crate::alloc::try_zeroed;
use crate::error::Error;

/// `N` secret bytes on the heap, wiped when dropped. Moving it moves the pointer and leaves no copy behind.
pub(super) struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    fn zeroed() -> Result<Self, Error> {
        let bytes = try_zeroed(N)?.into_boxed_slice();
        Ok(Self(bytes.try_into().map_err(|_| Error::Memory { bytes: N })?))
    }

    pub(super) fn copy_of(bytes: &[u8; N]) -> Result<Self, Error> {
        let mut secret = Self::zeroed()?;
        secret.0.copy_from_slice(bytes);
        Ok(secret)
    }

    /// Decodes canonical, padded base64 of exactly `N` bytes; `None` for anything else. Constant time but for that answer. Not
    /// inlined, so that the check `secret-dependence` can tell the one branch on the answer from all others.
    #[inline(never)]
    pub(super) fn from_base64(text: &[u8]) -> Result<Option<Self>, Error> {
        let mut secret = Self::zeroed()?;
        // The place of the padding is known. `Base64` would search for it, and branch on what it finds.
        let Some((characters, padding)) = text.split_at_checked(N.saturating_mul(4).div_ceil(3)) else {
            return Ok(None);
        };
        let unlike_padding = padding.iter().fold(0, |unlike, sign| unlike | (sign ^ b'='));
        let decoded = Base64Unpadded::decode(characters, &mut *secret.0).map(<[u8]>::len);
        Ok((unlike_padding == 0 && decoded == Ok(N)).then_some(secret))
    }

    pub(super) const fn bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The position of the first byte outside printable ASCII. It does not branch on the bytes of a text without one, which is what
/// keys are. Not inlined, so that the check `secret-dependence` can tell the one branch on the answer from all others.
#[inline(never)]
pub(super) fn not_printable(text: &[u8]) -> Option<usize> {
    let printable = |byte: &u8| byte.wrapping_sub(b' ') <= b'~'.wrapping_sub(b' ');
    let all_printable = text.iter().fold(true, |all, byte| all & printable(byte));
    if all_printable { None } else { text.iter().position(|byte| !printable(byte)) }
}

/// Whether `text` is base64 of `base64_len` characters with more padding than that, as a published sample key is.
pub(super) fn has_surplus_padding(text: &[u8], base64_len: usize) -> bool {
    text.get(base64_len..).is_some_and(|surplus| surplus.iter().all(|byte| *byte == b'='))
}

/// A secret string. Wiped when dropped; its `Debug` shows nothing of it.
pub struct SecretString(Zeroizing<String>);

impl SecretString {
    /// The string itself. A copy of it is the caller's to wipe.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A secret string of `len` ASCII characters, which `write` fills in.
    pub(super) fn written_by(len: usize, write: impl FnOnce(&mut [u8]) -> Result<(), Error>) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new(try_zeroed(len)?);
        write(&mut bytes)?;
        let text = String::from_utf8(std::mem::take(&mut *bytes)).map_err(|fault| {
            fault.into_bytes().zeroize();
            Error::Random
        })?;
        Ok(Self(Zeroizing::new(text)))
    }
}

/// Implements `Debug` for secrets: the type's name alone.
macro_rules! redacted_debug {
    ($($name:ident),+) => { $(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+ };
}
pub(super) use redacted_debug;
redacted_debug!(SecretString);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_is_no_text_is_an_error() {
        let written = SecretString::written_by(4, |out| {
            out.fill(0xff);
            Ok(())
        });
        assert!(matches!(written, Err(Error::Random)));
    }
}
