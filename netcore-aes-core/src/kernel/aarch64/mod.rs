//! The kernel for 64-bit ARM: NEON with the AES instructions of `FEAT_AES`, which every server and desktop CPU has.
//!
//! AESE adds a round key before it substitutes, where AESENC of x86-64 adds it after. So the plaintext, the first round key and the
//! last of the block before are added together off the chain, and AESE adds their sum: between two blocks of a message nothing waits
//! but the rounds. That is why `EOR3` of `FEAT_SHA3` has no use here: no exclusive or is on the chain, and off it there is time.

mod base64;
mod block;
mod hex;
mod instruction_set;
mod key_schedule;
mod lanes;
mod prefetch;
mod rounds;
mod single;
mod text;

pub(super) use instruction_set::InstructionSet;
pub(super) use lanes::LANES as MOST_LANES;
pub(crate) use prefetch::{prefetch_read, prefetch_write};

use super::generic::message::Message;
use super::generic::round_keys::RoundKeys;
use super::generic::scheduler;
use super::generic::supported::Supported;
use super::generic::types::{Block, ROUND_KEYS};

/// The key schedule.
pub(super) fn expand(_: Supported<InstructionSet>, key: &[u8; 32], keys: &mut [Block; ROUND_KEYS]) {
    // SAFETY: the CPU supports the instruction set.
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
        InstructionSet::Armv8 => scheduler::encrypt(iv, messages, finish, |lanes| {
            // SAFETY: as in `expand`.
            unsafe { lanes::advance(keys.blocks(), lanes) }
        }),
    }
}

/// Runs `work`: every CPU of this architecture has the vectors that the compiler uses.
#[inline]
pub(crate) fn in_wide_vectors<T>(work: impl FnOnce() -> T) -> T {
    work()
}
