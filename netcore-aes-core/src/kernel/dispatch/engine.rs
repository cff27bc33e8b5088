//! A key expanded for one instruction set, and the work that is done with it.

use crate::alloc::TryBox;
use crate::error::Error;
use crate::kernel::cpu::{self, InstructionSet};
use crate::kernel::generic::message::{BASE64, HEX, Message};
use crate::kernel::generic::round_keys::RoundKeys;
use crate::kernel::generic::supported::Supported;
use crate::kernel::generic::types::Block;
use crate::scheme::Encoding;

/// A key, expanded for one instruction set.
pub(crate) struct Kernel {
    set: Supported<InstructionSet>,
    keys: TryBox<RoundKeys>,
}

impl Kernel {
    /// Expands a key for an instruction set.
    pub(super) fn with(set: Supported<InstructionSet>, key: &[u8; 32]) -> Result<Self, Error> {
        let mut keys = TryBox::new(RoundKeys::unset())?;
        cpu::expand(set, key, keys.blocks_mut());
        Ok(Self { set, keys })
    }

    /// Encrypts a message to its text. `text` must have exactly the text's length; otherwise `None`, and nothing is written.
    pub(crate) fn encrypt(&self, iv: &Block, encoding: Encoding, plaintext: &[u8], text: &mut [u8]) -> Option<()> {
        let keys = &*self.keys;
        match encoding {
            Encoding::Base64 => cpu::encrypt_one::<BASE64>(self.set, keys, iv, Message::new(plaintext, text)?),
            Encoding::Hex => cpu::encrypt_one::<HEX>(self.set, keys, iv, Message::new(plaintext, text)?),
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
        let keys = &*self.keys;
        match encoding {
            Encoding::Base64 => cpu::encrypt_many::<BASE64>(self.set, keys, iv, with_groups(messages)),
            Encoding::Hex => cpu::encrypt_many::<HEX>(self.set, keys, iv, with_groups(messages)),
        }
    }
}

fn with_groups<'a, const PIECES: usize>(
    messages: impl Iterator<Item = (&'a [u8], &'a mut [u8])>,
) -> impl Iterator<Item = Message<'a, PIECES>> {
    messages.map_while(|(plaintext, text)| Message::new(plaintext, text))
}
