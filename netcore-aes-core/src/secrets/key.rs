//! AES-256 keys.

use std::fmt;

use super::published::is_published;
use super::secret::{Secret, has_surplus_padding, not_printable, redacted_debug};
use crate::error::Error;
use crate::scheme::{KEY_BASE64_LEN, KEY_LEN};

/// The form in which a key was passed. Which form a panel for scheme 11258 expects is not published, so both are accepted and
/// this tells which one was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyForm {
    /// 32 characters, whose bytes are the key.
    Text,
    /// 44 characters of base64, which hold the key.
    Base64,
    /// 32 raw bytes, from [`Key::from_bytes`].
    Bytes,
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
    /// [`Error::KeyPadding`] if nothing but `=` follows 44 characters, [`Error::KeyBase64`] for 44 characters that are not
    /// base64; [`Error::Memory`].
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        if let Some(position) = not_printable(text) {
            return Err(Error::KeyCharacter { position });
        }
        match text.len() {
            KEY_BASE64_LEN => {
                Ok(Self { bytes: Secret::from_base64(text)?.ok_or(Error::KeyBase64)?, form: KeyForm::Base64 })
            }
            bytes if has_surplus_padding(text, KEY_BASE64_LEN) => Err(Error::KeyPadding { bytes }),
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

    /// Whether the vendor has published this key as a sample, so that anyone can decrypt its texts: in its scripts, old or new, or
    /// in its guide. Never send events under such a key.
    #[must_use]
    pub fn is_published(&self) -> bool {
        is_published(self.bytes())
    }

    pub(crate) fn try_clone(&self) -> Result<Self, Error> {
        Ok(Self { bytes: Secret::copy_of(self.bytes())?, form: self.form })
    }

    pub(crate) const fn bytes(&self) -> &[u8; KEY_LEN] {
        self.bytes.bytes()
    }
}

redacted_debug!(Key);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::IV_LEN;
    use crate::secrets::{Iv, keygen};

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
    fn surplus_padding_is_told_from_a_wrong_length() {
        let (key, iv) = ("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", "QUFBQUFBQUFBQUFBQUFBQQ==");
        for surplus in ["=", "==", "===================="] {
            let (key, iv) = ([key, surplus].concat(), [iv, surplus].concat());
            assert_eq!(Key::parse(key.as_bytes()).unwrap_err(), Error::KeyPadding { bytes: key.len() });
            assert_eq!(Iv::parse(iv.as_bytes()).unwrap_err(), Error::IvPadding { bytes: iv.len() });
        }
        for surplus in ["A", "=A", "A="] {
            let (key, iv) = ([key, surplus].concat(), [iv, surplus].concat());
            assert_eq!(Key::parse(key.as_bytes()).unwrap_err(), Error::KeyLength { bytes: key.len() });
            assert_eq!(Iv::parse(iv.as_bytes()).unwrap_err(), Error::IvLength { bytes: iv.len() });
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
