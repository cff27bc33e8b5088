//! Both sides of every size at which the code takes another way, and one far beyond: lanes, pieces, tables, 16 bits.

use std::collections::HashSet;

use netcore_aes_core::{Batch, Cipher, EventContext, Rule, check_events};

const KEY: &[u8] = b"0123456789abcdefghijklmnopqrstuv";
const IV: &[u8] = b"wxyzABCDEFGHIJKL";

fn ciphers() -> [Cipher; 3] {
    [(11256, IV), (11257, IV), (11258, &[])].map(|(code, iv)| Cipher::parse(code, KEY, iv).unwrap())
}

/// `len` bytes that look random; other seeds give other bytes.
fn bytes(len: usize, seed: usize) -> Vec<u8> {
    let mut state = u64::try_from(seed).unwrap().wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(len).collect()
}

/// The offsets of messages of these lengths, end to end.
fn offsets(lens: impl Iterator<Item = usize>) -> Vec<u64> {
    let ends = lens.scan(0, |end, len| {
        *end += u64::try_from(len).unwrap();
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

/// Encrypts and decrypts messages in one call, and compares with one call for each.
fn check_batch(cipher: &Cipher, messages: &[Vec<u8>]) {
    let offsets = offsets(messages.iter().map(Vec::len));
    let data = messages.concat();
    let batch = Batch::new(&data, &offsets).unwrap();
    let mut texts = vec![0; cipher.encrypted_batch_len(batch.offsets()).unwrap()];
    let mut text_offsets = vec![0; offsets.len()];
    cipher.encrypt_batch_into(batch, &mut texts, &mut text_offsets).unwrap();
    let texts = Batch::new(&texts, &text_offsets).unwrap();
    for (message, text) in messages.iter().zip(texts.messages()) {
        match cipher.scheme().code() {
            11258 => assert_eq!(cipher.decrypt(text).unwrap(), *message),
            _ => assert!(cipher.encrypt(message).unwrap().as_bytes() == text, "{} bytes", message.len()),
        }
    }

    let bound = cipher.decrypted_batch_bound(texts.offsets()).unwrap();
    let (mut out, mut out_offsets) = (vec![0xee; bound], vec![0; offsets.len()]);
    let total = cipher.decrypt_batch_into(texts, &mut out, &mut out_offsets).unwrap();
    assert_eq!(out_offsets.last().copied(), u64::try_from(total).ok());
    let (plaintexts, rest) = out.split_at(total);
    assert!(plaintexts == data, "{} messages", messages.len());
    assert!(rest.iter().all(|byte| *byte == 0), "bytes behind the plaintexts are left");
}

/// 8 or 16 lanes; 64 nonces drawn at a time; 16 bits of messages.
#[test]
fn numbers_of_messages() {
    let messages = |count| (0..count).map(|seed| bytes(5 + seed % 61, seed)).collect::<Vec<_>>();
    for cipher in ciphers() {
        for count in [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000] {
            check_batch(&cipher, &messages(count));
        }
    }
    let [cipher, ..] = ciphers();
    check_batch(&cipher, &messages(65_537));
}

/// Groups of 48 bytes, eight at a time beside idle lanes; 768 bytes encoded at a time; caches; 16 bits of bytes. Lanes are refilled
/// by messages of each length, which follow messages of other lengths.
#[test]
fn lengths_of_messages_in_lanes() {
    for cipher in ciphers() {
        for len in [15, 16, 47, 48, 49, 383, 384, 385, 767, 768, 769, 4095, 4096, 4097, 65_535, 65_536, 98_305] {
            let long = (0..24).map(|seed| bytes(if seed % 5 == 4 { 33 } else { len + seed % 2 }, seed));
            check_batch(&cipher, &long.collect::<Vec<_>>());
        }
    }
}

/// 32 bits of offsets, in plaintexts and in texts: the last messages lie beyond 4 GiB.
#[test]
#[ignore = "takes 12 GiB of memory: the check `differential` of `make harden` runs it"]
fn offsets_beyond_4_gib() {
    let last = [bytes(5, 1), bytes(70, 2), bytes(3000, 3)];
    let lens = std::iter::repeat_n((1 << 26) - 3, 65).chain(last.iter().map(Vec::len));
    let offsets = offsets(lens);
    let total = usize::try_from(*offsets.last().unwrap()).unwrap();
    let tail = last.concat();
    let mut data = vec![0; total];
    data[total - tail.len()..].copy_from_slice(&tail);
    let batch = Batch::new(&data, &offsets).unwrap();
    for cipher in ciphers() {
        let mut texts = vec![0; cipher.encrypted_batch_len(batch.offsets()).unwrap()];
        let mut text_offsets = vec![0; offsets.len()];
        cipher.encrypt_batch_into(batch, &mut texts, &mut text_offsets).unwrap();
        let texts = Batch::new(&texts, &text_offsets).unwrap();
        let last_texts = texts.messages().skip(65);
        assert!(last_texts.zip(&last).all(|(text, message)| cipher.decrypt(text).unwrap() == *message));

        let mut out = vec![0xee; cipher.decrypted_batch_bound(texts.offsets()).unwrap()];
        let mut out_offsets = vec![0; offsets.len()];
        assert_eq!(cipher.decrypt_batch_into(texts, &mut out, &mut out_offsets).unwrap(), total);
        assert_eq!(out_offsets, offsets);
        assert!(out[total - tail.len()..total] == tail);
        assert!(out[total..].iter().all(|byte| *byte == 0), "bytes behind the plaintexts are left");
    }
}

/// 32 bits of a message and of its text.
#[cfg(target_pointer_width = "64")]
#[test]
#[ignore = "takes 11 GiB of memory: the check `differential` of `make harden` runs it"]
fn messages_beyond_4_gib() {
    for cipher in ciphers() {
        let len = if cipher.scheme().code() == 11257 { (1 << 31) + 50 } else { (1 << 32) + 50 };
        let mut plaintext = vec![0; len];
        plaintext[len - 50..].copy_from_slice(&bytes(50, 4));
        let text = cipher.encrypt(&plaintext).unwrap();
        assert!(text.len() > 1 << 32 && text.len() == cipher.encrypted_len(len).unwrap());
        assert!(cipher.decrypt(text.as_bytes()).unwrap() == plaintext);
    }
}

#[test]
fn lengths_of_a_text() {
    for cipher in ciphers() {
        for len in (0..200).chain([
            767,
            768,
            3055,
            3056,
            3057,
            4095,
            4096,
            4097,
            65_535,
            65_536,
            65_537,
            1 << 20,
            (1 << 22) + 1,
        ]) {
            let plaintext = bytes(len, 1);
            let text = cipher.encrypt(&plaintext).unwrap();
            assert_eq!(text.len(), cipher.encrypted_len(len).unwrap());
            assert!(cipher.decrypt(text.as_bytes()).unwrap() == plaintext, "{len} bytes");
        }
    }
}

/// Each byte of associated data counts, however many there are.
#[test]
fn lengths_of_associated_data() {
    let [_, _, cipher] = ciphers();
    for len in [1, 15, 16, 17, 255, 256, 4095, 4096, 4097, 65_535, 65_536, 65_537, 1 << 20] {
        let mut aad = bytes(len, 2);
        let text = cipher.encrypt_with_aad(b"event", &aad).unwrap();
        assert_eq!(cipher.decrypt_with_aad(text.as_bytes(), &aad).unwrap(), b"event");
        for place in [0, len / 2, len - 1] {
            aad[place] ^= 1;
            assert!(cipher.decrypt_with_aad(text.as_bytes(), &aad).is_err(), "byte {place} of {len}");
            aad[place] ^= 1;
        }
        assert!(cipher.decrypt_with_aad(text.as_bytes(), &aad[..len - 1]).is_err(), "one byte less than {len}");
    }
}

const EVENT: &str =
    r#""asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web""#;

/// The first sixteen keys of an object are in a list, all others in a set.
#[test]
fn numbers_of_keys() {
    for count in [1, 15, 16, 17, 18, 255, 256, 257, 1000, 1001, 65_536, 70_000] {
        let keys: Vec<String> = (0..count).map(|key| format!(r#""k{key}":0"#)).collect();
        let rules = |keys: &[String]| {
            let payload = format!("[{{{EVENT},\"activity_params\":{{{}}}}}]", keys.join(","));
            let problems = check_events(payload.as_bytes(), &EventContext::default()).unwrap();
            problems.into_iter().map(|problem| problem.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules(&keys), [], "{count} keys");
        for place in HashSet::from([0, count / 2, count - 1]) {
            let twice = [&*keys, std::slice::from_ref(&keys[place])].concat();
            assert_eq!(rules(&twice), [Rule::DuplicateKey], "key {place} of {count}");
        }
    }
}
