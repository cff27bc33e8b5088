//! Intrinsics that Miri lacks, with stand-ins for them under Miri, which touch no memory.

#[cfg(not(miri))]
pub(super) use std::arch::x86_64::{_mm_aeskeygenassist_si128, _mm512_multishift_epi64_epi8, _mm512_permutexvar_epi8};

#[cfg(miri)]
pub(super) use stand_ins::*;

#[cfg(miri)]
mod stand_ins {
    use std::arch::x86_64::{
        __m128i, __m512i, _mm_aesenclast_si128, _mm_cvtsi128_si32, _mm_set_epi32, _mm_setzero_si128, _mm_shuffle_epi32,
    };

    /// AESENCLAST with a zero key substitutes the bytes; its ShiftRows has no effect, since all columns are the same word.
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

    /// Each byte is the 8 bits of the 64-bit word that begin at the bit in the first argument.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    pub(crate) fn _mm512_multishift_epi64_epi8(indices: __m512i, words: __m512i) -> __m512i {
        let (indices, words): ([[u8; 8]; 8], [u64; 8]) = (cast(indices), cast(words));
        let mut fields = [[0; 8]; 8];
        for ((fields, indices), word) in fields.iter_mut().zip(indices).zip(words) {
            *fields = indices.map(|index| word.rotate_right(u32::from(index % 64)).to_le_bytes()[0]);
        }
        cast(fields)
    }

    /// Each byte is the byte of the second argument at the index in the first.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    pub(crate) fn _mm512_permutexvar_epi8(indices: __m512i, bytes: __m512i) -> __m512i {
        let (indices, bytes): ([u8; 64], [u8; 64]) = (cast(indices), cast(bytes));
        cast(indices.map(|index| bytes[usize::from(index % 64)]))
    }

    fn cast<From: Copy, To: Copy>(value: From) -> To {
        assert_eq!(size_of::<From>(), size_of::<To>());
        // SAFETY: both consist of integers, and have the same size.
        unsafe { std::mem::transmute_copy(&value) }
    }
}
