//! The faults that the black-box tests of the sandbox cannot bring about one by one.

use netcore_aes_core::{Cipher, Scheme};

use super::plaintexts::is_events;
use super::{diagnose_text, read_body};
use crate::encodings::{to_base64, to_hex};
use crate::keyring::Keyring;

const KEY: &[u8] = b"Zq8Rw2Lk5Tn7Xc1Vb4Ym9Ps3Hd6Jf0Ga";
const IV: &[u8] = b"Uo3Ei8Mt1Wx6Cz9B";

fn keys() -> Keyring {
    Keyring::parse(KEY, Some(IV)).unwrap()
}

fn names(text: &str, scheme: Scheme, keys: &Keyring) -> Vec<&'static str> {
    let found = diagnose_text(text, scheme, keys);
    for fault in &found {
        assert!(fault.advice.ends_with('.') && !fault.advice.contains('\n'), "{}", fault.advice);
        assert!(!fault.advice.contains("Zq8Rw2Lk") && !fault.advice.contains("Uo3Ei8Mt"), "{}", fault.advice);
    }
    found.iter().map(|fault| fault.name).collect()
}

/// Numbers that look random, and are the same in each run.
fn noise(seed: u64) -> impl Iterator<Item = u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::from_fn(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Some(state.to_be_bytes()[0])
    })
}

#[test]
fn noise_that_starts_like_events_is_noise() {
    // One piece of noise in 65 536 starts with two given bytes, and each is decrypted in a dozen ways.
    for (start, seed) in [&b"\xff\xfe"[..], b"\xfe\xff", b"{'", b"[{'", b"[", b"{", b"{\"", b"[{"].iter().zip(1..) {
        let mut noise = noise(seed);
        for len in (14..200).flat_map(|len| [len; 5]) {
            let text: Vec<u8> = start.iter().copied().chain(noise.by_ref().take(len)).collect();
            assert!(!is_events(&text), "{text:?}");
        }
    }
}

#[test]
fn noise_is_never_taken_for_more_than_another_key() {
    let (keys, mut noise) = (keys(), noise(7));
    for scheme in [Scheme::CbcBase64, Scheme::GcmBase64] {
        for _ in 0..400 {
            let bytes: Vec<_> = noise.by_ref().take(64).collect();
            assert_eq!(names(&to_base64(&bytes), scheme, &keys), ["wrong-key"]);
        }
    }
}

#[test]
fn a_good_text_has_no_fault() {
    for scheme in Scheme::ALL {
        let iv = if scheme == Scheme::GcmBase64 { &b""[..] } else { IV };
        let cipher = Cipher::parse(scheme.code(), KEY, iv).unwrap();
        for len in 1..70 {
            let text = cipher.encrypt("x".repeat(len).as_bytes()).unwrap();
            assert_eq!(names(&text, scheme, &keys()), <[&str; 0]>::default());
        }
    }
}

#[test]
fn the_form_of_a_text_is_looked_at_without_a_key() {
    let text = to_base64(&[7; 64]);
    assert_eq!(names(&text, Scheme::CbcBase64, &Keyring::default()), <[&str; 0]>::default());
    assert_eq!(names(&format!("{text}\n"), Scheme::CbcBase64, &Keyring::default()), ["white-space"]);
    assert_eq!(names(&to_hex(&[7; 64]), Scheme::CbcBase64, &Keyring::default()), ["hex"]);
}

#[test]
fn a_long_text_is_not_tried() {
    let most = 1 << 20;
    for (size, name) in [(most - 16, "wrong-key"), (most, "wrong-key"), (most + 1, "too-long"), (5 * most, "too-long")]
    {
        assert_eq!(names(&to_base64(&vec![0xff; size]), Scheme::CbcBase64, &keys()), [name]);
    }
    for (size, name) in [(2 * most, "no-encoding"), (2 * most + 1, "too-long")] {
        assert_eq!(names(&"!".repeat(size), Scheme::CbcBase64, &keys()), [name]);
    }
}

#[test]
fn no_body_makes_it_panic() {
    assert_eq!(read_body(br#"{"encryptedRequest": "AA", "encryptedRequest": "BB"}"#).unwrap(), "BB");
    let mut noise = noise(3);
    let alphabet = br#"{}[]":,\u0d8 '%=&encryptedRequest"#;
    for len in (0..60).flat_map(|len| [len; 50]) {
        let body: Vec<u8> = noise.by_ref().take(len).map(|byte| alphabet[usize::from(byte) % alphabet.len()]).collect();
        _ = read_body(&body);
        let text = String::from_utf8_lossy(&body);
        for scheme in Scheme::ALL {
            drop(diagnose_text(&text, scheme, &keys()));
        }
    }
}
