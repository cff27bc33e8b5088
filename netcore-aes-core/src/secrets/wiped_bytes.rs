//! Memory that contains plaintext.

use std::fmt;
use std::ops::{Deref, DerefMut};

use zeroize::Zeroize;

use super::secret::redacted_debug;
use crate::error::Error;

/// The largest allocation in bytes that [`WipedBytes::trim`] keeps.
const KEPT_BYTES: usize = 1 << 20;

/// Bytes that may contain plaintext: they are wiped when they are cleared, cut off or dropped, and when they move to a larger
/// allocation. `Debug` shows nothing of them.
///
/// Like `Zeroizing<Vec<u8>>`, but an allocation that fails is an error, a vector that grows leaves no copy behind, and the bytes are
/// wiped as a slice: `zeroize` writes a vector byte by byte, which takes ten times as long.
#[derive(Default)]
pub struct WipedBytes(Vec<u8>);

impl WipedBytes {
    /// Copies `data`.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn copy_of(data: &[u8]) -> Result<Self, Error> {
        let mut copy = Self::default();
        copy.append(data)?;
        Ok(copy)
    }

    /// Appends `more`.
    ///
    /// # Errors
    /// [`Error::Memory`]: nothing is appended.
    #[inline]
    pub fn append(&mut self, more: &[u8]) -> Result<(), Error> {
        self.reserve(more.len())?;
        self.0.extend_from_slice(more);
        Ok(())
    }

    /// Makes room for `more` bytes behind the last. An empty vector gets room for just that many; another one at least doubles when it
    /// grows.
    ///
    /// # Errors
    /// [`Error::Memory`].
    #[inline]
    pub fn reserve(&mut self, more: usize) -> Result<(), Error> {
        let needed = self.0.len().saturating_add(more);
        if needed > self.0.capacity() { self.grow(needed) } else { Ok(()) }
    }

    /// Moves the bytes to a larger allocation. The old one is wiped when it is dropped.
    fn grow(&mut self, needed: usize) -> Result<(), Error> {
        let bytes = needed.max(self.0.capacity().saturating_mul(2));
        let mut grown = Vec::new();
        grown.try_reserve_exact(bytes).map_err(|_| Error::Memory { bytes })?;
        grown.extend_from_slice(&self.0);
        *self = Self(grown);
        Ok(())
    }

    /// Makes the length at least `len`, and returns the first `len` bytes. New bytes are zero, the others stay as they were.
    ///
    /// # Errors
    /// [`Error::Memory`]: nothing is changed.
    pub fn at_least(&mut self, len: usize) -> Result<&mut [u8], Error> {
        self.reserve(len.saturating_sub(self.0.len()))?;
        self.0.resize(len.max(self.0.len()), 0);
        self.0.get_mut(..len).ok_or(Error::Memory { bytes: len })
    }

    /// Wipes the bytes from `len` on, and cuts them off. The allocation stays.
    pub fn truncate(&mut self, len: usize) {
        wipe(self.0.get_mut(len..).unwrap_or_default());
        self.0.truncate(len);
    }

    /// Wipes the bytes and sets the length to 0. The allocation stays.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Wipes and frees an allocation of more than 1 MiB; a smaller one stays as it is, with its bytes. For memory that is used again.
    pub fn trim(&mut self) {
        if self.0.capacity() > KEPT_BYTES {
            *self = Self::default();
        }
    }

    /// The vector itself, for writing into its spare capacity after [`Self::reserve`]. If it grows, its old allocation is not wiped.
    pub const fn as_mut_vec(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// The bytes, which are the caller's to wipe.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
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
        wipe(&mut self.0);
    }
}

redacted_debug!(WipedBytes);

/// Does nothing for no bytes: their address is a dangling one, for which the C library's `memset` takes 100 ns on CPUs with AVX-512.
fn wipe(bytes: &mut [u8]) {
    if !bytes.is_empty() {
        bytes.zeroize();
    }
}
