//! Generation of keys.

use libc::c_char;
use netcore_aes_core::{Error, generate_gcm_key, keygen};

use crate::boundary::call::Call;
use crate::boundary::guard::guard_or;
use crate::boundary::memory::{Handle, Output};
use crate::boundary::status::netcore_aes_status;

/// The size in bytes of a generated key with its NUL, which netcore_aes_keygen() writes to `key`.
pub const NETCORE_AES_KEY_SIZE: usize = 33;
/// The size in bytes of a generated IV with its NUL, which netcore_aes_keygen() writes to `iv`.
pub const NETCORE_AES_IV_SIZE: usize = 17;
/// The size in bytes of a generated GCM key with its NUL, which netcore_aes_gcm_keygen() writes to `key`.
pub const NETCORE_AES_GCM_KEY_SIZE: usize = 45;

/// Returns NETCORE_AES_KEY_SIZE, for languages that cannot read this header. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_key_size() -> usize {
    guard_or(0, || NETCORE_AES_KEY_SIZE)
}

/// Returns NETCORE_AES_IV_SIZE, for languages that cannot read this header. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_iv_size() -> usize {
    guard_or(0, || NETCORE_AES_IV_SIZE)
}

/// Returns NETCORE_AES_GCM_KEY_SIZE, for languages that cannot read this header. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_gcm_key_size() -> usize {
    guard_or(0, || NETCORE_AES_GCM_KEY_SIZE)
}

/// Generates a key and an IV for schemes 11256 and 11257: 32 and 16 characters, chosen uniformly from A-Z a-z 0-9 with the
/// operating system's random generator. Share both with the vendor once, as its guide says, and keep them secret.
///
/// - `key`: receives 32 characters and a NUL.
/// - `iv`: receives 16 characters and a NUL.
///
/// Fails with ERR_NULL, ERR_OVERLAP: both buffers are untouched; with ERR_RANDOM, ERR_MEMORY: both are all zero.
///
/// Ownership: both buffers are the caller's; wipe them after storing key and IV. Threads: any.
/// cbindgen:ptrs-as-arrays=[[key;33], [iv;17]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_keygen(key: *mut c_char, iv: *mut c_char) -> netcore_aes_status {
    let outputs =
        (Output::new(key.cast::<u8>(), NETCORE_AES_KEY_SIZE), Output::new(iv.cast::<u8>(), NETCORE_AES_IV_SIZE));
    let call = Call { handle: Handle::NONE, inputs: (), outputs, report: () };
    // SAFETY: the caller vouches for 33 and 17 bytes.
    unsafe {
        call.run(|(), (), (key, iv)| {
            let credentials = keygen();
            let texts = credentials.as_ref().map(|credentials| (credentials.key.expose(), credentials.iv.expose()));
            let (key_text, iv_text) = texts.unwrap_or_default();
            fill(key, key_text);
            fill(iv, iv_text);
            Ok(credentials.map(drop)?)
        })
    }
}

/// Generates a key for scheme 11258: 32 bytes from the operating system's random generator, as 44 characters of base64.
///
/// - `key`: receives 44 characters and a NUL.
///
/// Fails with ERR_NULL; with ERR_RANDOM, ERR_MEMORY: `key` is all zero.
///
/// Ownership: the buffer is the caller's; wipe it after storing the key. Threads: any.
/// cbindgen:ptrs-as-arrays=[[key;45]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_gcm_keygen(key: *mut c_char) -> netcore_aes_status {
    let outputs = Output::new(key.cast::<u8>(), NETCORE_AES_GCM_KEY_SIZE);
    let call = Call { handle: Handle::NONE, inputs: (), outputs, report: () };
    // SAFETY: the caller vouches for 45 bytes.
    unsafe {
        call.run(|(), (), out| {
            let key: Result<_, Error> = generate_gcm_key();
            fill(out, key.as_ref().map_or("", |key| key.expose()));
            Ok(key.map(drop)?)
        })
    }
}

/// Writes `text` and zeros after it.
fn fill(out: &mut [u8], text: &str) {
    let bytes = text.bytes().chain(std::iter::repeat(0));
    out.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
}
