//! Many messages side by side.
//!
//! CBC is serial within a message and independent between messages. So each message has a lane of its own, and there are as many
//! lanes as keep the CPU's AES units busy.

use std::arch::aarch64::{uint8x16_t, veorq_u8};

use super::block::{load, store};
use super::rounds::{self, Keys};
use super::text::{Tables, write_text};
use crate::kernel::generic::lanes::Lanes;
use crate::kernel::generic::types::{Block, ROUND_KEYS};

/// Lanes, each a register: a fused AESE and AESMC takes two cycles on Neoverse cores, which start one (N1) or two to four (V1, V2) of
/// them in a cycle, and three on Apple cores, which start four.
pub(in crate::kernel) const LANES: usize = 8;

/// Encrypts groups of every lane until a message ends, and writes their texts.
#[target_feature(enable = "neon,aes")]
pub(super) fn advance<const PIECES: usize>(keys: &[Block; ROUND_KEYS], lanes: &mut Lanes<'_, LANES, PIECES>) {
    let (keys, tables) = (Keys::new(keys), Tables::new());
    let mut states = lanes.chains.each_ref().map(|chain| veorq_u8(load(chain), keys.last));
    loop {
        lanes.begin_step();
        let Some(groups) = lanes.groups::<LANES>(0) else { return };
        let first = encrypt_block(keys, &mut states, groups.map(|[block, ..]| block));
        let second = encrypt_block(keys, &mut states, groups.map(|[_, block, _]| block));
        let third = encrypt_block(keys, &mut states, groups.map(|[.., block]| block));
        let Some(texts) = lanes.texts::<LANES>(0) else { return };
        for (((first, second), third), text) in first.iter().zip(&second).zip(&third).zip(texts) {
            write_text([*first, *second, *third], tables, text);
        }
        if lanes.has_ended() {
            break;
        }
    }
    for (state, chain) in states.iter().zip(&mut lanes.chains) {
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
