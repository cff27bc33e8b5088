//! Loads and stores of blocks.

use std::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_storeu_si128};

use crate::kernel::generic::types::Block;

#[inline]
#[target_feature(enable = "avx")]
pub(super) fn load(block: &Block) -> __m128i {
    // SAFETY: reads the 16 bytes of the reference; an unaligned load.
    unsafe { _mm_loadu_si128(block.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx")]
pub(super) fn store(block: &mut Block, value: __m128i) {
    // SAFETY: writes the 16 bytes of the reference; an unaligned store.
    unsafe { _mm_storeu_si128(block.as_mut_ptr().cast(), value) }
}
