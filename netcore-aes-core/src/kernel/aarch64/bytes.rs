//! Sixteen bytes at a time, by NEON.

use std::arch::aarch64::{
    uint8x16_t, vaddv_u8, vandq_u8, vceqq_u8, vcleq_u8, vdupq_n_u8, vget_high_u8, vget_low_u8, vld1q_u8, vorrq_u8,
};
use std::ops::BitOr;

#[derive(Clone, Copy)]
pub(crate) struct Bytes16(uint8x16_t);

impl Bytes16 {
    #[inline]
    pub(crate) fn new(bytes: &[u8; 16]) -> Self {
        // SAFETY: every 64-bit ARM CPU with an operating system has NEON; sixteen bytes are read, at any address.
        Self(unsafe { vld1q_u8(bytes.as_ptr()) })
    }

    #[inline]
    fn every(byte: u8) -> Self {
        // SAFETY: as in `new`; it reads nothing.
        Self(unsafe { vdupq_n_u8(byte) })
    }

    /// Sets these bits in every byte.
    #[inline]
    pub(crate) fn with(self, bits: u8) -> Self {
        // SAFETY: as in `every`.
        Self(unsafe { vorrq_u8(self.0, Self::every(bits).0) })
    }

    #[inline]
    pub(crate) fn equal(self, byte: u8) -> Places {
        // SAFETY: as in `every`.
        Places(unsafe { vceqq_u8(self.0, Self::every(byte).0) })
    }

    /// `most` is below 128, as where there are no vectors.
    #[inline]
    pub(crate) fn at_most(self, most: u8) -> Places {
        // SAFETY: as in `every`.
        Places(unsafe { vcleq_u8(self.0, Self::every(most).0) })
    }
}

/// Some of sixteen places: bytes of ones among bytes of zeros.
#[derive(Clone, Copy)]
pub(crate) struct Places(uint8x16_t);

impl Places {
    /// A bit for each place, the lowest for the first.
    #[inline]
    pub(crate) fn bits(self) -> u32 {
        let weights = Bytes16::new(&[1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128]);
        // SAFETY: as in `every`. Each sum is of different bits.
        let halves = unsafe {
            let bits = vandq_u8(self.0, weights.0);
            [vaddv_u8(vget_low_u8(bits)), vaddv_u8(vget_high_u8(bits))]
        };
        u16::from_le_bytes(halves).into()
    }
}

impl BitOr for Places {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        // SAFETY: as in `every`.
        Self(unsafe { vorrq_u8(self.0, other.0) })
    }
}
