//! A single message: a chain in which every round waits for the one before it. Padding and encoding are free: the CPU does them
//! while it waits.

use std::arch::x86_64::{__m128i, _mm_aesenc_si128, _mm_aesenclast_si128, _mm_setzero_si128, _mm_xor_si128};

use super::aesni::{multipliers, write_text};
use super::block::load;
use crate::kernel::generic::last_group::LastGroup;
use crate::kernel::generic::message::Message;
use crate::kernel::generic::round_keys::RoundKeys;
use crate::kernel::generic::types::{Block, Group};

/// Encrypts a message to its text.
#[target_feature(enable = "aes,avx")]
pub(super) fn encrypt<const PIECES: usize>(keys: &RoundKeys, iv: &Block, message: Message<'_, PIECES>) {
    let keys = keys.blocks();
    let multipliers = multipliers();
    let mut chain = load(iv);
    for (group, text) in message.groups.iter().zip(message.texts) {
        write_text(encrypt_group(keys, &mut chain, group), multipliers, &mut [text]);
    }
    let (mut last, mut text) = (LastGroup::NONE, [[0; 16]; PIECES]);
    last.set(&message.end);
    let mut blocks = [_mm_setzero_si128(); 3];
    for (block, plaintext) in blocks.iter_mut().zip(last.group()).take(message.end.blocks) {
        *block = encrypt_block(keys, &mut chain, plaintext);
    }
    write_text(blocks, multipliers, &mut [&mut text]);
    message.end.finish(&text);
}

#[inline]
#[target_feature(enable = "aes,avx")]
fn encrypt_group(keys: &[Block; 15], chain: &mut __m128i, [first, second, third]: &Group) -> [__m128i; 3] {
    [encrypt_block(keys, chain, first), encrypt_block(keys, chain, second), encrypt_block(keys, chain, third)]
}

#[inline]
#[target_feature(enable = "aes,avx")]
fn encrypt_block(keys: &[Block; 15], chain: &mut __m128i, plaintext: &Block) -> __m128i {
    let [first, middle @ .., last] = keys;
    // The part that does not wait for the chain comes first.
    let mut state = _mm_xor_si128(*chain, _mm_xor_si128(load(plaintext), load(first)));
    for key in middle {
        state = _mm_aesenc_si128(state, load(key));
    }
    *chain = _mm_aesenclast_si128(state, load(last));
    *chain
}
