//! Instructions that Miri does not know, by those that it does. They touch no memory: what is beside them is what is looked at.

use std::arch::x86_64::{
    __m128i, __m512i, _mm_aesenclast_si128, _mm_cvtsi128_si32, _mm_set_epi32, _mm_setzero_si128, _mm_shuffle_epi32,
};

/// All columns are the same word, so that the rows may be shifted; the last round under a key of zero is the substitution alone.
#[inline]
#[target_feature(enable = "aes,avx")]
pub(super) fn _mm_aeskeygenassist_si128<const ROUND_CONSTANT: i32>(key: __m128i) -> __m128i {
    let second = _mm_cvtsi128_si32(_mm_aesenclast_si128(_mm_shuffle_epi32::<0b01_01_01_01>(key), _mm_setzero_si128()));
    let fourth = _mm_cvtsi128_si32(_mm_aesenclast_si128(_mm_shuffle_epi32::<0b11_11_11_11>(key), _mm_setzero_si128()));
    let turned = |word: i32| word.rotate_right(8) ^ ROUND_CONSTANT;
    _mm_set_epi32(turned(fourth), fourth, turned(second), second)
}

/// In every word of 64 bits, the 8 bits that begin at each of the places that the first argument names.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn _mm512_multishift_epi64_epi8(places: __m512i, words: __m512i) -> __m512i {
    let (places, words): ([[u8; 8]; 8], [u64; 8]) = (cast(places), cast(words));
    let mut fields = [[0; 8]; 8];
    for ((fields, places), word) in fields.iter_mut().zip(places).zip(words) {
        *fields = places.map(|place| word.rotate_right(u32::from(place % 64)).to_le_bytes()[0]);
    }
    cast(fields)
}

/// For each place that the first argument names, the byte that stands there in the second.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn _mm512_permutexvar_epi8(places: __m512i, bytes: __m512i) -> __m512i {
    let (places, bytes): ([u8; 64], [u8; 64]) = (cast(places), cast(bytes));
    cast(places.map(|place| bytes[usize::from(place % 64)]))
}

fn cast<From: Copy, To: Copy>(value: From) -> To {
    assert_eq!(size_of::<From>(), size_of::<To>());
    // SAFETY: both are integers all through, and of the same size.
    unsafe { std::mem::transmute_copy(&value) }
}
