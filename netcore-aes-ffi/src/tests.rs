//! Every export as C calls it, with good arguments and bad ones: small enough for Miri, which sees what a CPU lets pass.

use std::mem::MaybeUninit;

use crate::*;

mod batches;
mod events;
#[cfg(feature = "test-hooks")]
mod hooks;
mod messages;
mod requests;
mod setup;
mod threads;

const KEY: &[u8] = b"0123456789abcdefghijklmnopqrstuv";
const IV: &[u8] = b"0123456789abcdef";
const SCHEMES: [u32; 3] = [NETCORE_AES_SCHEME_CBC_BASE64, NETCORE_AES_SCHEME_CBC_HEX, NETCORE_AES_SCHEME_GCM_BASE64];

/// A handle, freed as C would.
struct Handle(*mut netcore_aes_cipher);

// SAFETY: the header lets any thread use a handle.
unsafe impl Send for Handle {}
// SAFETY: it lets them do so at once.
unsafe impl Sync for Handle {}

impl Handle {
    fn new(scheme: u32) -> Self {
        let iv: &[u8] = if scheme == NETCORE_AES_SCHEME_GCM_BASE64 { &[] } else { IV };
        let mut place = Crooked::new();
        // SAFETY: the slices are what they say, and there is room for a pointer.
        let status =
            unsafe { netcore_aes_cipher_new(scheme, KEY.as_ptr(), KEY.len(), iv.as_ptr(), iv.len(), place.ptr()) };
        assert_eq!(status, NETCORE_AES_OK);
        Self(place.get())
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: it came from `netcore_aes_cipher_new`, and nobody uses it any more.
        unsafe { netcore_aes_cipher_free(self.0) }
    }
}

/// Room for one result at an odd address, which C may pass.
#[repr(align(16))]
struct Crooked([u8; 32]);

impl Crooked {
    const fn new() -> Self {
        Self([0x77; 32])
    }

    fn ptr<T>(&mut self) -> *mut T {
        self.0[1..].as_mut_ptr().cast()
    }

    fn get<T: Copy>(&mut self) -> T {
        // SAFETY: a result was written there, and nothing larger than a pointer.
        unsafe { self.ptr::<T>().read_unaligned() }
    }
}

/// Memory of which nothing was ever written: reading it is an error.
struct Fresh(Vec<MaybeUninit<u8>>);

impl Fresh {
    fn new(len: usize) -> Self {
        Self(vec![MaybeUninit::uninit(); len])
    }

    fn ptr<T>(&mut self) -> *mut T {
        self.0.as_mut_ptr().cast()
    }

    /// What was written to its beginning.
    fn bytes(&self, len: usize) -> Vec<u8> {
        // SAFETY: so much was written, says the caller; Miri sees to it.
        self.0[..len].iter().map(|byte| unsafe { byte.assume_init() }).collect()
    }
}

/// Calls `call` with room for a length, and checks the status; the length that was written.
fn length(expected: netcore_aes_status, call: impl FnOnce(*mut usize) -> netcore_aes_status) -> usize {
    let mut place = Crooked::new();
    assert_eq!(call(place.ptr()), expected);
    place.get()
}
