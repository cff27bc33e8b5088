//! The handle.

use std::fmt::{self, Write};

use libc::c_char;
use netcore_aes_core::{Cipher, Error, KeyForm, TryBox};

use crate::boundary::failure::Failure;
use crate::boundary::fault_points::panic_if_armed;
use crate::boundary::guard::{guard, guard_or};
use crate::boundary::memory::{Input, Output, Place, Span, disjoint};
use crate::boundary::status::{NETCORE_AES_ERR_NULL, netcore_aes_status};

/// AES-256-CBC with PKCS#7 padding, base64: the x-eCode of AES_256_CBC_BASE64, the vendor's default.
pub const NETCORE_AES_SCHEME_CBC_BASE64: u32 = 11256;
/// AES-256-CBC with PKCS#7 padding, hexadecimal: the x-eCode of AES_256_CBC_HEX.
pub const NETCORE_AES_SCHEME_CBC_HEX: u32 = 11257;
/// AES-256-GCM, base64: the x-eCode of AES_256_GCM_BASE64.
pub const NETCORE_AES_SCHEME_GCM_BASE64: u32 = 11258;

/// The key was given as 32 characters, whose bytes are the key.
pub const NETCORE_AES_KEY_FORM_TEXT: u32 = 1;
/// The key was given as 44 characters of base64, which hold the key.
pub const NETCORE_AES_KEY_FORM_BASE64: u32 = 2;

/// Room for any sentence that netcore_aes_cipher_explain() writes.
pub const NETCORE_AES_EXPLANATION_SIZE: usize = 256;

/// A cipher: a scheme with a key and, for CBC, an IV. Immutable: any number of threads may use one at once.
#[expect(non_camel_case_types, reason = "its name in C")]
pub struct netcore_aes_cipher {
    cipher: Cipher,
}

impl netcore_aes_cipher {
    /// # Safety
    /// `handle` is NULL, or came from `netcore_aes_cipher_new` and is not freed during `'a`.
    pub(crate) unsafe fn get<'a>(handle: *const Self) -> Result<&'a Cipher, Failure> {
        // SAFETY: this function's contract; a handle is never written to once it was given out.
        unsafe { handle.as_ref() }.map(|handle| &handle.cipher).ok_or_else(|| NETCORE_AES_ERR_NULL.into())
    }

    /// Moves the cipher to where C can hold on to it.
    fn into_handle(self) -> Result<*mut Self, Failure> {
        Ok(Box::into_raw(TryBox::new(self)?.into_inner()).cast())
    }

    /// Takes the cipher back from C, wipes and frees it.
    ///
    /// # Safety
    /// `handle` came from [`Self::into_handle`] and is never used again.
    unsafe fn drop_handle(handle: *mut Self) {
        // SAFETY: this function's contract; it was a box of an array of one.
        let cipher: Box<[Self; 1]> = unsafe { Box::from_raw(handle.cast()) };
        drop(cipher);
    }
}

/// The arguments that a cipher is made from, checked as memory only.
struct Setup {
    scheme: u32,
    key: Input<u8>,
    iv: Input<u8>,
}

impl Setup {
    fn new(scheme: u32, key: *const u8, key_len: usize, iv: *const u8, iv_len: usize) -> Result<Self, Failure> {
        Ok(Self { scheme, key: Input::new(key, key_len)?, iv: Input::new(iv, iv_len)? })
    }

    const fn spans(&self) -> [Span; 2] {
        [self.key.span, self.iv.span]
    }

    /// # Safety
    /// As [`Input::slice`] for both.
    unsafe fn cipher(&self) -> Result<Cipher, Error> {
        // SAFETY: this function's contract.
        let (key, iv) = unsafe { (self.key.slice(), self.iv.slice()) };
        Cipher::parse(self.scheme, key, iv)
    }
}

/// Makes a cipher.
///
/// - `scheme`: the x-eCode: 11256, 11257 or 11258 (NETCORE_AES_SCHEME_…).
/// - `key`, `key_len`: 32 printable ASCII characters, whose bytes are the key, or 32 bytes as 44 characters of base64. Not
///   NUL-terminated: pass 32, not 33, for what netcore_aes_keygen() wrote.
/// - `iv`, `iv_len`: for 11256 and 11257 16 printable ASCII characters, or 16 bytes as 24 characters of base64. For 11258
///   NULL and 0: it draws a nonce for each message.
/// - `cipher`: receives the handle; NULL after a failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, then in this order ERR_SCHEME, ERR_KEY, ERR_IV, ERR_MEMORY. What is
/// wrong with a key or an IV, netcore_aes_cipher_explain() says.
///
/// Ownership: the handle is the caller's, to be freed with netcore_aes_cipher_free(). It holds copies of key and IV, so
/// the caller's may be wiped at once. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_new(
    scheme: u32,
    key: *const u8,
    key_len: usize,
    iv: *const u8,
    iv_len: usize,
    cipher: *mut *mut netcore_aes_cipher,
) -> netcore_aes_status {
    guard(|| {
        let place = Place::new(cipher)?;
        let setup = Setup::new(scheme, key, key_len, iv, iv_len);
        if let Ok(setup) = &setup {
            disjoint(&setup.spans(), &[place.span])?;
        }
        // What it stays at if anything panics from here on.
        // SAFETY: the caller vouches for room for a pointer at `cipher`.
        unsafe { place.set(std::ptr::null_mut()) };
        let handle = setup.and_then(|setup| {
            // SAFETY: the caller vouches for `key_len` bytes at `key` and `iv_len` at `iv`.
            let cipher = unsafe { setup.cipher() }?;
            panic_if_armed();
            netcore_aes_cipher { cipher }.into_handle()
        });
        // SAFETY: the caller vouches for room for a pointer at `cipher`.
        unsafe { place.set(handle.unwrap_or(std::ptr::null_mut())) };
        handle.map(drop)
    })
}

/// Says in a sentence what is wrong with the arguments that netcore_aes_cipher_new() refused: which one, what it was, what
/// it must be. The sentence holds lengths and positions, and nothing of the key or the IV.
///
/// - `scheme`, `key`, `key_len`, `iv`, `iv_len`: as they were given to netcore_aes_cipher_new().
/// - `out`, `out_cap`: receives the sentence, not NUL-terminated; NETCORE_AES_EXPLANATION_SIZE is room enough.
/// - `out_len`: receives its length: 0 if nothing is wrong.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_MEMORY; then `*out_len` is 0. After ERR_BUFFER_TOO_SMALL it is the
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
    guard(|| {
        let length = Place::new(out_len)?;
        let arguments = Setup::new(scheme, key, key_len, iv, iv_len)
            .and_then(|setup| Ok((setup, Output::new(out.cast::<u8>(), out_cap)?)));
        if let Ok((setup, out)) = &arguments {
            let [key, iv] = setup.spans();
            disjoint(&[key, iv, out.span], &[length.span])?;
        }
        let work = || {
            let (setup, out) = arguments?;
            disjoint(&setup.spans(), &[out.span])?;
            // SAFETY: the caller vouches for `key_len` bytes at `key`, `iv_len` at `iv` and `out_cap` at `out`.
            unsafe {
                match setup.cipher() {
                    // No fault of the arguments: there is nothing to explain.
                    Err(error @ Error::Memory { .. }) => Err(error.into()),
                    made => out.write(|out| explain(made.err(), out)),
                }
            }
        };
        // SAFETY: the caller vouches for room for a `size_t` at `out_len`.
        unsafe { length.answer(work) }
    })
}

/// Writes the error's sentence, if it fits as a whole.
fn explain(error: Option<Error>, out: &mut [u8]) -> Result<usize, Failure> {
    let Some(error) = error else { return Ok(0) };
    let mut length = Length(0);
    // It cannot fail: `Length` takes everything.
    let _ = write!(length, "{error}");
    let Length(needed) = length;
    let capacity = out.len();
    let mut place = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, capacity })?;
    // It cannot fail either: there is room for all of it.
    let _ = std::io::Write::write_fmt(&mut place, format_args!("{error}"));
    Ok(needed)
}

/// Counts what is written to it.
struct Length(usize);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}

/// The scheme of a cipher, as its x-eCode; 0 for NULL. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_scheme(cipher: *const netcore_aes_cipher) -> u32 {
    // SAFETY: the caller vouches for the handle.
    guard_or(0, || unsafe { netcore_aes_cipher::get(cipher) }.map_or(0, |cipher| cipher.scheme().code()))
}

/// How the key of a cipher was given: NETCORE_AES_KEY_FORM_TEXT or NETCORE_AES_KEY_FORM_BASE64; 0 for NULL. Which of them
/// a panel for scheme 11258 wants is not published, so both are taken and this says which one was. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_key_form(cipher: *const netcore_aes_cipher) -> u32 {
    guard_or(0, || {
        // SAFETY: the caller vouches for the handle.
        unsafe { netcore_aes_cipher::get(cipher) }.map_or(0, |cipher| match cipher.key_form() {
            KeyForm::Text => NETCORE_AES_KEY_FORM_TEXT,
            KeyForm::Base64 => NETCORE_AES_KEY_FORM_BASE64,
            // Not to be had through C.
            KeyForm::Bytes => 0,
        })
    })
}

/// Wipes and frees a cipher. NULL is fine. No thread may be using it, and it may not be used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_cipher_free(cipher: *mut netcore_aes_cipher) {
    guard_or((), || {
        if !cipher.is_null() {
            // SAFETY: the caller vouches that it came from `netcore_aes_cipher_new` and was not freed before.
            unsafe { netcore_aes_cipher::drop_handle(cipher) };
        }
    });
}
