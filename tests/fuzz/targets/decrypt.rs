//! Texts of every kind under every scheme: an encrypted message comes back, and any other text fails with one error.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use netcore_aes_core::{Cipher, Error, Iv, Key, Mode, Scheme};
use netcore_aes_fuzz::{cbc_decrypt, decode, encode, spoil};

#[derive(Arbitrary, Debug)]
struct Input {
    scheme: u8,
    key: [u8; 32],
    iv: [u8; 16],
    aad: Vec<u8>,
    text: Text,
    more_room: u8,
}

#[derive(Arbitrary, Debug)]
enum Text {
    /// Any characters.
    Any(Vec<u8>),
    /// The encoding of any bytes.
    Of(Vec<u8>),
    /// A message, encrypted.
    Message(Vec<u8>),
    /// The same, with one character changed.
    Changed { message: Vec<u8>, place: u16, with: u8 },
    /// The same, without its end.
    Cut { message: Vec<u8>, by: u8 },
    /// The same, with other associated data.
    OtherAad { message: Vec<u8>, aad: Vec<u8> },
}

fuzz_target!(|input: Input| {
    let scheme = Scheme::ALL[usize::from(input.scheme) % 3];
    let (is_cbc, encoding) = (scheme.mode() == Mode::Cbc, scheme.encoding());
    let key = Key::from_bytes(&input.key).unwrap();
    let iv = Iv::from_bytes(&input.iv).unwrap();
    let cipher = Cipher::new(scheme, &key, is_cbc.then_some(&iv)).unwrap();
    let aad: &[u8] = if is_cbc { b"" } else { &input.aad };
    let encrypt = |message: &[u8], aad: &[u8]| cipher.encrypt_with_aad(message, aad).unwrap().into_bytes();

    let mut sent = None;
    let text = match &input.text {
        Text::Any(text) => text.clone(),
        Text::Of(bytes) => encode(encoding, bytes).into_bytes(),
        Text::Message(message) => {
            sent = Some(message);
            encrypt(message, aad)
        }
        Text::Changed { message, place, with } => {
            let mut text = encrypt(message, aad);
            let place = usize::from(*place) % text.len();
            sent = (text[place] == *with).then_some(message);
            text[place] = *with;
            text
        }
        Text::Cut { message, by } => {
            let mut text = encrypt(message, aad);
            sent = (*by == 0).then_some(message);
            text.truncate(text.len().saturating_sub(usize::from(*by)));
            text
        }
        Text::OtherAad { message, aad: other } if !is_cbc => {
            sent = (aad == other).then_some(message);
            encrypt(message, other)
        }
        Text::OtherAad { message, .. } => encrypt(message, b""),
    };

    let bound = cipher.decrypted_bound(text.len()).unwrap();
    let mut out = vec![0xee; bound + usize::from(input.more_room)];
    let result = cipher.decrypt_into(&text, aad, &mut out);
    if let Ok(len) = result {
        assert!(out[len..bound].iter().all(|byte| *byte == 0), "bytes are left after the plaintext");
        assert!(out[bound..].iter().all(|byte| *byte == 0xee), "the call wrote past the bound");
        spoil(&mut out[..len]);
    } else {
        assert!(out.iter().all(|byte| *byte == 0), "the output is not wiped after a failure");
    }

    let expected = match (decode(encoding, &text), is_cbc) {
        (None, _) => Err("encoding"),
        (Some(sealed), true) => cbc_decrypt(&input.key, &input.iv, &sealed).ok_or("decrypt"),
        // Without the key no text passes GCM's check.
        (Some(_), false) => sent.cloned().ok_or("decrypt"),
    };
    let got = match result {
        Ok(len) => Ok(out[..len].to_vec()),
        Err(Error::Encoding { position, .. }) => {
            assert!(position.is_none_or(|position| position < text.len()), "the position is past the text");
            Err("encoding")
        }
        Err(Error::Decrypt) => Err("decrypt"),
        Err(other) => panic!("another error: {other:?}"),
    };
    assert!(got == expected, "the decryption is not as expected");
    if let Some(message) = sent {
        assert!(got.as_ref() == Ok(message), "the message did not come back");
    }
    if let (Ok(message), true) = (&got, is_cbc) {
        assert!(encrypt(message, b"").eq_ignore_ascii_case(&text), "the message encrypts to another text");
    }
});
