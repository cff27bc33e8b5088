//! For the tests only: makes the library do what it never does by itself.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::cipher::netcore_aes_cipher;

/// How many points the next call passes before it panics; fewer than none, and it does not.
static LEFT: AtomicI64 = AtomicI64::new(-1);

/// Makes the next call of any export panic, at once.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_test_panic() {
    netcore_aes_test_panic_at(0);
}

/// Makes the next call of any export panic at its n-th point: 0 is its beginning, the others where it has answers at hand and
/// has not given them all.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_test_panic_at(n: i64) {
    LEFT.store(n, Ordering::SeqCst);
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
    if let Ok(cipher) = unsafe { netcore_aes_cipher::get(cipher) } {
        cipher.leave_messages(left);
    }
}

/// Where a panic may be told to come.
pub(crate) fn point() {
    assert!(LEFT.fetch_sub(1, Ordering::SeqCst) != 0, "told to by a test");
}

/// After a call, none is told to any more.
pub(crate) fn end() {
    LEFT.store(-1, Ordering::SeqCst);
}
