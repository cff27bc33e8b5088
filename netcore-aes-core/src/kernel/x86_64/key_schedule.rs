//! The key schedule of AES-256 (FIPS 197, section 5.2) with AES-NI.

use std::arch::x86_64::{__m128i, _mm_shuffle_epi32, _mm_slli_si128, _mm_xor_si128};

use super::block::{load, store};
use super::intrinsics::_mm_aeskeygenassist_si128;
use crate::kernel::generic::types::{Block, ROUND_KEYS};

/// Expands a key in place.
#[target_feature(enable = "aes,avx")]
pub(super) fn expand(key: &[u8; 32], keys: &mut [Block; ROUND_KEYS]) {
    let (mut even, mut odd) = match key.as_chunks() {
        ([first, second], []) => (load(first), load(second)),
        _ => return,
    };
    let [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14] = keys;
    store(k0, even);
    store(k1, odd);
    even = next_even::<0x01>(even, odd);
    store(k2, even);
    odd = next_odd(odd, even);
    store(k3, odd);
    even = next_even::<0x02>(even, odd);
    store(k4, even);
    odd = next_odd(odd, even);
    store(k5, odd);
    even = next_even::<0x04>(even, odd);
    store(k6, even);
    odd = next_odd(odd, even);
    store(k7, odd);
    even = next_even::<0x08>(even, odd);
    store(k8, even);
    odd = next_odd(odd, even);
    store(k9, odd);
    even = next_even::<0x10>(even, odd);
    store(k10, even);
    odd = next_odd(odd, even);
    store(k11, odd);
    even = next_even::<0x20>(even, odd);
    store(k12, even);
    odd = next_odd(odd, even);
    store(k13, odd);
    store(k14, next_even::<0x40>(even, odd));
}

/// Words 8i to 8i + 3: the rotated, substituted last word before them, with a round constant.
#[inline]
#[target_feature(enable = "aes,avx")]
fn next_even<const ROUND_CONSTANT: i32>(even: __m128i, odd: __m128i) -> __m128i {
    let word = _mm_aeskeygenassist_si128::<ROUND_CONSTANT>(odd);
    _mm_xor_si128(prefix_xor(even), _mm_shuffle_epi32::<0b11_11_11_11>(word))
}

/// Words 8i + 4 to 8i + 7: the substituted last word before them.
#[inline]
#[target_feature(enable = "aes,avx")]
fn next_odd(odd: __m128i, even: __m128i) -> __m128i {
    let word = _mm_aeskeygenassist_si128::<0>(even);
    _mm_xor_si128(prefix_xor(odd), _mm_shuffle_epi32::<0b10_10_10_10>(word))
}

/// The XOR of each word with all words before it.
#[inline]
#[target_feature(enable = "aes,avx")]
fn prefix_xor(words: __m128i) -> __m128i {
    let pairs = _mm_xor_si128(words, _mm_slli_si128::<4>(words));
    _mm_xor_si128(pairs, _mm_slli_si128::<8>(pairs))
}
