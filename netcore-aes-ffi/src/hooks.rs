//! For the tests only: makes the library do what it never does by itself.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::cipher::netcore_aes_cipher;

static PANIC: AtomicBool = AtomicBool::new(false);

/// Makes the next call of any export panic.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_test_panic() {
    PANIC.store(true, Ordering::SeqCst);
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

pub(crate) fn panic_if_told() {
    assert!(!PANIC.swap(false, Ordering::SeqCst), "told to by a test");
}
