//! Every export as C calls it, with good and bad arguments. The tests are small enough for Miri, which detects undefined behaviour.

use std::mem::MaybeUninit;

use crate::*;

mod batches;
mod events;
mod memory;
mod messages;
mod requests;
mod setup;
#[cfg(feature = "test-hooks")]
mod testing;
mod threads;
mod uploads;

const KEY: &[u8] = b"0123456789abcdefghijklmnopqrstuv";
const IV: &[u8] = b"0123456789abcdef";
const SCHEMES: [u32; 3] = [NETCORE_AES_SCHEME_CBC_BASE64, NETCORE_AES_SCHEME_CBC_HEX, NETCORE_AES_SCHEME_GCM_BASE64];

/// A handle that is freed when dropped.
struct Handle(*mut netcore_aes_cipher);

// SAFETY: the header lets any thread use a handle.
unsafe impl Send for Handle {}
// SAFETY: the header lets many threads use a handle at once.
unsafe impl Sync for Handle {}

impl Handle {
    fn new(scheme: u32) -> Self {
        let iv: &[u8] = if scheme == NETCORE_AES_SCHEME_GCM_BASE64 { &[] } else { IV };
        let mut place = Misaligned::new();
        // SAFETY: the slices are valid, and there is room for a pointer.
        let status =
            unsafe { netcore_aes_cipher_new(scheme, KEY.as_ptr(), KEY.len(), iv.as_ptr(), iv.len(), place.ptr()) };
        assert_eq!(status, NETCORE_AES_OK);
        Self(place.get())
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: it came from `netcore_aes_cipher_new`, and nothing uses it any more.
        unsafe { netcore_aes_cipher_free(self.0) }
    }
}

/// Room for one result at an odd address, which C may pass.
#[repr(align(16))]
struct Misaligned([u8; 96]);

impl Misaligned {
    const fn new() -> Self {
        Self([0x77; 96])
    }

    fn ptr<T>(&mut self) -> *mut T {
        self.0[1..].as_mut_ptr().cast()
    }

    fn get<T: Copy>(&mut self) -> T {
        // SAFETY: a result was written there, and it fits.
        unsafe { self.ptr::<T>().read_unaligned() }
    }
}

/// Uninitialized memory: reading it is an error.
struct Uninitialized(Vec<MaybeUninit<u8>>);

impl Uninitialized {
    fn new(len: usize) -> Self {
        Self(vec![MaybeUninit::uninit(); len])
    }

    fn ptr<T>(&mut self) -> *mut T {
        self.0.as_mut_ptr().cast()
    }

    /// The first `len` bytes, which were written.
    fn bytes(&self, len: usize) -> Vec<u8> {
        // SAFETY: the caller says that they were written; Miri checks it.
        self.0[..len].iter().map(|byte| unsafe { byte.assume_init() }).collect()
    }
}

/// Calls `call` with room for a length and checks the status. Returns the length written.
fn length(expected: netcore_aes_status, call: impl FnOnce(*mut usize) -> netcore_aes_status) -> usize {
    let mut place = Misaligned::new();
    assert_eq!(call(place.ptr()), expected);
    place.get()
}
