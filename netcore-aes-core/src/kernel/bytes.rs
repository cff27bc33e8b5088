//! Sixteen bytes at a time in one integer, where the kernel knows no vectors of the CPU.

use std::ops::BitOr;

const LOWEST: u128 = u128::from_ne_bytes([0x01; 16]);
const HIGHEST: u128 = u128::from_ne_bytes([0x80; 16]);

#[derive(Clone, Copy)]
pub(crate) struct Bytes16(u128);

impl Bytes16 {
    pub(crate) const fn new(bytes: &[u8; 16]) -> Self {
        Self(u128::from_le_bytes(*bytes))
    }

    /// Sets these bits in every byte.
    pub(crate) fn with(self, bits: u8) -> Self {
        Self(self.0 | every(bits))
    }

    pub(crate) fn equal(self, byte: u8) -> Places {
        Self(self.0 ^ every(byte)).at_most(0)
    }

    /// `most` is below 128.
    pub(crate) fn at_most(self, most: u8) -> Places {
        // What is more carries into the highest bit, and no further.
        let more = (self.0 & !HIGHEST).wrapping_add(every(0x7f_u8.wrapping_sub(most)));
        Places(!(more | self.0) & HIGHEST)
    }
}

/// Some of sixteen places: the highest bit of each byte.
#[derive(Clone, Copy)]
pub(crate) struct Places(u128);

impl Places {
    /// A bit for each place, the lowest for the first.
    pub(crate) fn bits(self) -> u32 {
        let bytes = (self.0 >> 7).to_le_bytes();
        bytes.iter().rev().fold(0, |bits, byte| bits << 1 | u32::from(*byte))
    }
}

impl BitOr for Places {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

fn every(byte: u8) -> u128 {
    u128::from(byte).wrapping_mul(LOWEST)
}
