//! VAES with AVX-512: sixteen lanes, four in each vector of 512 bits, and base64 in three instructions (AVX-512 VBMI).

use std::arch::x86_64::{
    __m128i, __m512i as Vector, _mm_setr_epi8, _mm512_aesenc_epi128 as round, _mm512_aesenclast_epi128 as last_round,
    _mm512_and_si512 as and, _mm512_broadcast_i32x4 as each, _mm512_castsi128_si512, _mm512_castsi512_si128,
    _mm512_extracti32x4_epi32, _mm512_inserti32x4, _mm512_loadu_si512, _mm512_permutex2var_epi8,
    _mm512_set1_epi8 as each_byte, _mm512_set1_epi64, _mm512_shuffle_epi8 as shuffle, _mm512_shuffle_i32x4,
    _mm512_srli_epi16 as shift_right, _mm512_storeu_si512, _mm512_unpackhi_epi8 as interleave_high,
    _mm512_unpacklo_epi8 as interleave_low, _mm512_xor_si512 as xor,
};

use super::block::{load, store};
use super::intrinsics::{_mm512_multishift_epi64_epi8, _mm512_permutexvar_epi8};
use super::vector::{hex, lanes};
use crate::kernel::generic::lanes::Lanes;
use crate::kernel::generic::message::{ALPHABET, BASE64};
use crate::kernel::generic::types::{Block, Group, Text};

const LANES_PER_VECTOR: usize = 4;
const VECTORS: usize = 4;

#[inline]
#[target_feature(enable = "avx512f")]
fn broadcast(key: &Block) -> Vector {
    each(load(key))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn of_four(a: __m128i, b: __m128i, c: __m128i, d: __m128i) -> Vector {
    let low = _mm512_inserti32x4::<1>(_mm512_castsi128_si512(a), b);
    _mm512_inserti32x4::<3>(_mm512_inserti32x4::<2>(low, c), d)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn join([a, b, c, d]: &[Block; LANES_PER_VECTOR]) -> Vector {
    of_four(load(a), load(b), load(c), load(d))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn gather([a, b, c, d]: [&Group; LANES_PER_VECTOR], block: usize) -> Vector {
    of_four(load(&a[block]), load(&b[block]), load(&c[block]), load(&d[block]))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn scatter(vector: Vector, [a, b, c, d]: [&mut Block; LANES_PER_VECTOR]) {
    store(a, _mm512_castsi512_si128(vector));
    store(b, _mm512_extracti32x4_epi32::<1>(vector));
    store(c, _mm512_extracti32x4_epi32::<2>(vector));
    store(d, _mm512_extracti32x4_epi32::<3>(vector));
}

/// Base64 by VBMI needs none.
const fn multipliers() {}

/// Encodes three blocks of each lane, and writes each lane's text.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn write_text<const PIECES: usize>(blocks: [Vector; 3], (): (), texts: &mut [&mut Text<PIECES>; LANES_PER_VECTOR]) {
    let [first, second, third] = blocks;
    if PIECES == BASE64 {
        let [a, b, c, d] = texts;
        // The first two blocks of two lanes in one vector; the permutation adds the third.
        let low = _mm512_shuffle_i32x4::<0b01_00_01_00>(first, second);
        let high = _mm512_shuffle_i32x4::<0b11_10_11_10>(first, second);
        store_text(a, base64(low, third, &ORDERS[0]));
        store_text(b, base64(low, third, &ORDERS[1]));
        store_text(c, base64(high, third, &ORDERS[2]));
        store_text(d, base64(high, third, &ORDERS[3]));
    } else {
        let digits = [hex(first), hex(second), hex(third)];
        for (index, piece) in digits.as_flattened().iter().enumerate() {
            scatter(*piece, texts.each_mut().map(|text| &mut text[index]));
        }
    }
}

/// For each lane, the index of every byte: below 64 in the first vector, from 64 on in the second. Three bytes make a word:
/// second, first, third, second.
const ORDERS: [[u8; 64]; LANES_PER_VECTOR] =
    [order(0, 32, 64), order(16, 48, 80), order(0, 32, 96), order(16, 48, 112)];

const SMALL: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

const fn order(first: u8, second: u8, third: u8) -> [u8; 64] {
    let mut order = [0; 64];
    let mut index = 0;
    while index < 64 {
        let byte = index / 4 * 3 + [1, 0, 2, 1][index % 4];
        let block = [first, second, third][byte / 16];
        order[index] = block + SMALL[byte % 16];
        index += 1;
    }
    order
}

/// Encodes the 48 bytes that `order` selects from the vectors as 64 characters of base64 (RFC 4648, section 4).
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn base64(first: Vector, second: Vector, order: &[u8; 64]) -> Vector {
    let words = _mm512_permutex2var_epi8(first, load_64(order), second);
    // The fields of 6 bits begin at bits 10, 4, 22 and 16 of each word; the lookup ignores the bits above them.
    let fields = _mm512_set1_epi64(0x3036_242a_1016_040a);
    _mm512_permutexvar_epi8(_mm512_multishift_epi64_epi8(fields, words), load_64(ALPHABET))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_64(bytes: &[u8; 64]) -> Vector {
    // SAFETY: reads the 64 bytes of the reference; an unaligned load.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store_text<const PIECES: usize>(text: &mut Text<PIECES>, characters: Vector) {
    if let Some(memory) = text.as_flattened_mut().first_chunk_mut::<64>() {
        // SAFETY: writes the 64 bytes of the reference; an unaligned store.
        unsafe { _mm512_storeu_si512(memory.as_mut_ptr().cast(), characters) }
    }
}

lanes!("vaes,avx512f,avx512bw,avx512vbmi");
hex!("avx512f,avx512bw");
