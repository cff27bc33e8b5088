//! The keys that the sandbox decrypts with.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use netcore_aes_core::{Cipher, Error, IV_LEN, KEY_LEN, Mode, Scheme};
use zeroize::Zeroizing;

/// What to do about a sandbox without a key.
pub const NO_KEY: &str = "no key: set NETCORE_AES_KEY and NETCORE_AES_IV (or NETCORE_AES_CREDENTIALS to a file that holds them) \
                          and start the sandbox again";

/// A key, its IV if there is one, and a cipher for each scheme that they serve. Its `Debug` shows the schemes alone.
#[derive(Default)]
pub struct Keyring {
    key: Option<Secret<KEY_LEN>>,
    iv: Option<Secret<IV_LEN>>,
    ciphers: BTreeMap<u32, Cipher>,
}

/// A key or an IV: as it was written, and its bytes.
struct Secret<const LEN: usize> {
    written: Zeroizing<Vec<u8>>,
    bytes: Zeroizing<[u8; LEN]>,
}

impl Keyring {
    /// Takes a key and an IV in the form in which they were generated; a key alone serves scheme 11258. `Keyring::default()` has none.
    ///
    /// # Errors
    /// Those of [`Cipher::parse`].
    pub fn parse(key: &[u8], iv: Option<&[u8]>) -> Result<Self, Error> {
        let mut ciphers = BTreeMap::new();
        for scheme in Scheme::ALL {
            let iv = match scheme.mode() {
                Mode::Gcm => Some(&[][..]),
                Mode::Cbc => iv,
            };
            if let Some(iv) = iv {
                ciphers.insert(scheme.code(), Cipher::parse(scheme.code(), key, iv)?);
            }
        }
        Ok(Self { key: Secret::parse(key), iv: iv.and_then(Secret::parse), ciphers })
    }

    /// The schemes that can be read, in ascending order.
    pub fn schemes(&self) -> impl Iterator<Item = u32> + '_ {
        self.ciphers.keys().copied()
    }

    pub(crate) fn cipher(&self, scheme: Scheme) -> Option<&Cipher> {
        self.ciphers.get(&scheme.code())
    }

    /// The key's bytes.
    pub(crate) fn key(&self) -> Option<&[u8; KEY_LEN]> {
        self.key.as_ref().map(|key| &*key.bytes)
    }

    /// The IV's bytes.
    pub(crate) fn iv(&self) -> Option<&[u8; IV_LEN]> {
        self.iv.as_ref().map(|iv| &*iv.bytes)
    }

    /// The key as it was written.
    pub(crate) fn written_key(&self) -> Option<&[u8]> {
        self.key.as_ref().map(|key| key.written.as_slice())
    }

    /// The IV as it was written.
    pub(crate) fn written_iv(&self) -> Option<&[u8]> {
        self.iv.as_ref().map(|iv| iv.written.as_slice())
    }

    /// What to set so that the sandbox can read a scheme.
    pub(crate) fn advice(&self, scheme: Scheme) -> String {
        if self.key.is_some() && scheme.mode() == Mode::Cbc {
            return format!(
                "no IV: set NETCORE_AES_IV too and start the sandbox again; scheme {} needs it",
                scheme.code()
            );
        }
        NO_KEY.to_owned()
    }
}

impl<const LEN: usize> Secret<LEN> {
    /// For a text that a cipher has taken.
    fn parse(written: &[u8]) -> Option<Self> {
        let decoded = if written.len() == LEN { None } else { STANDARD.decode(written).ok().map(Zeroizing::new) };
        let bytes = decoded.as_ref().map_or(written, |decoded| decoded.as_slice()).try_into().ok()?;
        Some(Self { written: Zeroizing::new(written.to_vec()), bytes: Zeroizing::new(bytes) })
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keyring").field(&self.schemes().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_schemes_alone() {
        let (key, iv) = (b"Zq8Rw2Lk5Tn7Xc1Vb4Ym9Ps3Hd6Jf0Ga", b"Uo3Ei8Mt1Wx6Cz9B");
        assert_eq!(format!("{:?}", Keyring::parse(key, Some(iv)).unwrap()), "Keyring([11256, 11257, 11258])");
        assert_eq!(format!("{:?}", Keyring::parse(key, None).unwrap()), "Keyring([11258])");
        assert_eq!(format!("{:?}", Keyring::default()), "Keyring([])");
    }
}
