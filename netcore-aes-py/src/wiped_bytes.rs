//! Memory that contains plaintext.

use std::ops::{Deref, DerefMut};

use netcore_aes_core::Error;
use zeroize::Zeroize;

/// Bytes that are wiped on drop.
///
/// Like `Zeroizing<Vec<u8>>`, but wiped as a slice: `zeroize` writes a vector byte by byte, which takes ten times as
/// long. Capacity beyond the length is not wiped: the core writes nothing there.
#[derive(Default)]
pub struct WipedBytes(Vec<u8>);

impl WipedBytes {
    /// Appends `more`. If the bytes move to a larger allocation, the old one is wiped.
    pub fn append(&mut self, more: &[u8]) -> Result<(), Error> {
        self.reserve(more.len())?;
        self.0.extend_from_slice(more);
        Ok(())
    }

    /// Changes the length to `len`. New bytes are zero.
    pub fn resize(&mut self, len: usize) -> Result<(), Error> {
        self.reserve(len.saturating_sub(self.0.len()))?;
        self.0.resize(len, 0);
        Ok(())
    }

    /// Wipes the bytes and sets the length to 0. The allocation stays.
    pub fn clear(&mut self) {
        self.0.as_mut_slice().zeroize();
        self.0.clear();
    }

    /// Makes room for `more` bytes, and not for more than that.
    pub fn reserve_exact(&mut self, more: usize) -> Result<(), Error> {
        self.0.try_reserve_exact(more).map_err(|_| Error::Memory { bytes: more })
    }

    /// The bytes, which nobody wipes any more.
    pub fn into_vec(mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
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
}

impl From<Vec<u8>> for WipedBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Deref for WipedBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl DerefMut for WipedBytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl Drop for WipedBytes {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}
