//! Keys and IVs: parsing, and keeping them out of sight.

use std::fmt;

use base64ct::{Base64Unpadded, Encoding as _};
use zeroize::{Zeroize, Zeroizing};

use crate::Error;
use crate::memory::try_zeroed;
use crate::scheme::{IV_BASE64_LEN, IV_LEN, KEY_BASE64_LEN, KEY_LEN};

/// How a key was written. Which one a panel for scheme 11258 wants is not published, so both are taken and this says
/// which one was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyForm {
    /// 32 characters, whose bytes are the key.
    Text,
    /// 44 characters of base64, which hold the key.
    Base64,
    /// 32 raw bytes, from [`Key::from_bytes`].
    Bytes,
}

/// `N` secret bytes on the heap, wiped when dropped. A move moves the pointer and leaves no copy behind.
struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    fn zeroed() -> Result<Self, Error> {
        let bytes = try_zeroed(N)?.into_boxed_slice();
        Ok(Self(bytes.try_into().map_err(|_| Error::Memory { bytes: N })?))
    }

    fn copy_of(bytes: &[u8; N]) -> Result<Self, Error> {
        let mut secret = Self::zeroed()?;
        secret.0.copy_from_slice(bytes);
        Ok(secret)
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// An AES-256 key. Wiped when dropped; its `Debug` shows nothing of it.
pub struct Key {
    bytes: Secret<KEY_LEN>,
    form: KeyForm,
}

impl Key {
    /// Reads a key as it was generated: 32 printable ASCII characters, whose bytes are the key, or 32 bytes written as 44
    /// characters of base64 (standard alphabet, padded). The length tells the two apart.
    ///
    /// # Errors
    /// [`Error::KeyCharacter`] for anything outside printable ASCII, [`Error::KeyLength`] for any other length,
    /// [`Error::KeyBase64`] for 44 characters that are not base64; [`Error::Memory`].
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        if let Some(position) = not_printable(text) {
            return Err(Error::KeyCharacter { position });
        }
        match text.len() {
            KEY_BASE64_LEN => Ok(Self { bytes: from_base64(text)?.ok_or(Error::KeyBase64)?, form: KeyForm::Base64 }),
            bytes => {
                let key = text.try_into().map_err(|_| Error::KeyLength { bytes })?;
                Ok(Self { bytes: Secret::copy_of(key)?, form: KeyForm::Text })
            }
        }
    }

    /// Takes 32 raw bytes.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn from_bytes(bytes: &[u8; KEY_LEN]) -> Result<Self, Error> {
        Ok(Self { bytes: Secret::copy_of(bytes)?, form: KeyForm::Bytes })
    }

    /// How the key was written.
    #[must_use]
    pub const fn form(&self) -> KeyForm {
        self.form
    }

    pub(crate) const fn bytes(&self) -> &[u8; KEY_LEN] {
        &self.bytes.0
    }
}

/// A CBC initialization vector. Treated as a secret like the key, since the vendor's guide calls it one. Wiped when
/// dropped; its `Debug` shows nothing of it.
pub struct Iv {
    bytes: Secret<IV_LEN>,
}

impl Iv {
    /// Reads an IV as it was generated: 16 printable ASCII characters, whose bytes are the IV, or 16 bytes written as 24
    /// characters of base64 (standard alphabet, padded). The length tells the two apart.
    ///
    /// # Errors
    /// [`Error::IvCharacter`] for anything outside printable ASCII, [`Error::IvLength`] for any other length,
    /// [`Error::IvBase64`] for 24 characters that are not base64; [`Error::Memory`].
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        if let Some(position) = not_printable(text) {
            return Err(Error::IvCharacter { position });
        }
        match text.len() {
            IV_BASE64_LEN => Ok(Self { bytes: from_base64(text)?.ok_or(Error::IvBase64)? }),
            bytes => {
                let iv = text.try_into().map_err(|_| Error::IvLength { bytes })?;
                Ok(Self { bytes: Secret::copy_of(iv)? })
            }
        }
    }

    /// Takes 16 raw bytes.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn from_bytes(bytes: &[u8; IV_LEN]) -> Result<Self, Error> {
        Ok(Self { bytes: Secret::copy_of(bytes)? })
    }

    pub(crate) const fn bytes(&self) -> &[u8; IV_LEN] {
        &self.bytes.0
    }
}

/// The first byte outside printable ASCII. A text without one, which is what keys are, is read without a branch on what
/// it holds. Not inlined, so that the one branch on the answer can be told from all others
/// (`tests/harden/checks/secret-dependence`).
#[inline(never)]
fn not_printable(text: &[u8]) -> Option<usize> {
    let printable = |byte: &u8| byte.wrapping_sub(b' ') <= b'~'.wrapping_sub(b' ');
    let all_printable = text.iter().fold(true, |all, byte| all & printable(byte));
    if all_printable { None } else { text.iter().position(|byte| !printable(byte)) }
}

/// The `N` bytes that a base64 text holds; `None` if it is not the canonical base64 of exactly so many. In constant time, but for
/// that answer.
#[inline(never)]
fn from_base64<const N: usize>(text: &[u8]) -> Result<Option<Secret<N>>, Error> {
    let mut secret = Secret::zeroed()?;
    // Where the signs of padding begin is known. `Base64` would look for them, and branch on what it finds.
    let Some((characters, padding)) = text.split_at_checked(N.saturating_mul(4).div_ceil(3)) else { return Ok(None) };
    let unlike_padding = padding.iter().fold(0, |unlike, sign| unlike | (sign ^ b'='));
    let decoded = Base64Unpadded::decode(characters, &mut *secret.0).map(<[u8]>::len);
    Ok((unlike_padding == 0 && decoded == Ok(N)).then_some(secret))
}

/// A secret string. Wiped when dropped; its `Debug` shows nothing of it.
pub struct SecretString(Zeroizing<String>);

impl SecretString {
    /// The string itself. Whoever copies it is in charge of the copy.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A secret string of `len` ASCII characters that `write` fills in.
    pub(crate) fn written_by(len: usize, write: impl FnOnce(&mut [u8]) -> Result<(), Error>) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new(try_zeroed(len)?);
        write(&mut bytes)?;
        let text = String::from_utf8(std::mem::take(&mut *bytes)).map_err(|fault| {
            fault.into_bytes().zeroize();
            Error::Random
        })?;
        Ok(Self(Zeroizing::new(text)))
    }
}

macro_rules! redacted_debug {
    ($($name:ident),+) => { $(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+ };
}
redacted_debug!(Key, Iv, SecretString);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keygen;

    #[test]
    fn a_secret_that_is_no_text_is_an_error() {
        let written = SecretString::written_by(4, |out| {
            out.fill(0xff);
            Ok(())
        });
        assert!(matches!(written, Err(Error::Random)));
    }

    #[test]
    fn the_first_character_that_is_not_printable_is_named() {
        for position in 0..KEY_LEN {
            for bad in [0, 0x1f, 0x7f, 0xff] {
                let mut text = [b'~'; KEY_LEN];
                text[position..].fill(bad);
                assert_eq!(Key::parse(&text).unwrap_err(), Error::KeyCharacter { position });
                if let Some(iv) = text.get(..IV_LEN).filter(|_| position < IV_LEN) {
                    assert_eq!(Iv::parse(iv).unwrap_err(), Error::IvCharacter { position });
                }
            }
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let credentials = keygen().unwrap();
        let key = Key::parse(credentials.key.expose().as_bytes()).unwrap();
        let iv = Iv::parse(credentials.iv.expose().as_bytes()).unwrap();
        assert_eq!(
            format!("{credentials:?} {key:?} {iv:?}"),
            "Credentials { key: SecretString(..), iv: SecretString(..) } Key(..) Iv(..)"
        );
    }
}
