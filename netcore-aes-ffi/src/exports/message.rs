//! One message.

use netcore_aes_core::{Cipher, Error};

use super::cipher::netcore_aes_cipher;
use crate::boundary::failure::Failure;
use crate::boundary::fault_points::panic_if_armed;
use crate::boundary::guard::guard;
use crate::boundary::memory::{Input, Output, Place, disjoint};
use crate::boundary::status::netcore_aes_status;

/// Reports the exact length of the text that a plaintext encrypts to.
///
/// - `cipher`: the handle.
/// - `plaintext_len`: the plaintext's length in bytes.
/// - `len`: receives the length; 0 after a failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypted_len(
    cipher: *const netcore_aes_cipher,
    plaintext_len: usize,
    len: *mut usize,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle, and for room for a `size_t` at `len`.
    guard(|| unsafe { length(cipher, len, |cipher| cipher.encrypted_len(plaintext_len)) })
}

/// Encrypts a message.
///
/// - `cipher`: the handle.
/// - `plaintext`, `plaintext_len`: the message, in bytes. NULL only with 0.
/// - `out`, `out_cap`: receives the text, not NUL-terminated. Room as netcore_aes_encrypted_len() says.
/// - `out_len`: receives the text's length; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: `out` is untouched. Scheme 11258 also fails
/// with ERR_RANDOM and ERR_LIMIT: `out` is all zero.
///
/// Ownership: every buffer is the caller's. Threads: any, on one handle at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypt(
    cipher: *const netcore_aes_cipher,
    plaintext: *const u8,
    plaintext_len: usize,
    out: *mut u8,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let arguments = || Message::new(plaintext, plaintext_len, std::ptr::null(), 0, out, out_cap);
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    guard(|| unsafe { run(cipher, arguments(), out_len, Cipher::encrypt_into) })
}

/// Encrypts a message with associated data, which scheme 11258 authenticates and does not encrypt.
///
/// - `aad`, `aad_len`: the associated data, in bytes. NULL only with 0, which is the same as netcore_aes_encrypt().
/// - the rest: as netcore_aes_encrypt().
///
/// Fails as netcore_aes_encrypt(), and with ERR_SCHEME if there is associated data and the scheme takes none.
///
/// Ownership: every buffer is the caller's. Threads: any, on one handle at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypt_aad(
    cipher: *const netcore_aes_cipher,
    plaintext: *const u8,
    plaintext_len: usize,
    aad: *const u8,
    aad_len: usize,
    out: *mut u8,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let arguments = || Message::new(plaintext, plaintext_len, aad, aad_len, out, out_cap);
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    guard(|| unsafe { run(cipher, arguments(), out_len, Cipher::encrypt_into) })
}

/// Reports the room that decrypting a text asks for. It follows from the text's length alone and says nothing of the
/// plaintext's, which is smaller.
///
/// - `cipher`: the handle.
/// - `text_len`: the text's length in characters.
/// - `len`: receives the room in bytes; 0 after a failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypted_bound(
    cipher: *const netcore_aes_cipher,
    text_len: usize,
    len: *mut usize,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle, and for room for a `size_t` at `len`.
    guard(|| unsafe { length(cipher, len, |cipher| cipher.decrypted_bound(text_len)) })
}

/// Decrypts a text.
///
/// Under CBC (11256, 11257) nothing tells whether a text was changed on its way, and the status itself is a padding
/// oracle to whoever may try texts at will: never decrypt for a stranger.
///
/// - `cipher`: the handle.
/// - `text`, `text_len`: the text, in characters, not NUL-terminated. NULL only with 0.
/// - `out`, `out_cap`: receives the plaintext. Room as netcore_aes_decrypted_bound() says.
/// - `out_len`: receives the plaintext's length; after ERR_BUFFER_TOO_SMALL the room needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: `out` is untouched. With ERR_ENCODING if the
/// text is not base64 or hexadecimal, with ERR_DECRYPT for every other cause: all of `out` is zero.
///
/// Ownership: every buffer is the caller's. Threads: any, on one handle at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypt(
    cipher: *const netcore_aes_cipher,
    text: *const u8,
    text_len: usize,
    out: *mut u8,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let arguments = || Message::new(text, text_len, std::ptr::null(), 0, out, out_cap);
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    guard(|| unsafe { run(cipher, arguments(), out_len, Cipher::decrypt_into) })
}

/// Decrypts a text that was encrypted with associated data.
///
/// - `aad`, `aad_len`: the associated data, in bytes. NULL only with 0, which is the same as netcore_aes_decrypt().
/// - the rest: as netcore_aes_decrypt().
///
/// Fails as netcore_aes_decrypt(), and with ERR_SCHEME if there is associated data and the scheme takes none.
///
/// Ownership: every buffer is the caller's. Threads: any, on one handle at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypt_aad(
    cipher: *const netcore_aes_cipher,
    text: *const u8,
    text_len: usize,
    aad: *const u8,
    aad_len: usize,
    out: *mut u8,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let arguments = || Message::new(text, text_len, aad, aad_len, out, out_cap);
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    guard(|| unsafe { run(cipher, arguments(), out_len, Cipher::decrypt_into) })
}

/// Answers a question about lengths.
///
/// # Safety
/// `cipher` is a handle or NULL; `len` has room for a `size_t` or is NULL.
unsafe fn length(
    cipher: *const netcore_aes_cipher,
    len: *mut usize,
    question: impl FnOnce(&Cipher) -> Result<usize, Error>,
) -> Result<(), Failure> {
    let place = Place::new(len)?;
    // SAFETY: this function's contract.
    unsafe {
        place.answer(|| {
            let length = question(netcore_aes_cipher::get(cipher)?)?;
            panic_if_armed();
            Ok(length)
        })
    }
}

/// What goes in and what comes out, checked as memory only.
struct Message {
    input: Input<u8>,
    aad: Input<u8>,
    out: Output<u8>,
}

impl Message {
    fn new(
        input: *const u8,
        input_len: usize,
        aad: *const u8,
        aad_len: usize,
        out: *mut u8,
        out_cap: usize,
    ) -> Result<Self, Failure> {
        Ok(Self {
            input: Input::new(input, input_len)?,
            aad: Input::new(aad, aad_len)?,
            out: Output::new(out, out_cap)?,
        })
    }
}

/// Encrypts or decrypts.
///
/// # Safety
/// `cipher` is a handle or NULL, `out_len` has room for a `size_t` or is NULL, and the caller vouches for the message's
/// memory as [`Input::slice`] and [`Output::write`] ask.
unsafe fn run(
    cipher: *const netcore_aes_cipher,
    message: Result<Message, Failure>,
    out_len: *mut usize,
    operation: impl FnOnce(&Cipher, &[u8], &[u8], &mut [u8]) -> Result<usize, Error>,
) -> Result<(), Failure> {
    let length = Place::new(out_len)?;
    if let Ok(Message { input, aad, out }) = &message {
        disjoint(&[input.span, aad.span, out.span], &[length.span])?;
    }
    let work = || {
        let Message { input, aad, out } = message?;
        // SAFETY: this function's contract.
        let cipher = unsafe { netcore_aes_cipher::get(cipher) }?;
        disjoint(&[input.span, aad.span], &[out.span])?;
        // SAFETY: this function's contract; the output overlaps no input.
        Ok(unsafe { out.write(|out| operation(cipher, input.slice(), aad.slice(), out)) }?)
    };
    // SAFETY: this function's contract.
    unsafe { length.answer(work) }
}
