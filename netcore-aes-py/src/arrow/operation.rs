//! Encryption or decryption under one cipher.

use netcore_aes_core::{Batch, BatchError, Cipher, Error};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Encrypt,
    Decrypt,
}

/// What is done to each row.
#[derive(Clone, Copy)]
pub struct Operation<'c> {
    pub cipher: &'c Cipher,
    pub direction: Direction,
}

impl Operation<'_> {
    /// A bound for the results of so many messages with so many bytes in all: for each result what one of no bytes takes, and the
    /// characters by which base64 rounds up.
    pub fn bound(self, messages: usize, bytes: usize) -> Result<usize, Error> {
        let len = |bytes| match self.direction {
            Direction::Encrypt => self.cipher.encrypted_len(bytes),
            Direction::Decrypt => self.cipher.decrypted_bound(bytes),
        };
        let rest = len(0)?.saturating_add(4).checked_mul(messages);
        rest.and_then(|rest| len(bytes).ok()?.checked_add(rest)).ok_or(Error::TooLarge { bytes })
    }

    pub fn run(self, batch: Batch<'_>, out: &mut [u8], offsets: &mut [u64]) -> Result<usize, BatchError> {
        match self.direction {
            Direction::Encrypt => self.cipher.encrypt_batch_into(batch, out, offsets),
            Direction::Decrypt => self.cipher.decrypt_batch_into(batch, out, offsets),
        }
    }
}
