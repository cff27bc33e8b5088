//! AES-NI with AVX2: eight lanes, one in each vector of 128 bits, of which pairs are encoded in 256.

use std::arch::x86_64::{__m128i, _mm_aesenc_si128, _mm_aesenclast_si128, _mm_xor_si128, _mm256_set_m128i};

use super::block::{load, store};
use super::vaes256::{self, Multipliers, multipliers};
use super::vector::lanes;
use crate::kernel::generic::lanes::Lanes;
use crate::kernel::generic::types::{Block, Group, Text};

const LANES_PER_VECTOR: usize = 2;
const VECTORS: usize = 4;

/// Two lanes.
type Vector = [__m128i; LANES_PER_VECTOR];

#[inline]
#[target_feature(enable = "avx2")]
fn broadcast(key: &Block) -> Vector {
    [load(key); LANES_PER_VECTOR]
}

#[inline]
#[target_feature(enable = "avx2")]
fn join([low, high]: &[Block; LANES_PER_VECTOR]) -> Vector {
    [load(low), load(high)]
}

#[inline]
#[target_feature(enable = "avx2")]
fn gather([low, high]: [&Group; LANES_PER_VECTOR], block: usize) -> Vector {
    [load(&low[block]), load(&high[block])]
}

#[inline]
#[target_feature(enable = "avx2")]
fn scatter([low, high]: Vector, [low_place, high_place]: [&mut Block; LANES_PER_VECTOR]) {
    store(low_place, low);
    store(high_place, high);
}

#[inline]
#[target_feature(enable = "avx2")]
fn xor([low, high]: Vector, [other_low, other_high]: Vector) -> Vector {
    [_mm_xor_si128(low, other_low), _mm_xor_si128(high, other_high)]
}

#[inline]
#[target_feature(enable = "aes,avx2")]
fn round([low, high]: Vector, [low_key, high_key]: Vector) -> Vector {
    [_mm_aesenc_si128(low, low_key), _mm_aesenc_si128(high, high_key)]
}

#[inline]
#[target_feature(enable = "aes,avx2")]
fn last_round([low, high]: Vector, [low_key, high_key]: Vector) -> Vector {
    [_mm_aesenclast_si128(low, low_key), _mm_aesenclast_si128(high, high_key)]
}

/// Encodes three blocks of two lanes, and writes their text.
#[inline]
#[target_feature(enable = "avx2")]
fn write_text<const PIECES: usize>(
    blocks: [Vector; 3],
    multipliers: Multipliers,
    texts: &mut [&mut Text<PIECES>; LANES_PER_VECTOR],
) {
    let blocks = blocks.map(|[low, high]| _mm256_set_m128i(high, low));
    vaes256::write_text(blocks, multipliers, texts);
}

lanes!("aes,avx2");
