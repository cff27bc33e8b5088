//! Many messages side by side.
//!
//! CBC is serial within a message and independent between messages. So each message has a lane of its own, and there are as many
//! lanes as keep the CPU's AES units busy.

use std::arch::aarch64::{uint8x16_t, veorq_u8};

use super::block::{load, store};
use super::rounds::{self, Keys};
use super::text::{Tables, write_text};
use crate::kernel::generic::types::{Block, Group, ROUND_KEYS, Text};

/// Lanes, each a register: a fused AESE and AESMC takes two cycles on Neoverse cores, which start one (N1) or two to four (V1, V2) of
/// them in a cycle, and three on Apple cores, which start four.
pub(in crate::kernel) const LANES: usize = 8;

/// Encrypts `steps` groups of every lane and writes their texts; each of `groups` and `texts` must have that length. `chains` are the
/// blocks of ciphertext before the groups; it replaces them with the last ones.
#[target_feature(enable = "neon,aes")]
pub(super) fn advance<const PIECES: usize>(
    keys: &[Block; ROUND_KEYS],
    chains: &mut [Block; LANES],
    steps: usize,
    groups: &[&[Group]; LANES],
    texts: &mut [&mut [Text<PIECES>]; LANES],
) {
    // Checked once here, so that the compiler drops the check in each step.
    if groups.iter().any(|groups| groups.len() != steps) || texts.iter().any(|texts| texts.len() != steps) {
        return;
    }
    let (keys, tables) = (Keys::new(keys), Tables::new());
    let mut states = chains.each_ref().map(|chain| veorq_u8(load(chain), keys.last));
    for step in 0..steps {
        let mut now = [&[[0; 16]; 3]; LANES];
        for (now, groups) in now.iter_mut().zip(groups) {
            let Some(group) = groups.get(step) else { return };
            *now = group;
        }
        let first = encrypt_block(keys, &mut states, now.map(|[block, ..]| block));
        let second = encrypt_block(keys, &mut states, now.map(|[_, block, _]| block));
        let third = encrypt_block(keys, &mut states, now.map(|[.., block]| block));
        for (((first, second), third), texts) in first.iter().zip(&second).zip(&third).zip(texts.iter_mut()) {
            let Some(text) = texts.get_mut(step) else { return };
            write_text([*first, *second, *third], tables, text);
        }
    }
    for (state, chain) in states.iter().zip(chains) {
        store(chain, veorq_u8(*state, keys.last));
    }
}

/// Encrypts the next block of every lane, and returns their ciphertexts.
#[inline]
#[target_feature(enable = "neon,aes")]
fn encrypt_block(keys: Keys<'_>, states: &mut [uint8x16_t; LANES], plaintexts: [&Block; LANES]) -> [uint8x16_t; LANES] {
    rounds::encrypt(keys, states, plaintexts.map(|plaintext| veorq_u8(load(plaintext), keys.ends)));
    states.map(|state| veorq_u8(state, keys.last))
}
