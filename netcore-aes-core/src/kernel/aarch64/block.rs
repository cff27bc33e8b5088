//! Loads and stores of blocks.

use std::arch::aarch64::{uint8x16_t, vld1q_u8, vst1q_u8};

use crate::kernel::generic::types::Block;

#[inline]
#[target_feature(enable = "neon")]
pub(super) fn load(block: &Block) -> uint8x16_t {
    // SAFETY: reads the 16 bytes of the reference; the load needs no alignment.
    unsafe { vld1q_u8(block.as_ptr()) }
}

#[inline]
#[target_feature(enable = "neon")]
pub(super) fn store(block: &mut Block, value: uint8x16_t) {
    // SAFETY: writes the 16 bytes of the reference; the store needs no alignment.
    unsafe { vst1q_u8(block.as_mut_ptr(), value) }
}
