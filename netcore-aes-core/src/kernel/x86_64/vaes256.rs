//! VAES with AVX2: sixteen lanes, two in each vector of 256 bits.

use std::arch::x86_64::{
    __m256i as Vector, _mm_setr_epi8, _mm256_add_epi8 as add, _mm256_aesenc_epi128 as round,
    _mm256_aesenclast_epi128 as last_round, _mm256_alignr_epi8 as join_bytes, _mm256_and_si256 as and,
    _mm256_broadcastsi128_si256 as each, _mm256_bsrli_epi128 as shift_bytes, _mm256_castsi256_si128,
    _mm256_cmpgt_epi8 as greater, _mm256_extracti128_si256, _mm256_mulhi_epu16 as multiply_high,
    _mm256_mullo_epi16 as multiply_low, _mm256_or_si256 as or, _mm256_set_m128i, _mm256_set1_epi8 as each_byte,
    _mm256_set1_epi32 as each_word, _mm256_shuffle_epi8 as shuffle, _mm256_srli_epi16 as shift_right,
    _mm256_sub_epi8 as minus, _mm256_subs_epu8 as subtract, _mm256_unpackhi_epi8 as interleave_high,
    _mm256_unpacklo_epi8 as interleave_low, _mm256_xor_si256 as xor,
};

use super::block::{load, store};
use super::vector::{base64, hex, lanes, write_text};
use crate::kernel::generic::lanes::Lanes;
use crate::kernel::generic::message::BASE64;
use crate::kernel::generic::types::{Block, Group, Text};

const LANES_PER_VECTOR: usize = 2;
const VECTORS: usize = 8;

#[inline]
#[target_feature(enable = "avx2")]
fn broadcast(key: &Block) -> Vector {
    each(load(key))
}

#[inline]
#[target_feature(enable = "avx2")]
fn join([low, high]: &[Block; LANES_PER_VECTOR]) -> Vector {
    _mm256_set_m128i(load(high), load(low))
}

#[inline]
#[target_feature(enable = "avx2")]
fn gather([low, high]: [&Group; LANES_PER_VECTOR], block: usize) -> Vector {
    _mm256_set_m128i(load(&high[block]), load(&low[block]))
}

#[inline]
#[target_feature(enable = "avx2")]
fn scatter(vector: Vector, [low, high]: [&mut Block; LANES_PER_VECTOR]) {
    store(low, _mm256_castsi256_si128(vector));
    store(high, _mm256_extracti128_si256::<1>(vector));
}

lanes!("vaes,avx2");
base64!("avx2");
hex!("avx2");
write_text!("avx2");
