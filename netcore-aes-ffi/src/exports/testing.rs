//! For the tests only: makes the library panic, and use up a key.

use super::cipher::netcore_aes_cipher;
use crate::boundary::fault_points;
use crate::boundary::memory::{Handle, Handles};

/// Makes the next call of any export panic, at once.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_test_panic() {
    fault_points::arm(0);
}

/// Makes the next call of any export panic at its n-th point: point 0 is its beginning; at the next one the result is known, but not
/// reported.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_test_panic_at(n: i64) {
    fault_points::arm(n);
}

/// Makes a GCM cipher refuse to encrypt after `left` more messages.
///
/// cbindgen:ignore
///
/// # Safety
/// `cipher` is a handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_test_leave_messages(cipher: *const netcore_aes_cipher, left: u64) {
    // SAFETY: the caller vouches for the handle.
    if let Ok(handle) = unsafe { Handle::new(cipher).get() } {
        handle.cipher.leave_messages(left);
    }
}
