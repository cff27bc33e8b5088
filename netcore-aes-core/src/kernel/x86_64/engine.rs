//! A key expanded for one instruction set, and the work that is done with it.

use super::message::{BASE64, HEX, Message};
use super::round_keys::RoundKeys;
use super::types::{Block, InstructionSet};
use super::{aesni, scheduler, single, vaes256, vaes512};
use crate::alloc::TryBox;
use crate::error::Error;
use crate::scheme::Encoding;

/// A key, expanded for one instruction set.
pub(crate) struct Kernel {
    instruction_set: InstructionSet,
    keys: TryBox<RoundKeys>,
}

impl Kernel {
    /// Expands a key for an instruction set that this CPU supports.
    pub(super) fn with(instruction_set: InstructionSet, key: &[u8; 32]) -> Result<Self, Error> {
        let mut keys = TryBox::new(RoundKeys::unset())?;
        // SAFETY: callers pass only an instruction set that the CPU supports, and each includes AES-NI.
        unsafe { keys.expand(key) }
        Ok(Self { instruction_set, keys })
    }

    /// Encrypts a message to its text. `text` must have exactly the text's length; otherwise `None`, and nothing is written.
    pub(crate) fn encrypt(&self, iv: &Block, encoding: Encoding, plaintext: &[u8], text: &mut [u8]) -> Option<()> {
        let keys = &*self.keys;
        // SAFETY: as in `with`.
        unsafe {
            match encoding {
                Encoding::Base64 => single::encrypt::<BASE64>(keys, iv, Message::new(plaintext, text)?),
                Encoding::Hex => single::encrypt::<HEX>(keys, iv, Message::new(plaintext, text)?),
            }
        }
        Some(())
    }

    /// Encrypts messages to their texts. Each text must have exactly its length; it stops at the first that has not.
    pub(crate) fn encrypt_many<'a>(
        &self,
        iv: &Block,
        encoding: Encoding,
        messages: impl Iterator<Item = (&'a [u8], &'a mut [u8])>,
    ) {
        match encoding {
            Encoding::Base64 => self.encrypt_lanes::<BASE64>(iv, messages),
            Encoding::Hex => self.encrypt_lanes::<HEX>(iv, messages),
        }
    }

    fn encrypt_lanes<'a, const PIECES: usize>(
        &self,
        iv: &Block,
        messages: impl Iterator<Item = (&'a [u8], &'a mut [u8])>,
    ) {
        let messages = messages.map_while(|(plaintext, text)| Message::<PIECES>::new(plaintext, text));
        let keys = &*self.keys;
        // SAFETY: as in `with`.
        let finish = |chain: &Block, message| unsafe { single::encrypt(keys, chain, message) };
        match self.instruction_set {
            InstructionSet::Aesni => scheduler::encrypt(iv, messages, finish, |chains, steps, groups, texts| {
                // SAFETY: as in `with`.
                unsafe { aesni::advance(keys.blocks(), chains, steps, groups, texts) }
            }),
            InstructionSet::Vaes256 => scheduler::encrypt(iv, messages, finish, |chains, steps, groups, texts| {
                // SAFETY: `with` was passed this instruction set, so the CPU supports it.
                unsafe { vaes256::advance(keys.blocks(), chains, steps, groups, texts) }
            }),
            InstructionSet::Vaes512 => scheduler::encrypt(iv, messages, finish, |chains, steps, groups, texts| {
                // SAFETY: as for VAES on 256 bits.
                unsafe { vaes512::advance(keys.blocks(), chains, steps, groups, texts) }
            }),
        }
    }
}
