//! Many messages in one call, laid out as Apache Arrow lays out strings.

use netcore_aes_core::{Batch, BatchError, Cipher, Offsets};

use super::cipher::netcore_aes_cipher;
use crate::boundary::failure::Failure;
use crate::boundary::fault_points::panic_if_armed;
use crate::boundary::guard::guard;
use crate::boundary::memory::{Input, Output, Place, Span, disjoint};
use crate::boundary::status::{NETCORE_AES_ERR_OVERLAP, NETCORE_AES_ERR_TOO_LARGE, netcore_aes_status};

/// Reports the exact length of all texts that a batch encrypts to.
///
/// - `cipher`: the handle.
/// - `offsets`, `count`: as netcore_aes_encrypt_batch().
/// - `len`: receives the length; 0 after a failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypted_batch_len(
    cipher: *const netcore_aes_cipher,
    offsets: *const u64,
    count: usize,
    len: *mut usize,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    guard(|| unsafe { length(cipher, offsets, count, len, Cipher::encrypted_batch_len) })
}

/// Encrypts many messages in one call: message i is data[offsets[i] .. offsets[i + 1]], its text
/// out[out_offsets[i] .. out_offsets[i + 1]]. The texts stand end to end from the start of `out`. All or nothing.
///
/// - `cipher`: the handle.
/// - `data`: the messages' bytes, offsets[count] of them. NULL only if that is 0.
/// - `offsets`, `count`: `count` messages, so `count` + 1 offsets, none smaller than the one before; the first need not be
///   0. Aligned to 8 bytes.
/// - `out`, `out_cap`: receives the texts. Room as netcore_aes_encrypted_batch_len() says.
/// - `out_offsets`: receives `count` + 1 offsets, the first 0. Aligned to 8 bytes.
///
/// After ERR_BUFFER_TOO_SMALL out_offsets[count] is the length needed and the others are 0. After any other failure all
/// are 0; untouched if they were at fault themselves, and after ERR_OVERLAP.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: `out` is untouched. Scheme 11258
/// also fails with ERR_RANDOM and ERR_LIMIT: `out` is all zero.
///
/// Ownership: every buffer is the caller's. Threads: any, on one handle at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypt_batch(
    cipher: *const netcore_aes_cipher,
    data: *const u8,
    offsets: *const u64,
    count: usize,
    out: *mut u8,
    out_cap: usize,
    out_offsets: *mut u64,
) -> netcore_aes_status {
    let arguments = Arguments { cipher, data, offsets, count, out, out_cap, out_offsets };
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    guard(|| unsafe { arguments.run(None, Cipher::encrypt_batch_into) })
}

/// Reports the room that decrypting a batch asks for.
///
/// - `cipher`: the handle.
/// - `offsets`, `count`: as netcore_aes_decrypt_batch().
/// - `len`: receives the room in bytes; 0 after a failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypted_batch_bound(
    cipher: *const netcore_aes_cipher,
    offsets: *const u64,
    count: usize,
    len: *mut usize,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    guard(|| unsafe { length(cipher, offsets, count, len, Cipher::decrypted_batch_bound) })
}

/// Decrypts many texts in one call: text i is data[offsets[i] .. offsets[i + 1]], its plaintext
/// out[out_offsets[i] .. out_offsets[i + 1]]. The plaintexts stand end to end from the start of `out`. All or nothing.
///
/// - `cipher`, `data`, `offsets`, `count`, `out_offsets`: as netcore_aes_encrypt_batch(), with texts for messages.
/// - `out`, `out_cap`: receives the plaintexts. Room as netcore_aes_decrypted_batch_bound() says.
/// - `failed`: receives the number of the text, counted from 0, that could not be decrypted; SIZE_MAX if none was at
///   fault. May not be NULL.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: `out` is untouched. With
/// ERR_ENCODING and ERR_DECRYPT, as netcore_aes_decrypt(): all of `out` is zero.
///
/// Ownership: every buffer is the caller's. Threads: any, on one handle at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypt_batch(
    cipher: *const netcore_aes_cipher,
    data: *const u8,
    offsets: *const u64,
    count: usize,
    out: *mut u8,
    out_cap: usize,
    out_offsets: *mut u64,
    failed: *mut usize,
) -> netcore_aes_status {
    let arguments = Arguments { cipher, data, offsets, count, out, out_cap, out_offsets };
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    guard(|| unsafe { arguments.run(Some(Place::new(failed)?), Cipher::decrypt_batch_into) })
}

/// Answers a question about the length of a batch.
///
/// # Safety
/// `cipher` is a handle or NULL, `len` has room for a `size_t` or is NULL, and the caller vouches for `count` + 1 offsets.
unsafe fn length(
    cipher: *const netcore_aes_cipher,
    offsets: *const u64,
    count: usize,
    len: *mut usize,
    question: impl FnOnce(&Cipher, Offsets<'_>) -> Result<usize, BatchError>,
) -> Result<(), Failure> {
    let place = Place::new(len)?;
    let offsets = slots(count).and_then(|slots| Input::new(offsets, slots));
    if let Ok(offsets) = &offsets {
        disjoint(&[offsets.span], &[place.span])?;
    }
    // SAFETY: this function's contract.
    unsafe {
        place.answer(|| {
            let offsets = offsets?;
            let length = question(netcore_aes_cipher::get(cipher)?, Offsets::new(offsets.slice())?)?;
            panic_if_armed();
            Ok(length)
        })
    }
}

/// The number of offsets that `count` messages have.
fn slots(count: usize) -> Result<usize, Failure> {
    count.checked_add(1).ok_or_else(|| NETCORE_AES_ERR_TOO_LARGE.into())
}

/// A batch as C hands it in.
struct Arguments {
    cipher: *const netcore_aes_cipher,
    data: *const u8,
    offsets: *const u64,
    count: usize,
    out: *mut u8,
    out_cap: usize,
    out_offsets: *mut u64,
}

impl Arguments {
    /// Encrypts or decrypts, and reports what became of it in `out_offsets` and `failed`.
    ///
    /// # Safety
    /// `cipher` is a handle or NULL, and the caller vouches for the rest as [`Input::slice`], [`Output::write`] and
    /// [`Place::set`] ask.
    unsafe fn run(self, failed: Option<Place<usize>>, operation: Operation) -> Result<(), Failure> {
        let slots = slots(self.count)?;
        let offsets = Input::new(self.offsets, slots)?;
        let out_offsets = Output::new(self.out_offsets, slots)?;
        let failed_span = failed.as_ref().map(|failed| failed.span);
        disjoint(&[offsets.span], &[out_offsets.span])?;
        // SAFETY: this function's contract.
        let result = unsafe { self.run_apart(offsets, out_offsets, failed_span, operation) };
        match result {
            Err(failure) if failure.status == NETCORE_AES_ERR_OVERLAP => return Err(failure),
            // SAFETY: this function's contract; `run_apart` is done with the offsets.
            Err(failure) => unsafe { out_offsets.write(|offsets| report(offsets, failure.needed)) },
            Ok(_) => {}
        }
        if let Some(failed) = failed {
            let message = result.err().and_then(|failure| failure.message);
            // SAFETY: this function's contract.
            unsafe { failed.set(message.unwrap_or(usize::MAX)) };
        }
        result.map(drop)
    }

    /// Encrypts or decrypts, once all buffers were seen to lie apart.
    ///
    /// # Safety
    /// As [`Self::run`].
    unsafe fn run_apart(
        self,
        offsets: Input<u64>,
        out_offsets: Output<u64>,
        failed: Option<Span>,
        operation: Operation,
    ) -> Result<usize, Failure> {
        let out = Output::new(self.out, self.out_cap)?;
        let failed = failed.unwrap_or(Span::EMPTY);
        disjoint(&[offsets.span], &[out.span, out_offsets.span, failed])?;
        // SAFETY: the contract of `run`. The offsets are not written to while they are borrowed, as was just seen.
        let (cipher, offsets) = unsafe { (netcore_aes_cipher::get(self.cipher)?, offsets.slice()) };
        let data = Input::new(self.data, Offsets::new(offsets)?.end())?;
        disjoint(&[data.span], &[out.span, out_offsets.span, failed])?;
        // SAFETY: the contract of `run`; the outputs overlap neither each other nor an input.
        unsafe {
            let batch = Batch::new(data.slice(), offsets)?;
            Ok(out.write_both(out_offsets, |out, out_offsets| operation(cipher, batch, out, out_offsets))?)
        }
    }
}

type Operation = fn(&Cipher, Batch<'_>, &mut [u8], &mut [u64]) -> Result<usize, BatchError>;

/// After a failure: zeros, and at the end the length that was needed, if it was that.
fn report(offsets: &mut [u64], needed: Option<usize>) {
    offsets.fill(0);
    if let Some(last) = offsets.last_mut() {
        *last = needed.and_then(|needed| u64::try_from(needed).ok()).unwrap_or_default();
    }
}
