//! Initialization vectors for CBC.

use std::fmt;

use super::secret::{Secret, has_surplus_padding, not_printable, redacted_debug};
use crate::error::Error;
use crate::scheme::{IV_BASE64_LEN, IV_LEN};

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
    /// [`Error::IvPadding`] if nothing but `=` follows 24 characters, [`Error::IvBase64`] for 24 characters that are not
    /// base64; [`Error::Memory`].
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        if let Some(position) = not_printable(text) {
            return Err(Error::IvCharacter { position });
        }
        match text.len() {
            IV_BASE64_LEN => Ok(Self { bytes: Secret::from_base64(text)?.ok_or(Error::IvBase64)? }),
            bytes if has_surplus_padding(text, IV_BASE64_LEN) => Err(Error::IvPadding { bytes }),
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
        self.bytes.bytes()
    }
}

redacted_debug!(Iv);
