//! Batches under the CPU's widest instructions, against the `aes` and `cbc` crates message by message.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use netcore_aes_core::{Batch, Cipher, Iv, Key, Scheme};
use netcore_aes_fuzz::{cbc_encrypt, spoil};

#[derive(Arbitrary, Debug)]
struct Input {
    hex: bool,
    key: [u8; 32],
    iv: [u8; 16],
    /// Bytes before the first message and after the last, which belong to none.
    around: u8,
    seed: u8,
    lengths: Vec<Length>,
}

#[derive(Arbitrary, Debug)]
enum Length {
    Short(u8),
    Long(u16),
    SameAgain(u8),
}

fn lengths(choices: &[Length]) -> Vec<usize> {
    let mut lengths = Vec::new();
    for choice in choices.iter().take(100) {
        match choice {
            Length::Short(len) => lengths.push(usize::from(*len)),
            Length::Long(len) => lengths.push(usize::from(len % 2000)),
            Length::SameAgain(times) => {
                let last = lengths.last().copied().unwrap_or(32);
                lengths.extend(std::iter::repeat_n(last, usize::from(times % 40)));
            }
        }
    }
    lengths
}

fuzz_target!(|input: Input| {
    let scheme = if input.hex { Scheme::CbcHex } else { Scheme::CbcBase64 };
    let (key, iv) = (Key::from_bytes(&input.key).unwrap(), Iv::from_bytes(&input.iv).unwrap());
    let cipher = Cipher::new(scheme, &key, Some(&iv)).unwrap();

    let mut end = u64::from(input.around);
    let mut offsets = vec![end];
    for len in lengths(&input.lengths) {
        end += u64::try_from(len).unwrap();
        offsets.push(end);
    }
    let data: Vec<u8> = (0..end + u64::from(input.around))
        .map(|place| (place.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56).to_le_bytes()[0] ^ input.seed)
        .collect();
    let batch = Batch::new(&data, &offsets).unwrap();

    let needed = cipher.encrypted_batch_len(batch.offsets()).unwrap();
    let mut out = vec![0xee; needed + 64];
    let mut ends = vec![u64::MAX; offsets.len()];
    assert_eq!(cipher.encrypt_batch_into(batch, &mut out, &mut ends), Ok(needed));
    assert!(out[needed..].iter().all(|byte| *byte == 0xee), "the call wrote past the end");
    spoil(&mut out[..needed]);

    let texts = Batch::new(&out, &ends).unwrap();
    assert_eq!(texts.offsets().end(), needed);
    for (message, text) in batch.messages().zip(texts.messages()) {
        let expected = cbc_encrypt(scheme, &input.key, &input.iv, message);
        assert!(expected.as_bytes() == text, "the batch and the crates differ on {} bytes", message.len());
        assert!(cipher.encrypt(message).unwrap() == expected, "one by one and the crates differ");
    }
    let mut back = vec![0xee; cipher.decrypted_batch_bound(texts.offsets()).unwrap()];
    let mut back_ends = vec![u64::MAX; offsets.len()];
    let len = cipher.decrypt_batch_into(texts, &mut back, &mut back_ends).unwrap();
    assert!(back[..len] == data[usize::from(input.around)..][..len], "the messages did not come back");
    let from_start: Vec<u64> = offsets.iter().map(|offset| offset - u64::from(input.around)).collect();
    assert_eq!(back_ends, from_start);
});
