//! CBC by the `aes` and `cbc` crates, and base64 by the engine without vector instructions.

use aes::Aes256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use netcore_aes_core::Scheme;

pub use netcore_aes_core::Encoding;

/// Encrypts a message to its text.
pub fn cbc_encrypt(scheme: Scheme, key: &[u8; 32], iv: &[u8; 16], message: &[u8]) -> String {
    encode(
        scheme.encoding(),
        &cbc::Encryptor::<Aes256>::new(key.into(), iv.into()).encrypt_padded_vec::<Pkcs7>(message),
    )
}

/// Encodes bytes as text.
pub fn encode(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Base64 => STANDARD.encode(bytes),
        Encoding::Hex => const_hex::encode(bytes),
    }
}

/// Decrypts a ciphertext; `None` if its length or padding is wrong.
pub fn cbc_decrypt(key: &[u8; 32], iv: &[u8; 16], sealed: &[u8]) -> Option<Vec<u8>> {
    cbc::Decryptor::<Aes256>::new(key.into(), iv.into()).decrypt_padded_vec::<Pkcs7>(sealed).ok()
}

/// Decodes a text strictly.
pub fn decode(encoding: Encoding, text: &[u8]) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Base64 => STANDARD.decode(text).ok(),
        Encoding::Hex => {
            let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let digits: Option<Vec<u8>> = text.iter().map(digit).collect();
            let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
            Some(digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect())
        }
    }
}
