//! Every refusal that the vectors cannot express: buffers, batches, and what is left in them.

use netcore_aes_core::{Batch, BatchError, Cipher, Error, Offsets, Scheme};

const UNTOUCHED: u8 = 0xee;

fn ciphers() -> impl Iterator<Item = Cipher> {
    Scheme::ALL.into_iter().map(|scheme| {
        let iv: &[u8] = if scheme == Scheme::GcmBase64 { b"" } else { b"iviviviviviviviv" };
        Cipher::parse(scheme.code(), b"keykeykeykeykeykeykeykeykeykeyke", iv).unwrap()
    })
}

#[test]
fn the_output_may_be_exactly_long_enough_and_no_shorter() {
    for cipher in ciphers() {
        for len in [0, 1, 15, 16, 17, 400] {
            let plaintext = vec![b'p'; len];
            let needed = cipher.encrypted_len(len).unwrap();
            let mut out = vec![UNTOUCHED; needed - 1];
            let refused = Err(Error::BufferTooSmall { needed, capacity: needed - 1 });
            assert_eq!(cipher.encrypt_into(&plaintext, b"", &mut out), refused);
            assert!(out.iter().all(|byte| *byte == UNTOUCHED));

            let mut text = vec![UNTOUCHED; needed + 5];
            assert_eq!(cipher.encrypt_into(&plaintext, b"", &mut text), Ok(needed));
            assert!(text[needed..].iter().all(|byte| *byte == UNTOUCHED), "written past the text");
            text.truncate(needed);

            let needed = cipher.decrypted_bound(text.len()).unwrap();
            let mut out = vec![UNTOUCHED; needed - 1];
            let refused = Err(Error::BufferTooSmall { needed, capacity: needed - 1 });
            assert_eq!(cipher.decrypt_into(&text, b"", &mut out), refused);
            assert!(out.iter().all(|byte| *byte == UNTOUCHED));

            let mut out = vec![UNTOUCHED; needed];
            assert_eq!(cipher.decrypt_into(&text, b"", &mut out), Ok(len));
            assert_eq!(out[..len], plaintext);
            assert!(out[len..].iter().all(|byte| *byte == 0), "padding or tag left behind");
        }
    }
}

#[test]
fn a_failed_decryption_wipes_the_whole_output() {
    for cipher in ciphers() {
        let good = cipher.encrypt(&[b'p'; 100]).unwrap();
        let truncated = &good[..good.len() - 64];
        let garbled = good.replacen(&good[..1], "!", 1);
        for text in [truncated, garbled.as_str(), ""] {
            let mut out = vec![UNTOUCHED; 1000];
            assert!(cipher.decrypt_into(text.as_bytes(), b"", &mut out).is_err());
            assert!(out.iter().all(|byte| *byte == 0), "{text}");
        }
    }
}

#[test]
fn offsets_that_do_not_describe_the_data_are_refused() {
    for (offsets, index) in [(&[][..], 0), (&[1, 0], 1), (&[0, 5, 4, 9], 2), (&[0, 11], 1), (&[u64::MAX], 0)] {
        assert_eq!(Batch::new(&[0; 10], offsets).unwrap_err(), Error::Offsets { index });
    }
    let batch = Batch::new(&[0; 10], &[0, 4, 10]).unwrap();
    for cipher in ciphers() {
        for wrong in [0, 2, 4] {
            let mut out = [UNTOUCHED; 200];
            let result = cipher.encrypt_batch_into(batch, &mut out, &mut vec![7; wrong]);
            assert_eq!(result, Err(Error::Offsets { index: wrong }.into()));
            assert_eq!(out, [UNTOUCHED; 200]);
        }
    }
}

#[test]
fn a_batch_that_does_not_fit_is_not_begun() {
    let batch = Batch::new(&[0; 10], &[0, 4, 10]).unwrap();
    for cipher in ciphers() {
        let needed = cipher.encrypted_batch_len(batch.offsets()).unwrap();
        let (mut out, mut offsets) = (vec![UNTOUCHED; needed - 1], [7; 3]);
        let refused = Err(Error::BufferTooSmall { needed, capacity: needed - 1 }.into());
        assert_eq!(cipher.encrypt_batch_into(batch, &mut out, &mut offsets), refused);
        assert!(out.iter().all(|byte| *byte == UNTOUCHED));
        assert_eq!(offsets, [7; 3]);
    }
}

#[test]
fn one_bad_text_fails_the_batch_and_is_named() {
    for cipher in ciphers() {
        let good = cipher.encrypt(b"good").unwrap();
        let data = [good.as_str(), "!", good.as_str()].concat();
        let lengths = [0, good.len(), good.len() + 1, data.len()];
        let offsets = lengths.map(|len| u64::try_from(len).unwrap());
        let batch = Batch::new(data.as_bytes(), &offsets).unwrap();
        let (mut out, mut out_offsets) = (vec![UNTOUCHED; data.len()], [7; 4]);
        let Err(BatchError { error, message }) = cipher.decrypt_batch_into(batch, &mut out, &mut out_offsets) else {
            panic!("a bad text was taken");
        };
        assert!(matches!(error, Error::Encoding { .. }));
        assert_eq!(message, Some(1));
        assert!(out.iter().all(|byte| *byte == 0));
        assert_eq!(out_offsets, [0; 4]);
    }
}

/// Also if only the sum of several exceeds the address space; both sides of it.
#[test]
fn the_message_that_makes_a_batch_too_large_is_named() {
    // Of the address space.
    const HALF: u64 = 1 << (usize::BITS - 1);
    for cipher in ciphers() {
        let too_large = |offsets: &[u64], wanted| {
            let BatchError { error, message } = cipher.encrypted_batch_len(Offsets::new(offsets).unwrap()).unwrap_err();
            assert!(matches!(error, Error::TooLarge { .. }));
            assert_eq!(message, Some(wanted));
        };
        too_large(&[0, HALF], 0);
        too_large(&[0, 5, 5 + HALF, 6 + HALF], 1);
        // Under GCM a message is far shorter. A text is twice as long as its message, or a third longer.
        if cipher.scheme() != Scheme::GcmBase64 {
            let part = if cipher.scheme() == Scheme::CbcHex { HALF / 4 } else { HALF / 8 * 3 };
            too_large(&[7, 7 + part, 7 + 2 * part], 1);
            let less = part - 1000;
            assert!(cipher.encrypted_batch_len(Offsets::new(&[7, 7 + less, 7 + 2 * less]).unwrap()).is_ok());
        }
        if cipher.scheme() == Scheme::CbcBase64 {
            let bound = cipher.decrypted_batch_bound(Offsets::new(&[0, HALF - 1, 2 * (HALF - 1)]).unwrap());
            assert_eq!(bound.unwrap_err().message, Some(1));
        }
    }
}

#[test]
fn a_used_up_key_fails_the_batch_and_leaves_nothing() {
    let cipher = Cipher::parse(11258, b"keykeykeykeykeykeykeykeykeykeyke", b"").unwrap();
    cipher.leave_messages(1);
    let batch = Batch::new(b"plaintext", &[0, 4, 9]).unwrap();
    let (mut out, mut offsets) = ([UNTOUCHED; 200], [7; 3]);
    let refused = BatchError { error: Error::KeyUsedUp, message: Some(1) };
    assert_eq!(cipher.encrypt_batch_into(batch, &mut out, &mut offsets), Err(refused));
    assert_eq!((out, offsets), ([0; 200], [0; 3]));
}
