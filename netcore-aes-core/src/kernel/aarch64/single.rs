//! A single message: a chain in which every round waits for the one before it. Padding and encoding are free: the CPU does them
//! while it waits.

use std::arch::aarch64::{uint8x16_t, vdupq_n_u8, veorq_u8};

use super::block::load;
use super::rounds::{self, Keys};
use super::text::{Tables, write_text};
use crate::kernel::generic::last_group::LastGroup;
use crate::kernel::generic::message::Message;
use crate::kernel::generic::round_keys::RoundKeys;
use crate::kernel::generic::types::Block;

/// Encrypts a message to its text.
#[target_feature(enable = "neon,aes")]
pub(super) fn encrypt<const PIECES: usize>(keys: &RoundKeys, iv: &Block, message: Message<'_, PIECES>) {
    let (keys, tables) = (Keys::new(keys.blocks()), Tables::new());
    let mut state = [veorq_u8(load(iv), keys.last)];
    for ([first, second, third], text) in message.groups.iter().zip(message.texts) {
        let blocks = [
            encrypt_block(keys, &mut state, first),
            encrypt_block(keys, &mut state, second),
            encrypt_block(keys, &mut state, third),
        ];
        write_text(blocks, tables, text);
    }
    let (mut last, mut text) = (LastGroup::NONE, [[0; 16]; PIECES]);
    last.set(&message.end);
    let mut blocks = [vdupq_n_u8(0); 3];
    for (block, plaintext) in blocks.iter_mut().zip(last.group()).take(message.end.blocks) {
        *block = encrypt_block(keys, &mut state, plaintext);
    }
    write_text(blocks, tables, &mut text);
    message.end.finish(&text);
}

/// Encrypts the next block, and returns its ciphertext.
#[inline]
#[target_feature(enable = "neon,aes")]
fn encrypt_block(keys: Keys<'_>, state: &mut [uint8x16_t; 1], plaintext: &Block) -> uint8x16_t {
    rounds::encrypt(keys, state, [veorq_u8(load(plaintext), keys.ends)]);
    let [state] = state;
    veorq_u8(*state, keys.last)
}
