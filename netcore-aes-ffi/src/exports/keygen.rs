//! Generation of keys.

use libc::c_char;
use netcore_aes_core::{Error, generate_gcm_key, keygen};

use crate::boundary::failure::Failure;
use crate::boundary::guard::{guard, guard_or};
use crate::boundary::memory::{Output, disjoint};
use crate::boundary::status::netcore_aes_status;

/// Room for a generated key and the NUL after it: what netcore_aes_keygen() writes to `key`.
pub const NETCORE_AES_KEY_SIZE: usize = 33;
/// Room for a generated IV and the NUL after it: what netcore_aes_keygen() writes to `iv`.
pub const NETCORE_AES_IV_SIZE: usize = 17;
/// Room for a generated GCM key and the NUL after it: what netcore_aes_gcm_keygen() writes to `key`.
pub const NETCORE_AES_GCM_KEY_SIZE: usize = 45;

/// NETCORE_AES_KEY_SIZE, for languages that cannot read this header. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_key_size() -> usize {
    guard_or(0, || NETCORE_AES_KEY_SIZE)
}

/// NETCORE_AES_IV_SIZE, for languages that cannot read this header. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_iv_size() -> usize {
    guard_or(0, || NETCORE_AES_IV_SIZE)
}

/// NETCORE_AES_GCM_KEY_SIZE, for languages that cannot read this header. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_gcm_key_size() -> usize {
    guard_or(0, || NETCORE_AES_GCM_KEY_SIZE)
}

/// Generates a key and an IV for schemes 11256 and 11257: 32 and 16 characters, drawn uniformly from A-Z a-z 0-9 by the
/// operating system's generator. Share both with the vendor once, as its guide says, and keep them secret.
///
/// - `key`: receives 32 characters and a NUL.
/// - `iv`: receives 16 characters and a NUL.
///
/// Fails with ERR_NULL, ERR_OVERLAP, ERR_RANDOM, ERR_MEMORY; then both are all zero, or untouched if they were at fault.
///
/// Ownership: both buffers are the caller's; wipe them when they were stored. Threads: any.
/// cbindgen:ptrs-as-arrays=[[key;33], [iv;17]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_keygen(key: *mut c_char, iv: *mut c_char) -> netcore_aes_status {
    guard(|| {
        let key = Output::new(key.cast::<u8>(), NETCORE_AES_KEY_SIZE)?;
        let iv = Output::new(iv.cast::<u8>(), NETCORE_AES_IV_SIZE)?;
        disjoint(&[], &[key.span, iv.span])?;
        let credentials = keygen();
        let (key_text, iv_text) = match &credentials {
            Ok(credentials) => (credentials.key.expose(), credentials.iv.expose()),
            Err(_) => ("", ""),
        };
        // SAFETY: the caller vouches for 33 and 17 bytes, which do not overlap.
        unsafe {
            key.write_both(iv, |key, iv| {
                fill(key, key_text);
                fill(iv, iv_text);
            });
        }
        credentials.map(drop).map_err(Failure::from)
    })
}

/// Generates a key for scheme 11258: 32 bytes from the operating system's generator, as 44 characters of base64.
///
/// - `key`: receives 44 characters and a NUL.
///
/// Fails with ERR_NULL, ERR_RANDOM, ERR_MEMORY; then `key` is all zero.
///
/// Ownership: the buffer is the caller's; wipe it when it was stored. Threads: any.
/// cbindgen:ptrs-as-arrays=[[key;45]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_gcm_keygen(key: *mut c_char) -> netcore_aes_status {
    guard(|| {
        let place = Output::new(key.cast::<u8>(), NETCORE_AES_GCM_KEY_SIZE)?;
        let key: Result<_, Error> = generate_gcm_key();
        // SAFETY: the caller vouches for 45 bytes.
        unsafe { place.write(|out| fill(out, key.as_ref().map_or("", |key| key.expose()))) };
        key.map(drop).map_err(Failure::from)
    })
}

/// Writes `text` and zeros after it.
fn fill(out: &mut [u8], text: &str) {
    let bytes = text.bytes().chain(std::iter::repeat(0));
    out.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
}
