//! Base64 (RFC 4648, section 4) of 48 bytes at once.
//!
//! `TBL` looks 16 characters up in a table of 64, which are four registers, so there is no arithmetic on characters. The fields of six
//! bits come from shifts by a number of their own for each lane. Loads and stores of interleaved bytes (`LD3`, `ST4`) would do without
//! both shuffles and shifts, and cost more: each is a dozen micro-operations on Neoverse.

use std::arch::aarch64::{
    int16x8_t, uint8x16_t, uint8x16x4_t, vandq_u8, vbslq_u16, vdupq_n_s32, vdupq_n_u8, vdupq_n_u16, vextq_u8,
    vld1q_u8_x4, vqtbl1q_u8, vqtbl4q_u8, vreinterpretq_s16_s32, vreinterpretq_u8_u16, vreinterpretq_u16_u8, vshlq_u16,
};

use super::block::load;
use crate::kernel::generic::message::ALPHABET;

/// The alphabet, and what spreads fields over bytes.
#[derive(Clone, Copy)]
pub(super) struct Tables {
    characters: uint8x16x4_t,
    /// Bytes 1, 0, 2, 1 of every three: two words of 16 bits that contain two fields each, the first in the upper bits.
    order: uint8x16_t,
    /// The same for the last 12 of 16 bytes.
    order_of_last: uint8x16_t,
    /// How far the words' upper fields go to the right, and the lower ones to the left, so that each is in a byte of its own.
    right: int16x8_t,
    left: int16x8_t,
}

impl Tables {
    #[inline]
    #[target_feature(enable = "neon")]
    pub(super) fn new() -> Self {
        Self {
            // SAFETY: reads the 64 bytes of the reference.
            characters: unsafe { vld1q_u8_x4(ALPHABET.as_ptr()) },
            order: load(&[1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10]),
            order_of_last: load(&[5, 4, 6, 5, 8, 7, 9, 8, 11, 10, 12, 11, 14, 13, 15, 14]),
            right: shifts(-10, -6),
            left: shifts(4, 8),
        }
    }
}

/// Encodes three blocks.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn characters([first, second, third]: [uint8x16_t; 3], tables: Tables) -> [uint8x16_t; 4] {
    let Tables { order, order_of_last, .. } = tables;
    [
        encode(vqtbl1q_u8(first, order), tables),
        encode(vqtbl1q_u8(vextq_u8::<12>(first, second), order), tables),
        encode(vqtbl1q_u8(vextq_u8::<8>(second, third), order), tables),
        encode(vqtbl1q_u8(third, order_of_last), tables),
    ]
}

#[inline]
#[target_feature(enable = "neon")]
fn encode(words: uint8x16_t, tables: Tables) -> uint8x16_t {
    let words = vreinterpretq_u16_u8(words);
    let (upper, lower) = (vshlq_u16(words, tables.right), vshlq_u16(words, tables.left));
    let fields = vreinterpretq_u8_u16(vbslq_u16(vdupq_n_u16(0x00ff), upper, lower));
    vqtbl4q_u8(tables.characters, vandq_u8(fields, vdupq_n_u8(0b11_1111)))
}

/// Two shifts in turn, to the left if positive.
#[inline]
#[target_feature(enable = "neon")]
fn shifts(even: i32, odd: i32) -> int16x8_t {
    vreinterpretq_s16_s32(vdupq_n_s32((odd << 16) | (even & 0xffff)))
}
