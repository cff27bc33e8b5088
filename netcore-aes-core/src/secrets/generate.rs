//! Generation of keys and IVs.

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::secret::SecretString;
use crate::alloc::try_zeroed;
use crate::error::Error;
use crate::random;
use crate::scheme::{IV_LEN, KEY_BASE64_LEN, KEY_LEN};

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
/// [`Error::Random`] if the operating system returns no random bytes; [`Error::Memory`].
pub fn keygen() -> Result<Credentials, Error> {
    let generate = |len| SecretString::written_by(len, |out| alphanumeric(out, random::fill));
    Ok(Credentials { key: generate(KEY_LEN)?, iv: generate(IV_LEN)? })
}

/// Generates a key for scheme 11258, as the vendor's "V5" generator does: 32 random bytes, as 44 characters of base64.
///
/// # Errors
/// [`Error::Random`] if the operating system returns no random bytes; [`Error::Memory`].
pub fn generate_gcm_key() -> Result<SecretString, Error> {
    let mut key = Zeroizing::new(try_zeroed(KEY_LEN)?);
    random::fill(&mut key)?;
    SecretString::written_by(KEY_BASE64_LEN, |out| {
        Base64::encode(&key, out).map(drop).map_err(|_| Error::Memory { bytes: KEY_BASE64_LEN })
    })
}

/// The number of letters and digits.
const ALPHABET_LEN: u8 = 62;
/// The largest multiple of it in a byte. Bytes from here on are drawn again, so that no character is favoured.
const UNBIASED: u8 = 248;

/// Fills `out` with letters and digits, uniformly. No branch and no index depends on a byte that is kept. Not inlined, so that the
/// check `secret-dependence` can tell the branches on bytes that are drawn again from all others.
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

/// `A-Z`, `a-z`, `0-9` for 0 to 61. Computed, since an index into a table would show in the cache.
fn letter_or_digit(value: u8) -> u8 {
    let past_upper = u8::from(value >= 26);
    let past_lower = u8::from(value >= 52);
    let gap_to_lower = past_upper.wrapping_mul(b'a'.wrapping_sub(b'A').wrapping_sub(26));
    let gap_to_digits = past_lower.wrapping_mul(b'0'.wrapping_sub(b'a').wrapping_sub(26));
    value.wrapping_add(b'A').wrapping_add(gap_to_lower).wrapping_add(gap_to_digits)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::secrets::{Iv, Key, KeyForm};

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
}
