//! Sixteen bytes at a time, by SSE2.

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
};
use std::ops::BitOr;

#[derive(Clone, Copy)]
pub(crate) struct Bytes16(__m128i);

impl Bytes16 {
    #[inline]
    pub(crate) fn new(bytes: &[u8; 16]) -> Self {
        // SAFETY: every x86-64 CPU has SSE2; sixteen bytes are read, at any address.
        Self(unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) })
    }

    #[inline]
    fn every(byte: u8) -> Self {
        // SAFETY: as in `new`; it reads nothing.
        Self(unsafe { _mm_set1_epi8(byte.cast_signed()) })
    }

    /// Sets these bits in every byte.
    #[inline]
    pub(crate) fn with(self, bits: u8) -> Self {
        // SAFETY: as in `every`.
        Self(unsafe { _mm_or_si128(self.0, Self::every(bits).0) })
    }

    #[inline]
    pub(crate) fn equal(self, byte: u8) -> Places {
        // SAFETY: as in `every`.
        Places(unsafe { _mm_cmpeq_epi8(self.0, Self::every(byte).0) })
    }

    /// `most` is below 128, as where there are no vectors.
    #[inline]
    pub(crate) fn at_most(self, most: u8) -> Places {
        // SAFETY: as in `every`.
        Places(unsafe { _mm_cmpeq_epi8(_mm_min_epu8(self.0, Self::every(most).0), self.0) })
    }
}

/// Some of sixteen places: bytes of ones among bytes of zeros.
#[derive(Clone, Copy)]
pub(crate) struct Places(__m128i);

impl Places {
    /// A bit for each place, the lowest for the first.
    #[inline]
    pub(crate) fn bits(self) -> u32 {
        // SAFETY: as in `every`.
        unsafe { _mm_movemask_epi8(self.0) }.cast_unsigned()
    }
}

impl BitOr for Places {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        // SAFETY: as in `every`.
        Self(unsafe { _mm_or_si128(self.0, other.0) })
    }
}
