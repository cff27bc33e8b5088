//! Decryption under any key and IV, padded or not.

use netcore_aes_core::{Cipher, IV_LEN, Iv, KEY_LEN, Key, Scheme};

use crate::encodings::{from_base64, to_base64};

pub(super) const BLOCK: usize = 16;

/// Decrypts CBC with PKCS#7 padding; none if it does not come out.
pub(super) fn cbc(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    cipher(Scheme::CbcBase64, key, Some(iv))?.decrypt(to_base64(data).as_bytes()).ok()
}

/// Decrypts nonce, ciphertext and tag; none if the tag does not fit.
pub(super) fn gcm(key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    cipher(Scheme::GcmBase64, key, None)?.decrypt(to_base64(data).as_bytes()).ok()
}

/// Decrypts CBC and keeps what should be padding.
pub(super) fn cbc_unpadded(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let last = data.last_chunk::<BLOCK>().filter(|_| data.len().is_multiple_of(BLOCK))?;
    // A block that holds nothing but padding, encrypted as the next in the chain, lets any text pass.
    let padding = cipher(Scheme::CbcBase64, key, Some(last))?.encrypt(b"").ok()?;
    cbc(key, iv, &[data, &from_base64(&padding)?].concat())
}

/// Decrypts ECB, padded by PKCS#7 or by zeros.
pub(super) fn ecb(key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let mut plaintext = cbc_unpadded(key, &[0; IV_LEN], data)?;
    // CBC is ECB with the block before mixed in: mix it in once more, and it is gone.
    let mixed = plaintext.get_mut(BLOCK..)?;
    mixed.iter_mut().zip(data).for_each(|(byte, before)| *byte ^= before);
    let padding = plaintext.last().copied().map(usize::from).filter(|padding| (1..=BLOCK).contains(padding));
    Some(match padding {
        Some(padding) => {
            plaintext.truncate(plaintext.len().saturating_sub(padding));
            plaintext
        }
        None => without_zeros(plaintext),
    })
}

/// The plaintext without the zeros at its end.
pub(super) fn without_zeros(mut plaintext: Vec<u8>) -> Vec<u8> {
    let len = plaintext.iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1));
    plaintext.truncate(len);
    plaintext
}

fn cipher(scheme: Scheme, key: &[u8], iv: Option<&[u8]>) -> Option<Cipher> {
    let key = Key::from_bytes(<&[u8; KEY_LEN]>::try_from(key).ok()?).ok()?;
    let iv = match iv {
        Some(iv) => Some(Iv::from_bytes(<&[u8; IV_LEN]>::try_from(iv).ok()?).ok()?),
        None => None,
    };
    Cipher::new(scheme, &key, iv.as_ref()).ok()
}
