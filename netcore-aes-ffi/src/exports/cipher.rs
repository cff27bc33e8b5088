//! Ciphers: the handle, its functions, and the explanation of bad keys and IVs.

use std::fmt::{self, Write};

use libc::c_char;
use netcore_aes_core::{Cipher, Error, KeyForm, TryBox};

use crate::boundary::call::Call;
use crate::boundary::failure::Failure;
use crate::boundary::guard::guard_or;
use crate::boundary::memory::{Handle, Handles, Input, OutParameter, Output};
use crate::boundary::status::netcore_aes_status;

/// AES-256-CBC with PKCS#7 padding, base64: the x-eCode of AES_256_CBC_BASE64, the vendor's default.
pub const NETCORE_AES_SCHEME_CBC_BASE64: u32 = 11256;
/// AES-256-CBC with PKCS#7 padding, hexadecimal: the x-eCode of AES_256_CBC_HEX.
pub const NETCORE_AES_SCHEME_CBC_HEX: u32 = 11257;
/// AES-256-GCM, base64: the x-eCode of AES_256_GCM_BASE64.
pub const NETCORE_AES_SCHEME_GCM_BASE64: u32 = 11258;

/// The form of a key passed as 32 characters, whose bytes are the key.
pub const NETCORE_AES_KEY_FORM_TEXT: u32 = 1;
/// The form of a key passed as 44 characters of base64.
pub const NETCORE_AES_KEY_FORM_BASE64: u32 = 2;

/// A size in bytes that is enough for every sentence of netcore_aes_cipher_explain().
pub const NETCORE_AES_EXPLANATION_SIZE: usize = 256;

/// A cipher: a scheme with a key and, for CBC, an IV. It never changes, so any number of threads may use one at once.
#[expect(non_camel_case_types, reason = "its name in C")]
pub struct netcore_aes_cipher {
    pub(super) cipher: Cipher,
}

/// Creates a cipher.
///
/// - `scheme`: the x-eCode: 11256, 11257 or 11258 (NETCORE_AES_SCHEME_…).
/// - `key`, `key_len`: 32 printable ASCII characters, whose bytes are the key; or 32 bytes as 44 characters of base64. The
///   length leaves out a NUL: pass 32, not 33, for a key of netcore_aes_keygen().
/// - `iv`, `iv_len`: for 11256 and 11257, 16 printable ASCII characters or 16 bytes as 24 characters of base64; for 11258,
///   NULL and 0, since it takes a random nonce for each message.
/// - `cipher`: receives the handle; NULL after a failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, then in this order ERR_SCHEME, ERR_KEY, ERR_IV, ERR_MEMORY.
/// netcore_aes_cipher_explain() describes the fault of a key or an IV.
///
/// Ownership: the caller owns the handle and frees it with netcore_aes_cipher_free(). The handle has its own copies of key
/// and IV, so the caller can wipe its buffers at once. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_new(
    scheme: u32,
    key: *const u8,
    key_len: usize,
    iv: *const u8,
    iv_len: usize,
    cipher: *mut *mut netcore_aes_cipher,
) -> netcore_aes_status {
    let call = Call {
        handle: Handle::NONE,
        inputs: [Input::new(key, key_len), Input::new(iv, iv_len)],
        outputs: (),
        report: OutParameter::new(cipher),
    };
    // SAFETY: the caller vouches for the memory of key and IV, and for room for a pointer at `cipher`.
    unsafe {
        call.run(|(), [key, iv], ()| {
            let cipher = Cipher::parse(scheme, key, iv)?;
            Ok(TryBox::new(netcore_aes_cipher { cipher })?)
        })
    }
}

/// Explains in a sentence why netcore_aes_cipher_new() refuses its arguments: the argument, its fault, and what it must be. The
/// sentence contains lengths and positions, but no part of the key or the IV.
///
/// - `scheme`, `key`, `key_len`, `iv`, `iv_len`: the arguments of netcore_aes_cipher_new().
/// - `out`, `out_cap`: receives the sentence, not NUL-terminated; NETCORE_AES_EXPLANATION_SIZE bytes are enough.
/// - `out_len`: receives the sentence's length in bytes: 0 if the arguments have no fault.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_MEMORY: `*out_len` is 0; with ERR_BUFFER_TOO_SMALL: `*out_len` is the
/// length needed. `out` is untouched.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_explain(
    scheme: u32,
    key: *const u8,
    key_len: usize,
    iv: *const u8,
    iv_len: usize,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let call = Call {
        handle: Handle::NONE,
        inputs: [Input::new(key, key_len), Input::new(iv, iv_len)],
        outputs: Output::new(out.cast::<u8>(), out_cap),
        report: OutParameter::new(out_len),
    };
    // SAFETY: the caller vouches for all memory that it names.
    unsafe {
        call.run(|(), [key, iv], out| match Cipher::parse(scheme, key, iv) {
            // Lack of memory is no fault of the arguments.
            Err(error @ Error::Memory { .. }) => Err(error.into()),
            made => explain(made.err(), out),
        })
    }
}

/// Writes the error's sentence if all of it fits.
fn explain(error: Option<Error>, out: &mut [u8]) -> Result<usize, Failure> {
    let Some(error) = error else { return Ok(0) };
    let mut length = Length(0);
    // Cannot fail: `Length` takes all text.
    let _ = write!(length, "{error}");
    let Length(needed) = length;
    let capacity = out.len();
    let mut place = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, capacity })?;
    // Cannot fail: the sentence fits.
    let _ = std::io::Write::write_fmt(&mut place, format_args!("{error}"));
    Ok(needed)
}

/// Counts the bytes of text written to it.
struct Length(usize);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}

/// Returns the scheme of a cipher as its x-eCode.
///
/// - `cipher`: the handle; NULL gives 0.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_scheme(cipher: *const netcore_aes_cipher) -> u32 {
    // SAFETY: the caller vouches for the handle.
    guard_or(0, || unsafe { Handle::new(cipher).get() }.map_or(0, |handle| handle.cipher.scheme().code()))
}

/// Returns the form in which netcore_aes_cipher_new() received the key: NETCORE_AES_KEY_FORM_TEXT or
/// NETCORE_AES_KEY_FORM_BASE64. The vendor does not publish which form a panel for scheme 11258 needs, so the library takes
/// both.
///
/// - `cipher`: the handle; NULL gives 0.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_key_form(cipher: *const netcore_aes_cipher) -> u32 {
    guard_or(0, || {
        // SAFETY: the caller vouches for the handle.
        unsafe { Handle::new(cipher).get() }.map_or(0, |handle| match handle.cipher.key_form() {
            KeyForm::Text => NETCORE_AES_KEY_FORM_TEXT,
            KeyForm::Base64 => NETCORE_AES_KEY_FORM_BASE64,
            // C cannot create a cipher from a key in this form.
            KeyForm::Bytes => 0,
        })
    })
}

/// Returns 1 if the vendor has published the cipher's key as a sample, in a script or in its guide, and 0 if not. Anyone can
/// decrypt the texts of a published key: never send events under it.
///
/// - `cipher`: the handle; NULL gives 0.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_key_is_published(cipher: *const netcore_aes_cipher) -> u32 {
    // SAFETY: the caller vouches for the handle.
    guard_or(0, || unsafe { Handle::new(cipher).get() }.map_or(0, |handle| handle.cipher.key_is_published().into()))
}

/// Wipes a cipher's key and frees the cipher.
///
/// - `cipher`: the handle, which must not be used again. NULL has no effect.
///
/// Threads: any, while no other thread uses the handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_free(cipher: *mut netcore_aes_cipher) {
    guard_or((), || {
        if !cipher.is_null() {
            // SAFETY: the caller vouches that it came from `netcore_aes_cipher_new` and was not freed before; it was a box of an
            // array of one.
            let cipher: Box<[netcore_aes_cipher; 1]> = unsafe { Box::from_raw(cipher.cast()) };
            drop(cipher);
        }
    });
}
