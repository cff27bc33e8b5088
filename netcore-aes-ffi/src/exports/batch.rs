//! Encryption and decryption of many messages in one call, in the layout of Apache Arrow's strings.

use netcore_aes_core::{Batch, BatchError, Cipher, Offset, Offsets};

use super::cipher::netcore_aes_cipher;
use crate::boundary::arguments::{Arguments, InputThen, Reported};
use crate::boundary::call::Call;
use crate::boundary::failure::Failure;
use crate::boundary::memory::{CheckedRange, Handle, Input, OutParameter, Output};
use crate::boundary::report::Report;
use crate::boundary::status::{NETCORE_AES_ERR_OVERLAP, netcore_aes_status};

/// Computes the exact length of all texts that a batch encrypts to.
///
/// - `cipher`: the handle.
/// - `offsets`, `count`: as for netcore_aes_encrypt_batch().
/// - `len`: receives the length in bytes; 0 after a failure.
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
    unsafe { length(cipher, offsets, count, len, Cipher::encrypted_batch_len) }
}

/// Encrypts many messages in one call: message i is data[offsets[i] .. offsets[i + 1]], its text
/// out[out_offsets[i] .. out_offsets[i + 1]]. The texts stand end to end from the start of `out`. If one message fails, the
/// whole call fails.
///
/// - `cipher`: the handle.
/// - `data`: the messages, offsets[count] bytes. NULL only if that is 0.
/// - `offsets`, `count`: the number of messages, and `count` + 1 offsets in bytes, none smaller than the one before; the first
///   may be other than 0. Aligned to 8 bytes.
/// - `out`, `out_cap`: receives the texts. netcore_aes_encrypted_batch_len() computes their length.
/// - `out_offsets`: receives `count` + 1 offsets in bytes, the first 0. Aligned to 8 bytes.
///
/// After ERR_BUFFER_TOO_SMALL out_offsets[count] is the length needed, and the others are 0. After any other failure all
/// are 0; but they are untouched after ERR_OVERLAP, and if `offsets` or `out_offsets` is NULL, misaligned or too large.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: `out` is untouched. Scheme 11258
/// also fails with ERR_RANDOM, ERR_LIMIT: `out` is all zero.
///
/// Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
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
    let report = BatchReport::new(offsets, out_offsets, count, None);
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { batch(cipher, data, Output::new(out, out_cap), report, Cipher::encrypt_batch_into) }
}

/// Computes the size of output buffer that netcore_aes_decrypt_batch() needs.
///
/// - `cipher`: the handle.
/// - `offsets`, `count`: as for netcore_aes_decrypt_batch().
/// - `len`: receives the size in bytes; 0 after a failure.
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
    unsafe { length(cipher, offsets, count, len, Cipher::decrypted_batch_bound) }
}

/// Decrypts many texts in one call: text i is data[offsets[i] .. offsets[i + 1]], its plaintext
/// out[out_offsets[i] .. out_offsets[i + 1]]. The plaintexts stand end to end from the start of `out`. If one text
/// fails, the whole call fails.
///
/// - `cipher`, `data`, `offsets`, `count`, `out_offsets`: as for netcore_aes_encrypt_batch(), with texts in place of messages.
/// - `out`, `out_cap`: receives the plaintexts. netcore_aes_decrypted_batch_bound() computes the size needed.
/// - `failed`: receives the index, from 0, of the text that cannot be decrypted; SIZE_MAX if no text has a fault. If it
///   is NULL, the function writes nothing.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: `out` is untouched; with ERR_ENCODING,
/// ERR_DECRYPT, as netcore_aes_decrypt(): `out` is all zero.
///
/// Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
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
    let report = BatchReport::new(offsets, out_offsets, count, Some(OutParameter::new(failed)));
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { batch(cipher, data, Output::new(out, out_cap), report, Cipher::decrypt_batch_into) }
}

/// netcore_aes_encrypted_batch_len() for offsets of 32 bits: see netcore_aes_encrypt_batch_i32().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypted_batch_len_i32(
    cipher: *const netcore_aes_cipher,
    offsets: *const i32,
    count: usize,
    len: *mut usize,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { length(cipher, offsets, count, len, Cipher::encrypted_batch_len) }
}

/// netcore_aes_encrypt_batch() for offsets of 32 bits, as the arrays of Apache Arrow's types string and binary have them. They are
/// aligned to 4 bytes, and none is negative.
///
/// Fails also with ERR_TOO_LARGE if the texts are longer in all than 2^31 - 1 bytes, which such offsets cannot hold: encrypt fewer
/// messages in one call, or use offsets of 64 bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_encrypt_batch_i32(
    cipher: *const netcore_aes_cipher,
    data: *const u8,
    offsets: *const i32,
    count: usize,
    out: *mut u8,
    out_cap: usize,
    out_offsets: *mut i32,
) -> netcore_aes_status {
    let report = BatchReport::new(offsets, out_offsets, count, None);
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { batch(cipher, data, Output::new(out, out_cap), report, Cipher::encrypt_batch_into) }
}

/// netcore_aes_decrypted_batch_bound() for offsets of 32 bits: see netcore_aes_encrypt_batch_i32().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypted_batch_bound_i32(
    cipher: *const netcore_aes_cipher,
    offsets: *const i32,
    count: usize,
    len: *mut usize,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { length(cipher, offsets, count, len, Cipher::decrypted_batch_bound) }
}

/// netcore_aes_decrypt_batch() for offsets of 32 bits: see netcore_aes_encrypt_batch_i32().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_decrypt_batch_i32(
    cipher: *const netcore_aes_cipher,
    data: *const u8,
    offsets: *const i32,
    count: usize,
    out: *mut u8,
    out_cap: usize,
    out_offsets: *mut i32,
    failed: *mut usize,
) -> netcore_aes_status {
    let report = BatchReport::new(offsets, out_offsets, count, Some(OutParameter::new(failed)));
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { batch(cipher, data, Output::new(out, out_cap), report, Cipher::decrypt_batch_into) }
}

/// Reports a length that `compute` returns.
///
/// # Safety
/// That of [`Call::run`].
unsafe fn length<T: Offset + 'static>(
    cipher: *const netcore_aes_cipher,
    offsets: *const T,
    count: usize,
    len: *mut usize,
    compute: impl FnOnce(&Cipher, Offsets<'_, T>) -> Result<usize, BatchError>,
) -> netcore_aes_status {
    let call = Call {
        handle: Handle::new(cipher),
        inputs: [Input::new(offsets, slots(count))],
        outputs: (),
        report: OutParameter::new(len),
    };
    // SAFETY: this function's contract.
    unsafe { call.run(|handle, [offsets], ()| Ok(compute(&handle.cipher, Offsets::new(offsets)?)?)) }
}

/// The number of offsets of `count` messages. The largest `count` gives a number that is too large for an array of offsets.
const fn slots(count: usize) -> usize {
    count.saturating_add(1)
}

/// Encrypts or decrypts a batch. The length of `data` is the last offset.
///
/// # Safety
/// That of [`Call::run`].
unsafe fn batch<T: Offset + 'static>(
    cipher: *const netcore_aes_cipher,
    data: *const u8,
    out: Output<u8>,
    report: BatchReport<T>,
    operation: impl FnOnce(&Cipher, Batch<'_, T>, &mut [u8], &mut [T]) -> Result<usize, BatchError>,
) -> netcore_aes_status {
    let call = Call {
        handle: Handle::new(cipher),
        inputs: InputThen {
            first: report.offsets,
            then: |offsets: &[T]| Ok(Input::new(data, Offsets::new(offsets)?.end())),
        },
        outputs: (out, Reported(report.out_offsets)),
        report,
    };
    // SAFETY: this function's contract.
    unsafe {
        call.run(|handle, (offsets, data), (out, out_offsets)| {
            Ok(operation(&handle.cipher, Batch::new(data, offsets)?, out, out_offsets).map(drop)?)
        })
    }
}

/// The report of a batch. After `ERR_OVERLAP` it writes nothing, since `data`, whose length is the last offset, may overlap it.
struct BatchReport<T> {
    /// An input: if it has a fault, `count` may be wrong, and with it the length of `out_offsets`.
    offsets: Input<T>,
    out_offsets: Output<T>,
    /// The index of the text with a fault; for decryption only.
    failed: Option<OutParameter<usize>>,
}

impl<T> BatchReport<T> {
    const fn new(offsets: *const T, out_offsets: *mut T, count: usize, failed: Option<OutParameter<usize>>) -> Self {
        let (offsets, out_offsets) = (Input::new(offsets, slots(count)), Output::new(out_offsets, slots(count)));
        Self { offsets, out_offsets, failed }
    }
}

impl<T> Arguments for BatchReport<T> {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        self.failed.iter().map(OutParameter::range).chain(std::iter::once(self.out_offsets.range()))
    }

    fn check(&self) -> Result<(), netcore_aes_status> {
        self.ranges().chain(std::iter::once(self.offsets.range())).try_for_each(|range| range.fault)
    }
}

impl<T: Offset> Report for BatchReport<T> {
    type Answer = ();

    unsafe fn begin(&self) {}

    unsafe fn finish(&self, result: Result<(), Failure>) {
        let failure = result.err();
        if failure.is_some_and(|failure| failure.status == NETCORE_AES_ERR_OVERLAP) {
            return;
        }
        if let Some(failure) = failure {
            // SAFETY: this function's contract.
            let out_offsets = unsafe { self.out_offsets.slice() };
            out_offsets.fill(T::default());
            if let Some(last) = out_offsets.last_mut() {
                *last = failure.needed.and_then(|needed| T::try_from(needed).ok()).unwrap_or_default();
            }
        }
        if let Some(failed) = &self.failed {
            // SAFETY: this function's contract.
            unsafe { failed.set(failure.and_then(|failure| failure.message).unwrap_or(usize::MAX)) };
        }
    }
}
