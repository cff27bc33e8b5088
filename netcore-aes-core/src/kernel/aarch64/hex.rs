//! Hexadecimal digits, in lower case.

use std::arch::aarch64::{uint8x16_t, vandq_u8, vdupq_n_u8, vqtbl1q_u8, vshrq_n_u8, vzip1q_u8, vzip2q_u8};

use super::block::load;

/// The digits.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn table() -> uint8x16_t {
    load(b"0123456789abcdef")
}

/// Encodes 16 bytes as twice 16 digits.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn digits(bytes: uint8x16_t, table: uint8x16_t) -> [uint8x16_t; 2] {
    let upper = vqtbl1q_u8(table, vshrq_n_u8::<4>(bytes));
    let lower = vqtbl1q_u8(table, vandq_u8(bytes, vdupq_n_u8(15)));
    [vzip1q_u8(upper, lower), vzip2q_u8(upper, lower)]
}
