//! Instructions that Miri does not know. Under Miri others stand in for them, without touching memory.

#[cfg(not(miri))]
pub(super) use std::arch::x86_64::{_mm_aeskeygenassist_si128, _mm512_multishift_epi64_epi8, _mm512_permutexvar_epi8};

#[cfg(miri)]
pub(super) use stand_ins::*;

#[cfg(miri)]
mod stand_ins {
    use std::arch::x86_64::{
        __m128i, __m512i, _mm_aesenclast_si128, _mm_cvtsi128_si32, _mm_set_epi32, _mm_setzero_si128, _mm_shuffle_epi32,
    };

    /// `aesenclast` under a key of zero substitutes; shifting the rows changes nothing, as all columns are the same word.
    #[inline]
    #[target_feature(enable = "aes,avx")]
    pub(crate) fn _mm_aeskeygenassist_si128<const ROUND_CONSTANT: i32>(key: __m128i) -> __m128i {
        let second =
            _mm_cvtsi128_si32(_mm_aesenclast_si128(_mm_shuffle_epi32::<0b01_01_01_01>(key), _mm_setzero_si128()));
        let fourth =
            _mm_cvtsi128_si32(_mm_aesenclast_si128(_mm_shuffle_epi32::<0b11_11_11_11>(key), _mm_setzero_si128()));
        let turned = |word: i32| word.rotate_right(8) ^ ROUND_CONSTANT;
        _mm_set_epi32(turned(fourth), fourth, turned(second), second)
    }

    /// Byte by byte, the 8 bits of the word of 64 that begin at the place in the first argument.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    pub(crate) fn _mm512_multishift_epi64_epi8(places: __m512i, words: __m512i) -> __m512i {
        let (places, words): ([[u8; 8]; 8], [u64; 8]) = (cast(places), cast(words));
        let mut fields = [[0; 8]; 8];
        for ((fields, places), word) in fields.iter_mut().zip(places).zip(words) {
            *fields = places.map(|place| word.rotate_right(u32::from(place % 64)).to_le_bytes()[0]);
        }
        cast(fields)
    }

    /// Byte by byte, the byte of the second argument at the place in the first.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    pub(crate) fn _mm512_permutexvar_epi8(places: __m512i, bytes: __m512i) -> __m512i {
        let (places, bytes): ([u8; 64], [u8; 64]) = (cast(places), cast(bytes));
        cast(places.map(|place| bytes[usize::from(place % 64)]))
    }

    fn cast<From: Copy, To: Copy>(value: From) -> To {
        assert_eq!(size_of::<From>(), size_of::<To>());
        // SAFETY: both consist of integers, and have the same size.
        unsafe { std::mem::transmute_copy(&value) }
    }
}
