//! What holds for any message and any credentials, tried on 10 000 random ones for each scheme.

use netcore_aes_core::{Batch, Cipher, Error, Iv, Key, Scheme};
use proptest::collection::vec;
use proptest::prelude::*;

fn cipher(scheme: Scheme, key: [u8; 32], iv: [u8; 16]) -> Cipher {
    let key = Key::from_bytes(&key).unwrap();
    let iv = Iv::from_bytes(&iv).unwrap();
    Cipher::new(scheme, &key, (scheme != Scheme::GcmBase64).then_some(&iv)).unwrap()
}

fn many() -> ProptestConfig {
    ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() }
}

fn message() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..300)
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn decrypting_undoes_encrypting(plaintext in message(), key: [u8; 32], iv: [u8; 16]) {
        for scheme in Scheme::ALL {
            let cipher = cipher(scheme, key, iv);
            let text = cipher.encrypt(&plaintext).unwrap();
            prop_assert_eq!(text.len(), cipher.encrypted_len(plaintext.len()).unwrap());
            prop_assert_eq!(cipher.decrypt(text.as_bytes()).unwrap(), &plaintext[..]);
        }
    }

    #[test]
    fn a_changed_gcm_text_is_refused(plaintext in message(), key: [u8; 32], place: prop::sample::Index, bit in 0..6_u32) {
        let cipher = cipher(Scheme::GcmBase64, key, [0; 16]);
        let mut text = cipher.encrypt_with_aad(&plaintext, b"aad").unwrap().into_bytes();
        let place = place.index(text.len());
        text[place] ^= 1 << bit;
        let refused = matches!(cipher.decrypt_with_aad(&text, b"aad"), Err(Error::Decrypt | Error::Encoding { .. }));
        prop_assert!(refused);
    }

    #[test]
    fn any_bytes_at_all_are_answered(text in vec(any::<u8>(), 0..200), key in vec(any::<u8>(), 0..50), code in 11255..11260_u32) {
        let key = if key.len() > 40 { vec![b'k'; 32] } else { key };
        let iv: &[u8] = if code == 11258 { b"" } else { b"iviviviviviviviv" };
        if let Ok(cipher) = Cipher::parse(code, &key, iv) {
            let mut out = vec![0xee; cipher.decrypted_bound(text.len()).unwrap()];
            if cipher.decrypt_into(&text, b"", &mut out).is_err() {
                prop_assert!(out.iter().all(|byte| *byte == 0));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..many() })]

    #[test]
    fn a_batch_equals_its_messages(messages in vec(message(), 0..20), key: [u8; 32], iv: [u8; 16], before in 0..9_usize) {
        for scheme in Scheme::ALL {
            let cipher = cipher(scheme, key, iv);
            let (data, offsets) = laid_out(&messages, before);
            let batch = Batch::new(&data, &offsets).unwrap();
            let mut texts = vec![0; cipher.encrypted_batch_len(batch.offsets()).unwrap()];
            let mut text_offsets = vec![0; offsets.len()];
            prop_assert_eq!(cipher.encrypt_batch_into(batch, &mut texts, &mut text_offsets), Ok(texts.len()));

            let batch = Batch::new(&texts, &text_offsets).unwrap();
            if scheme != Scheme::GcmBase64 {
                for (text, message) in batch.messages().zip(&messages) {
                    let alone = cipher.encrypt(message).unwrap();
                    prop_assert_eq!(alone.as_bytes(), text);
                }
            }
            let mut back = vec![0; cipher.decrypted_batch_bound(batch.offsets()).unwrap()];
            let mut back_offsets = vec![0; offsets.len()];
            let len = cipher.decrypt_batch_into(batch, &mut back, &mut back_offsets).unwrap();
            let back: Vec<&[u8]> = Batch::new(&back[..len], &back_offsets).unwrap().messages().collect();
            prop_assert_eq!(back, messages.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
    }
}

/// The messages end to end, after `before` bytes that are nobody's.
fn laid_out(messages: &[Vec<u8>], before: usize) -> (Vec<u8>, Vec<u64>) {
    let mut data = vec![0xee; before];
    let mut offsets = vec![u64::try_from(before).unwrap()];
    for message in messages {
        data.extend_from_slice(message);
        offsets.push(u64::try_from(data.len()).unwrap());
    }
    (data, offsets)
}
