//! Encryption and decryption of one message.

use netcore_aes_core::{Cipher, Error};

use super::cipher::netcore_aes_cipher;
use crate::boundary::call::Call;
use crate::boundary::memory::{Handle, Input, OutParameter, Output};
use crate::boundary::status::netcore_aes_status;

/// Computes the exact length of the text that a plaintext of some length encrypts to.
///
/// - `cipher`: the handle.
/// - `plaintext_len`: the plaintext's length in bytes.
/// - `len`: receives the text's length in bytes; 0 after a failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypted_len(
    cipher: *const netcore_aes_cipher,
    plaintext_len: usize,
    len: *mut usize,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle, and for room for a `size_t` at `len`.
    unsafe { length(cipher, len, |cipher| cipher.encrypted_len(plaintext_len)) }
}

/// Encrypts a message.
///
/// - `cipher`: the handle.
/// - `plaintext`, `plaintext_len`: the message and its length in bytes. NULL only with 0.
/// - `out`, `out_cap`: receives the text, not NUL-terminated. netcore_aes_encrypted_len() computes its length.
/// - `out_len`: receives the text's length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: `out` is untouched. Scheme 11258 also fails
/// with ERR_RANDOM, ERR_LIMIT: `out` is all zero.
///
/// Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypt(
    cipher: *const netcore_aes_cipher,
    plaintext: *const u8,
    plaintext_len: usize,
    out: *mut u8,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let (inputs, out) = ([Input::new(plaintext, plaintext_len), Input::EMPTY], Output::new(out, out_cap));
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { message(cipher, inputs, out, out_len, Cipher::encrypt_into) }
}

/// Encrypts a message with associated data, which scheme 11258 authenticates but does not encrypt.
///
/// - `aad`, `aad_len`: the associated data and their length in bytes. NULL only with 0, which acts as netcore_aes_encrypt().
/// - the others: as for netcore_aes_encrypt().
///
/// Fails as netcore_aes_encrypt(), and with ERR_SCHEME if `aad_len` is not 0 and the scheme takes no associated data.
///
/// Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
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
    let (inputs, out) = ([Input::new(plaintext, plaintext_len), Input::new(aad, aad_len)], Output::new(out, out_cap));
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { message(cipher, inputs, out, out_len, Cipher::encrypt_into) }
}

/// Computes the size of output buffer that netcore_aes_decrypt() needs for a text. It depends on the text's length only; the
/// plaintext is shorter.
///
/// - `cipher`: the handle.
/// - `text_len`: the text's length in bytes.
/// - `len`: receives the size in bytes; 0 after a failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypted_bound(
    cipher: *const netcore_aes_cipher,
    text_len: usize,
    len: *mut usize,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle, and for room for a `size_t` at `len`.
    unsafe { length(cipher, len, |cipher| cipher.decrypted_bound(text_len)) }
}

/// Decrypts a text.
///
/// The CBC schemes (11256, 11257) detect no change of a text, and the status is a padding oracle for anyone who can submit
/// texts of their choice: never decrypt for strangers.
///
/// - `cipher`: the handle.
/// - `text`, `text_len`: the text and its length in bytes, not NUL-terminated. NULL only with 0.
/// - `out`, `out_cap`: receives the plaintext. netcore_aes_decrypted_bound() computes the size needed.
/// - `out_len`: receives the plaintext's length in bytes; after ERR_BUFFER_TOO_SMALL the size needed; 0 after any other
///   failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: `out` is untouched; with ERR_ENCODING if the text is
/// not base64 or hexadecimal, and ERR_DECRYPT for every other cause: `out` is all zero.
///
/// Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypt(
    cipher: *const netcore_aes_cipher,
    text: *const u8,
    text_len: usize,
    out: *mut u8,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let (inputs, out) = ([Input::new(text, text_len), Input::EMPTY], Output::new(out, out_cap));
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { message(cipher, inputs, out, out_len, Cipher::decrypt_into) }
}

/// Decrypts a text that was encrypted with associated data.
///
/// - `aad`, `aad_len`: the associated data and their length in bytes. NULL only with 0, which acts as netcore_aes_decrypt().
/// - the others: as for netcore_aes_decrypt().
///
/// Fails as netcore_aes_decrypt(), and with ERR_SCHEME if `aad_len` is not 0 and the scheme takes no associated data.
///
/// Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
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
    let (inputs, out) = ([Input::new(text, text_len), Input::new(aad, aad_len)], Output::new(out, out_cap));
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { message(cipher, inputs, out, out_len, Cipher::decrypt_into) }
}

/// Reports a length that `compute` returns.
///
/// # Safety
/// That of [`Call::run`].
unsafe fn length(
    cipher: *const netcore_aes_cipher,
    len: *mut usize,
    compute: impl FnOnce(&Cipher) -> Result<usize, Error>,
) -> netcore_aes_status {
    let (handle, report) = (Handle::new(cipher), OutParameter::new(len));
    let call = Call { handle, inputs: (), outputs: (), report };
    // SAFETY: this function's contract.
    unsafe { call.run(|handle, (), ()| Ok(compute(&handle.cipher)?)) }
}

/// Encrypts or decrypts a message with its associated data.
///
/// # Safety
/// That of [`Call::run`].
unsafe fn message(
    cipher: *const netcore_aes_cipher,
    inputs: [Input<u8>; 2],
    outputs: Output<u8>,
    out_len: *mut usize,
    operation: impl FnOnce(&Cipher, &[u8], &[u8], &mut [u8]) -> Result<usize, Error>,
) -> netcore_aes_status {
    let (handle, report) = (Handle::new(cipher), OutParameter::new(out_len));
    let call = Call { handle, inputs, outputs, report };
    // SAFETY: this function's contract.
    unsafe { call.run(|handle, [message, aad], out| Ok(operation(&handle.cipher, message, aad, out)?)) }
}
