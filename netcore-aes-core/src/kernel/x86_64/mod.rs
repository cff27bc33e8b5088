//! The kernel for x86-64: AES-NI, or VAES on vectors of 256 or 512 bits.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "of arrays whose sizes are constants, by loops over those; no length that a caller hands in is among them"
)]

mod aesni;
mod aesni_avx2;
mod block;
mod instruction_set;
mod intrinsics;
mod key_schedule;
mod prefetch;
mod single;
mod vaes256;
mod vaes512;
mod vector;
mod wide;

pub(super) use instruction_set::InstructionSet;
pub(crate) use prefetch::{prefetch_read, prefetch_write};
pub(crate) use wide::in_wide_vectors;

use super::generic::message::Message;
use super::generic::round_keys::RoundKeys;
use super::generic::scheduler;
use super::generic::supported::Supported;
use super::generic::types::{Block, ROUND_KEYS};

/// The lanes of the widest instruction set.
pub(super) const MOST_LANES: usize = vaes512::LANES;
const _: () = assert!(MOST_LANES >= vaes256::LANES && MOST_LANES >= aesni_avx2::LANES && MOST_LANES >= aesni::LANES);

/// The key schedule.
pub(super) fn expand(_: Supported<InstructionSet>, key: &[u8; 32], keys: &mut [Block; ROUND_KEYS]) {
    // SAFETY: the CPU supports an instruction set, and each includes AES-NI.
    unsafe { key_schedule::expand(key, keys) }
}

/// Encrypts one message.
#[inline]
pub(super) fn encrypt_one<const PIECES: usize>(
    _: Supported<InstructionSet>,
    keys: &RoundKeys,
    chain: &Block,
    message: Message<'_, PIECES>,
) {
    // SAFETY: as in `expand`.
    unsafe { single::encrypt(keys, chain, message) }
}

/// Encrypts many messages in lanes.
#[inline]
pub(super) fn encrypt_many<'a, const PIECES: usize>(
    set: Supported<InstructionSet>,
    keys: &RoundKeys,
    iv: &Block,
    messages: impl Iterator<Item = Message<'a, PIECES>>,
) {
    let finish = |chain: &Block, message| encrypt_one(set, keys, chain, message);
    match set.features() {
        InstructionSet::Aesni => scheduler::encrypt(iv, messages, finish, |lanes| {
            // SAFETY: the CPU supports it.
            unsafe { aesni::advance(keys.blocks(), lanes) }
        }),
        InstructionSet::AesniAvx2 => scheduler::encrypt(iv, messages, finish, |lanes| {
            // SAFETY: the CPU supports it.
            unsafe { aesni_avx2::advance(keys.blocks(), lanes) }
        }),
        InstructionSet::Vaes256 => scheduler::encrypt(iv, messages, finish, |lanes| {
            // SAFETY: the CPU supports it.
            unsafe { vaes256::advance(keys.blocks(), lanes) }
        }),
        InstructionSet::Vaes512 => scheduler::encrypt(iv, messages, finish, |lanes| {
            // SAFETY: the CPU supports it.
            unsafe { vaes512::advance(keys.blocks(), lanes) }
        }),
    }
}
