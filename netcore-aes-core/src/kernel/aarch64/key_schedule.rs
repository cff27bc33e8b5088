//! The key schedule of AES-256 (FIPS 197, section 5.2).

use std::arch::aarch64::{
    uint8x16_t, vaeseq_u8, vdupq_n_u8, vdupq_n_u32, veorq_u8, vextq_u8, vgetq_lane_u32, vreinterpretq_u8_u32,
    vreinterpretq_u32_u8,
};

use super::block::{load, store};
use crate::kernel::generic::types::{Block, ROUND_KEYS};

/// Expands a key in place.
#[target_feature(enable = "neon,aes")]
pub(super) fn expand(key: &[u8; 32], keys: &mut [Block; ROUND_KEYS]) {
    let (mut even, mut odd) = match key.as_chunks() {
        ([first, second], []) => (load(first), load(second)),
        _ => return,
    };
    let [first, second, others @ ..] = keys;
    store(first, even);
    store(second, odd);
    let mut round_constant = 1_u32;
    for pair in others.chunks_mut(2) {
        // Words 8i to 8i + 3: the rotated, substituted last word before them, with a round constant.
        even = next(even, substituted(odd).rotate_right(8) ^ round_constant);
        round_constant <<= 1;
        if let Some(place) = pair.first_mut() {
            store(place, even);
        }
        // Words 8i + 4 to 8i + 7: the substituted last word before them.
        odd = next(odd, substituted(even));
        if let Some(place) = pair.get_mut(1) {
            store(place, odd);
        }
    }
}

/// The bytes of the last word, substituted. AESE with a zero key substitutes bytes; its `ShiftRows` has no effect, since all columns
/// are the same word.
#[inline]
#[target_feature(enable = "neon,aes")]
fn substituted(words: uint8x16_t) -> u32 {
    let last = vdupq_n_u32(vgetq_lane_u32::<3>(vreinterpretq_u32_u8(words)));
    vgetq_lane_u32::<0>(vreinterpretq_u32_u8(vaeseq_u8(vreinterpretq_u8_u32(last), vdupq_n_u8(0))))
}

/// The exclusive or of each word with all words before it, and with `word`.
#[inline]
#[target_feature(enable = "neon")]
fn next(words: uint8x16_t, word: u32) -> uint8x16_t {
    let zero = vdupq_n_u8(0);
    let pairs = veorq_u8(words, vextq_u8::<12>(zero, words));
    let all = veorq_u8(pairs, vextq_u8::<8>(zero, pairs));
    veorq_u8(all, vreinterpretq_u8_u32(vdupq_n_u32(word)))
}
