//! Keys and IVs: parsing, generation, and keeping them out of sight.

use std::fmt;

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use zeroize::{Zeroize, Zeroizing};

use crate::memory::try_zeroed;
use crate::scheme::{IV_BASE64_LEN, IV_LEN, KEY_BASE64_LEN, KEY_LEN};
use crate::{Error, random};

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

/// A key and an IV, generated together.
#[derive(Debug)]
pub struct Credentials {
    /// 32 characters of `A-Z a-z 0-9`: the vendor's `SECRET_KEY`.
    pub key: SecretString,
    /// 16 characters of `A-Z a-z 0-9`: the vendor's `SECRET_IV`.
    pub iv: SecretString,
}

/// Generates a key and an IV for schemes 11256 and 11257, as the vendor's generator script does: each character is drawn
/// uniformly and independently from `A-Z a-z 0-9` by the operating system's generator (190 and 95 bits of entropy).
///
/// # Errors
/// [`Error::Random`] if the operating system gives no random bytes; [`Error::Memory`].
pub fn keygen() -> Result<Credentials, Error> {
    let generate = |len| SecretString::written_by(len, |out| alphanumeric(out, random::fill));
    Ok(Credentials { key: generate(KEY_LEN)?, iv: generate(IV_LEN)? })
}

/// Generates a key for scheme 11258, as the vendor's "V5" generator does: 32 random bytes, as 44 characters of base64.
///
/// # Errors
/// [`Error::Random`] if the operating system gives no random bytes; [`Error::Memory`].
pub fn generate_gcm_key() -> Result<SecretString, Error> {
    let mut key = Secret::<KEY_LEN>::zeroed()?;
    random::fill(&mut *key.0)?;
    SecretString::written_by(KEY_BASE64_LEN, |out| {
        Base64::encode(&*key.0, out).map(drop).map_err(|_| Error::Memory { bytes: KEY_BASE64_LEN })
    })
}

/// The letters and digits that a key is made of.
const ALPHABET_LEN: u8 = 62;
/// The largest multiple of it that a byte can hold. Bytes from here on are drawn again, so that none is favoured.
const UNBIASED: u8 = 248;

/// Fills `out` with letters and digits, uniformly. Of the bytes that are kept, no branch or index depends on any. Not inlined, so
/// that the branches on what is not kept can be told from all others.
#[inline(never)]
fn alphanumeric(out: &mut [u8], random: impl Fn(&mut [u8]) -> Result<(), Error>) -> Result<(), Error> {
    let mut pool = Zeroizing::new([0; 64]);
    let mut wanted = out.iter_mut();
    loop {
        random(&mut *pool)?;
        for byte in pool.iter().filter(|byte| **byte < UNBIASED) {
            match wanted.next() {
                Some(place) => *place = letter_or_digit(byte % ALPHABET_LEN),
                None => return Ok(()),
            }
        }
    }
}

/// `A-Z`, `a-z`, `0-9` for 0 to 61. By arithmetic, since an index into a table would show in the cache.
fn letter_or_digit(value: u8) -> u8 {
    let past_upper = u8::from(value >= 26);
    let past_lower = u8::from(value >= 52);
    let gap_to_lower = past_upper.wrapping_mul(b'a'.wrapping_sub(b'A').wrapping_sub(26));
    let gap_to_digits = past_lower.wrapping_mul(b'0'.wrapping_sub(b'a').wrapping_sub(26));
    value.wrapping_add(b'A').wrapping_add(gap_to_lower).wrapping_add(gap_to_digits)
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
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_alphabet_is_complete_and_in_order() {
        let all: Vec<u8> = (0..ALPHABET_LEN).map(letter_or_digit).collect();
        assert_eq!(all, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    }

    /// A generator that hands out 0, 1, 2, … 255, 0, … must come out with every character equally often.
    #[test]
    fn no_character_is_favoured() {
        let next = Cell::new(0_u8);
        let count_up = |pool: &mut [u8]| {
            pool.fill_with(|| next.replace(next.get().wrapping_add(1)));
            Ok(())
        };
        let mut out = [0; 248 * 4];
        alphanumeric(&mut out, count_up).unwrap();
        for value in 0..ALPHABET_LEN {
            let letter = letter_or_digit(value);
            assert_eq!(out.iter().map(|byte| u32::from(*byte == letter)).sum::<u32>(), 16, "{}", char::from(letter));
        }
    }

    #[test]
    fn a_failing_generator_is_an_error() {
        assert_eq!(alphanumeric(&mut [0; 4], |_| Err(Error::Random)), Err(Error::Random));
    }

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
    fn generated_credentials_differ_and_parse() {
        let (one, other) = (keygen().unwrap(), keygen().unwrap());
        assert_ne!(one.key.expose(), other.key.expose());
        assert_ne!(one.iv.expose(), other.iv.expose());
        assert_eq!(Key::parse(one.key.expose().as_bytes()).unwrap().form(), KeyForm::Text);
        assert!(Iv::parse(one.iv.expose().as_bytes()).is_ok());
        let (one, other) = (generate_gcm_key().unwrap(), generate_gcm_key().unwrap());
        assert_ne!(one.expose(), other.expose());
        assert_eq!(Key::parse(one.expose().as_bytes()).unwrap().form(), KeyForm::Base64);
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
