//! The rounds of AES-256 on a number of blocks side by side.

use std::arch::aarch64::{uint8x16_t, vaeseq_u8, vaesmcq_u8, veorq_u8};

use super::block::load;
use crate::kernel::generic::types::{Block, ROUND_KEYS};

/// Round keys as AESE takes them.
#[derive(Clone, Copy)]
pub(super) struct Keys<'k> {
    /// The first and the last, added: for a block behind another.
    pub(super) ends: uint8x16_t,
    pub(super) last: uint8x16_t,
    /// Those between the first and the last but one.
    middle: &'k [Block],
    /// The last but one, which the last AESE adds.
    before_last: uint8x16_t,
}

impl<'k> Keys<'k> {
    #[inline]
    #[target_feature(enable = "neon")]
    pub(super) fn new(keys: &'k [Block; ROUND_KEYS]) -> Self {
        let [first, middle @ .., before_last, last] = keys;
        let last = load(last);
        Self { ends: veorq_u8(load(first), last), last, middle, before_last: load(before_last) }
    }
}

/// Encrypts a block of each chain. A state is the block of ciphertext before, without the last round key; so is the result.
/// `sums` are the plaintexts with `keys.ends` added.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(super) fn encrypt<const COUNT: usize>(keys: Keys<'_>, states: &mut [uint8x16_t; COUNT], sums: [uint8x16_t; COUNT]) {
    for (state, sum) in states.iter_mut().zip(sums) {
        *state = vaesmcq_u8(vaeseq_u8(*state, sum));
    }
    for key in keys.middle {
        let key = load(key);
        for state in &mut *states {
            *state = vaesmcq_u8(vaeseq_u8(*state, key));
        }
    }
    for state in states {
        *state = vaeseq_u8(*state, keys.before_last);
    }
}
