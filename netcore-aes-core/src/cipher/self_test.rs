//! Known answers of the `aes`, `cbc` and `aes-gcm` crates, tested before their first use. The crates choose among the CPU's
//! instructions (AES-NI, VAES, NEON, PMULL); a CPU, an emulator or a hypervisor that computes one wrongly must not cost
//! anybody a payload. The kernel has a test of its own.

use std::sync::OnceLock;

use aes::Aes256;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit};
use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes256Gcm, KeyInit};

use crate::error::Error;
use crate::kernel::known_message::{CIPHERTEXT, IV, KEY, PLAINTEXT};

/// Copies of the message: more than twice the blocks that any of the crates processes in parallel.
const TIMES: usize = 33;

/// The tag of the plaintext, repeated [`TIMES`] times, under the first 12 bytes of the IV, with the plaintext's first 20 bytes as
/// associated data. Made with OpenSSL.
const TAG: [u8; 16] = [0x24, 0x4e, 0xbf, 0x97, 0x1e, 0xb8, 0x00, 0xa5, 0xb2, 0x6b, 0xe9, 0xbe, 0x58, 0x8c, 0x1b, 0xcf];

/// Tests CBC by the crates against the known answers, once per process.
///
/// # Errors
/// [`Error::SelfTest`].
pub(crate) fn cbc() -> Result<(), Error> {
    static HOLDS: OnceLock<bool> = OnceLock::new();
    verdict(*HOLDS.get_or_init(|| cbc_holds(&KEY)))
}

/// As [`cbc`], for GCM.
pub(crate) fn gcm() -> Result<(), Error> {
    static HOLDS: OnceLock<bool> = OnceLock::new();
    verdict(*HOLDS.get_or_init(|| gcm_holds(&KEY)))
}

fn verdict(holds: bool) -> Result<(), Error> {
    #[cfg(test)]
    let holds = holds && !tests::IS_BROKEN.get();
    if holds { Ok(()) } else { Err(Error::SelfTest) }
}

fn cbc_holds(key: &[u8; 32]) -> bool {
    let schedule = Aes256::new(key.into());
    let mut encrypted = PLAINTEXT;
    let (blocks, _) = Array::slice_as_chunks_mut(&mut encrypted);
    cbc::Encryptor::inner_iv_init(&schedule, &IV.into()).encrypt_blocks(blocks);

    let mut decrypted = [CIPHERTEXT; TIMES];
    let (blocks, _) = Array::slice_as_chunks_mut(decrypted.as_flattened_mut());
    cbc::Decryptor::inner_iv_init(&schedule, &IV.into()).decrypt_blocks(blocks);
    // All copies but the first were chained to the last block of the copy before, in place of the IV.
    let (_, end) = CIPHERTEXT.split_at(48);
    for message in decrypted.iter_mut().skip(1) {
        for ((byte, iv), end) in message.iter_mut().zip(IV).zip(end) {
            *byte ^= iv ^ end;
        }
    }
    encrypted == CIPHERTEXT && decrypted == [PLAINTEXT; TIMES]
}

fn gcm_holds(key: &[u8; 32]) -> bool {
    let cipher = Aes256Gcm::new(key.into());
    let (Some(nonce), Some(aad)) = (IV.first_chunk::<12>(), PLAINTEXT.get(..20)) else { return false };
    let mut messages = [PLAINTEXT; TIMES];
    let message = messages.as_flattened_mut();
    let tag = cipher.encrypt_inout_detached(nonce.into(), aad, (&mut *message).into());
    let decrypts = cipher.decrypt_inout_detached(nonce.into(), aad, message.into(), &TAG.into());
    tag.is_ok_and(|tag| tag == TAG) && decrypts.is_ok() && messages == [PLAINTEXT; TIMES]
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::{Cipher, Iv, Key, Scheme};

    thread_local! {
        /// Whether the self-test fails on this thread.
        pub(super) static IS_BROKEN: Cell<bool> = const { Cell::new(false) };
    }

    #[test]
    fn the_answers_hold_for_their_key_alone() {
        assert!(cbc_holds(&KEY) && gcm_holds(&KEY));
        let mut other = KEY;
        other[31] ^= 1;
        assert!(!cbc_holds(&other) && !gcm_holds(&other));
    }

    #[test]
    fn no_cipher_is_made_where_the_self_test_fails() {
        let (key, iv) = (Key::from_bytes(&[1; 32]).unwrap(), Iv::from_bytes(&[2; 16]).unwrap());
        let refused = |scheme, iv| Cipher::new(scheme, &key, iv).err();
        for is_broken in [true, false] {
            IS_BROKEN.set(is_broken);
            let expected = is_broken.then_some(Error::SelfTest);
            assert_eq!(refused(Scheme::CbcBase64, Some(&iv)), expected);
            assert_eq!(refused(Scheme::CbcHex, Some(&iv)), expected);
            assert_eq!(refused(Scheme::GcmBase64, None), expected);
        }
    }
}
