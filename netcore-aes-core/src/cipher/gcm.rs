//! AES-256-GCM over bytes (NIST SP 800-38D), in the vendor's layout: nonce, ciphertext, tag.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::AeadInOut;

use super::key_schedule::KeySchedule;
use super::nonce::Nonces;
use super::self_test;
use crate::error::Error;
use crate::scheme::{NONCE_LEN, TAG_LEN};
use crate::secrets::Key;

/// The most messages that one key may encrypt under random nonces (SP 800-38D, section 8.3).
const MAX_MESSAGES: u64 = 1 << 32;

pub(crate) struct Gcm {
    schedule: KeySchedule<Aes256Gcm>,
    messages: AtomicU64,
}

impl Gcm {
    pub(crate) fn new(key: &Key) -> Result<Self, Error> {
        self_test::gcm()?;
        Ok(Self { schedule: KeySchedule::new(key)?, messages: AtomicU64::new(0) })
    }

    /// The length of nonce, ciphertext and tag.
    pub(crate) fn sealed_len(plaintext_len: usize) -> Option<usize> {
        plaintext_len.checked_add(NONCE_LEN)?.checked_add(TAG_LEN)
    }

    /// The range of the plaintext in such a buffer.
    pub(crate) fn plaintext_range(plaintext_len: usize) -> Option<Range<usize>> {
        Some(NONCE_LEN..plaintext_len.checked_add(NONCE_LEN)?)
    }

    /// Encrypts in place under a fresh nonce. `buffer` has room for the nonce, then the plaintext, then room for the tag.
    pub(crate) fn encrypt(&self, nonces: &mut Nonces, buffer: &mut [u8], aad: &[u8]) -> Result<(), Error> {
        self.count_message()?;
        self.encrypt_with(nonces.draw()?, buffer, aad)
    }

    /// Encrypts under a given nonce. A nonce used twice under one key reveals both messages and the key of the tag: nothing
    /// outside this module may choose one.
    fn encrypt_with(&self, nonce: [u8; NONCE_LEN], buffer: &mut [u8], aad: &[u8]) -> Result<(), Error> {
        let too_large = Error::TooLarge { bytes: buffer.len() };
        let (nonce_place, rest) = buffer.split_first_chunk_mut().ok_or(too_large)?;
        let (message, tag_place) = rest.split_last_chunk_mut::<TAG_LEN>().ok_or(too_large)?;
        *nonce_place = nonce;
        let tag =
            self.schedule.cipher().encrypt_inout_detached(&nonce.into(), aad, message.into()).map_err(|_| too_large)?;
        *tag_place = tag.into();
        Ok(())
    }

    /// Verifies and decrypts in place; returns the range of the plaintext. Not inlined: see [`super::padding`].
    #[inline(never)]
    pub(crate) fn decrypt(&self, buffer: &mut [u8], aad: &[u8]) -> Result<Range<usize>, Error> {
        let (nonce, rest) = buffer.split_first_chunk_mut::<NONCE_LEN>().ok_or(Error::Decrypt)?;
        let (message, tag) = rest.split_last_chunk_mut::<TAG_LEN>().ok_or(Error::Decrypt)?;
        let end = NONCE_LEN.saturating_add(message.len());
        self.schedule
            .cipher()
            .decrypt_inout_detached((&*nonce).into(), aad, message.into(), (&*tag).into())
            .map_err(|_| Error::Decrypt)?;
        Ok(NONCE_LEN..end)
    }

    /// Counts a message before it is encrypted, even if that fails: the limit may be met early, never late. Refused messages
    /// count too: it would take centuries of them to wrap around.
    fn count_message(&self) -> Result<(), Error> {
        if self.messages.fetch_add(1, Ordering::Relaxed) < MAX_MESSAGES { Ok(()) } else { Err(Error::KeyUsedUp) }
    }

    /// Sets the count so that `left` more messages may be encrypted.
    #[cfg(any(test, feature = "test-hooks"))]
    pub(crate) fn leave_messages(&self, left: u64) {
        self.messages.store(MAX_MESSAGES.saturating_sub(left), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn gcm() -> Gcm {
        Gcm::new(&Key::from_bytes(&[7; 32]).unwrap()).unwrap()
    }

    /// Test case 16 of "The Galois/Counter Mode of Operation (GCM)", McGrew and Viega, appendix B.
    #[test]
    fn known_answer() {
        let hex = |text: &str| const_hex::decode(text).unwrap();
        let key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let plaintext = hex(concat!(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ));
        let expected = hex(concat!(
            "cafebabefacedbaddecaf888",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa",
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ));
        let gcm = Gcm::new(&Key::from_bytes(key.as_slice().try_into().unwrap()).unwrap()).unwrap();
        let mut buffer = vec![0; Gcm::sealed_len(plaintext.len()).unwrap()];
        buffer[12..72].copy_from_slice(&plaintext);
        let nonce = hex("cafebabefacedbaddecaf888").try_into().unwrap();
        let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        gcm.encrypt_with(nonce, &mut buffer, &aad).unwrap();
        assert_eq!(buffer, expected);
        assert_eq!(gcm.decrypt(&mut buffer, &aad), Ok(12..72));
        assert_eq!(buffer[12..72], plaintext);
    }

    /// The shared vectors, with their nonces: what no caller can choose.
    #[test]
    fn encrypts_to_the_vectors() {
        let mut count = 0;
        for case in crate::cases::cases() {
            if case.scheme != 11258 || case.op != "decrypt" || case.error.is_some() {
                continue;
            }
            count += 1;
            assert_eq!(case.iv, "", "{}", case.id);
            let gcm = Gcm::new(&Key::parse(case.key.as_bytes()).unwrap()).unwrap();
            let mut buffer = vec![0; Gcm::sealed_len(case.plaintext.len()).unwrap()];
            buffer[Gcm::plaintext_range(case.plaintext.len()).unwrap()].copy_from_slice(&case.plaintext);
            gcm.encrypt_with(case.nonce.try_into().unwrap(), &mut buffer, &case.aad).unwrap();
            assert_eq!(STANDARD.encode(buffer), case.text, "{}", case.id);
        }
        assert!(count >= 60, "only {count} vectors");
    }

    /// Project Wycheproof's valid cases, encrypted under their own nonces; `tests/public/wycheproof.rs` decrypts them all.
    #[test]
    #[expect(clippy::print_stdout, reason = "how many cases there were is a figure")]
    fn encrypts_to_wycheproof() {
        let set = wycheproof::aead::TestSet::load(wycheproof::aead::TestName::AesGcm).unwrap();
        let mut count = 0;
        for group in &set.test_groups {
            let ours = (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128);
            for test in group.tests.iter().filter(|test| ours && test.result == wycheproof::TestResult::Valid) {
                count += 1;
                let gcm = Gcm::new(&Key::from_bytes(test.key[..].try_into().unwrap()).unwrap()).unwrap();
                let mut buffer = vec![0; Gcm::sealed_len(test.pt.len()).unwrap()];
                buffer[Gcm::plaintext_range(test.pt.len()).unwrap()].copy_from_slice(&test.pt);
                gcm.encrypt_with(test.nonce[..].try_into().unwrap(), &mut buffer, &test.aad).unwrap();
                assert_eq!(buffer, [&test.nonce[..], &test.ct[..], &test.tag[..]].concat(), "{}", test.tc_id);
            }
        }
        println!("counted GCM encrypted: {count}");
        assert_eq!(count, 39);
    }

    #[test]
    fn every_message_has_a_nonce_of_its_own() {
        let gcm = gcm();
        let nonces: std::collections::HashSet<_> = (0..1000)
            .map(|_| {
                let mut buffer = [0; 28];
                gcm.encrypt(&mut Nonces::for_messages(1), &mut buffer, b"").unwrap();
                buffer[..12].to_vec()
            })
            .collect();
        assert_eq!(nonces.len(), 1000);
    }

    #[test]
    fn a_key_is_used_up_after_2_to_the_32_messages() {
        let gcm = gcm();
        gcm.leave_messages(2);
        let mut buffer = [0; 28];
        assert_eq!(gcm.encrypt(&mut Nonces::for_messages(1), &mut buffer, b""), Ok(()));
        assert_eq!(gcm.encrypt(&mut Nonces::for_messages(1), &mut buffer, b""), Ok(()));
        let before = buffer;
        assert_eq!(gcm.encrypt(&mut Nonces::for_messages(1), &mut buffer, b""), Err(Error::KeyUsedUp));
        assert_eq!(gcm.encrypt(&mut Nonces::for_messages(1), &mut buffer, b""), Err(Error::KeyUsedUp));
        assert_eq!(buffer, before);
        assert!(gcm.decrypt(&mut buffer, b"").is_ok(), "a used-up key still decrypts");
    }
}
