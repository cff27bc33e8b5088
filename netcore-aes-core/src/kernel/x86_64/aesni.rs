//! AES-NI: eight lanes, one in each vector of 128 bits.

use std::arch::x86_64::{
    __m128i as Vector, _mm_add_epi8 as add, _mm_aesenc_si128 as round, _mm_aesenclast_si128 as last_round,
    _mm_alignr_epi8 as join_bytes, _mm_and_si128 as and, _mm_cmpgt_epi8 as greater, _mm_mulhi_epu16 as multiply_high,
    _mm_mullo_epi16 as multiply_low, _mm_or_si128 as or, _mm_set1_epi8 as each_byte, _mm_set1_epi32 as each_word,
    _mm_setr_epi8, _mm_shuffle_epi8 as shuffle, _mm_srli_epi16 as shift_right, _mm_srli_si128 as shift_bytes,
    _mm_sub_epi8 as minus, _mm_subs_epu8 as subtract, _mm_unpackhi_epi8 as interleave_high,
    _mm_unpacklo_epi8 as interleave_low, _mm_xor_si128 as xor,
};

use super::block::{load, store};
use super::vector::{base64, hex, lanes, write_text};
use crate::kernel::generic::lanes::Lanes;
use crate::kernel::generic::message::BASE64;
use crate::kernel::generic::types::{Block, Group, Text};

const LANES_PER_VECTOR: usize = 1;
const VECTORS: usize = 8;

#[inline]
#[target_feature(enable = "avx")]
fn each(value: Vector) -> Vector {
    value
}

#[inline]
#[target_feature(enable = "avx")]
fn broadcast(key: &Block) -> Vector {
    load(key)
}

#[inline]
#[target_feature(enable = "avx")]
fn join([block]: &[Block; LANES_PER_VECTOR]) -> Vector {
    load(block)
}

#[inline]
#[target_feature(enable = "avx")]
fn gather([groups]: [&Group; LANES_PER_VECTOR], block: usize) -> Vector {
    load(&groups[block])
}

#[inline]
#[target_feature(enable = "avx")]
fn scatter(vector: Vector, [place]: [&mut Block; LANES_PER_VECTOR]) {
    store(place, vector);
}

lanes!("aes,avx");
base64!("avx");
hex!("avx");
write_text!("avx");
