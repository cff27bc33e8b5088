//! Memory that may contain plaintext.

use std::ops::{Deref, DerefMut};

use netcore_aes_core::Error;
use zeroize::Zeroize;

/// The capacity in bytes that is kept for the next call.
const KEPT_BYTES: usize = 1 << 20;

/// Bytes that are wiped when they are cleared and when they are dropped. Memory is kept for the next call, up to a limit.
#[derive(Default)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    /// Copies `data`.
    pub fn copy(data: &[u8]) -> Result<Self, Error> {
        let mut copy = Self::default();
        copy.reserve(data.len())?;
        copy.0.extend_from_slice(data);
        Ok(copy)
    }

    /// Makes room for `more` bytes. If the bytes move to a larger allocation, the old one is wiped.
    pub fn reserve(&mut self, more: usize) -> Result<(), Error> {
        let needed = self.0.len().saturating_add(more);
        if needed > self.0.capacity() {
            let mut grown = Vec::new();
            let bytes = needed.max(self.0.capacity().saturating_mul(2));
            grown.try_reserve_exact(bytes).map_err(|_| Error::Memory { bytes })?;
            grown.extend_from_slice(&self.0);
            *self = Self(grown);
        }
        Ok(())
    }

    /// Makes the length at least `len`, and returns that many bytes. New bytes are zero.
    pub fn at_least(&mut self, len: usize) -> Result<&mut [u8], Error> {
        self.reserve(len.saturating_sub(self.0.len()))?;
        self.0.resize(len.max(self.0.len()), 0);
        self.0.get_mut(..len).ok_or(Error::Memory { bytes: len })
    }

    /// Wipes the bytes from `len` on, and cuts them off.
    pub fn cut(&mut self, len: usize) {
        wipe(self.0.get_mut(len..).unwrap_or_default());
        self.0.truncate(len);
    }

    /// Wipes the bytes and sets the length to 0. The allocation stays, unless it is large.
    pub fn clear(&mut self) {
        self.cut(0);
        self.trim();
    }

    /// Gives large memory back.
    pub fn trim(&mut self) {
        if self.0.capacity() > KEPT_BYTES {
            *self = Self::default();
        }
    }

    /// The vector itself, for writing into its spare capacity.
    pub const fn vector(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// The first `len` bytes, which nobody wipes any more.
    pub fn into_vector(mut self, len: usize) -> Vec<u8> {
        self.0.truncate(len);
        std::mem::take(&mut self.0)
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl DerefMut for Bytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Nothing is done for no bytes: their address is a dangling one, for which the C library's `memset` takes 100 ns on CPUs with AVX-512.
fn wipe(bytes: &mut [u8]) {
    if !bytes.is_empty() {
        bytes.zeroize();
    }
}
