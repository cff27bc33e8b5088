//! Encryption and decryption of a batch: in lanes side by side by the kernel, or one message after the other by the crates.

use std::mem;

use super::batch::{Batch, BatchError, Frame, Offset, Offsets};
use super::engine::Engine;
use super::nonce::Nonces;
use super::wipe::StackDepth;
use crate::error::Error;
use crate::kernel;

/// Texts of a batch that are longer in all than this do not fit into the caches of most CPUs. Data and texts are then prefetched
/// while the lanes are at work: they read and write at too many addresses for the CPU to predict (this saves a third of the
/// time).
const LARGE: usize = if cfg!(miri) { 64 } else { 4 << 20 };
/// The distance of prefetching, in bytes: more than the lanes have in progress.
const PREFETCH_DISTANCE: usize = if cfg!(miri) { 16 } else { 10_000 };

/// Encrypts or decrypts one message to the start of a buffer, and returns the length written.
type CryptMessage<'a> = &'a mut dyn FnMut(&[u8], &mut [u8]) -> Result<usize, Error>;
/// The length of buffer that it needs for a message of a given length.
type BufferLen<'a> = &'a dyn Fn(usize) -> Result<usize, Error>;

impl Engine {
    /// See [`super::Cipher::encrypted_batch_len`].
    pub(super) fn encrypted_batch_len<T: Offset>(
        &self,
        offsets: Offsets<'_, T>,
        frame: Frame<'_>,
    ) -> Result<usize, BatchError> {
        sum(offsets, &|len| self.framed_len(len, frame))
    }

    fn framed_len(&self, plaintext_len: usize, frame: Frame<'_>) -> Result<usize, Error> {
        frame.framed_len(self.encrypted_len(plaintext_len)?).ok_or(Error::TooLarge { bytes: plaintext_len })
    }

    /// See [`super::Cipher::decrypted_batch_bound`].
    pub(super) fn decrypted_batch_bound<T: Offset>(&self, offsets: Offsets<'_, T>) -> Result<usize, BatchError> {
        sum(offsets, &|len| self.decrypted_bound(len))
    }

    /// The stack that encrypting a batch uses.
    pub(super) fn encrypt_batch_stack_depth(&self, count: usize) -> StackDepth {
        if count > 1 && self.kernel().is_some() { StackDepth::Lanes } else { self.stack_depth() }
    }

    /// See [`super::Cipher::encrypt_batch_into`]; with a frame around each text.
    pub(super) fn encrypt_batch<T: Offset>(
        &self,
        batch: Batch<'_, T>,
        frame: Frame<'_>,
        out: &mut [u8],
        out_offsets: &mut [T],
    ) -> Result<usize, BatchError> {
        let needed = self.encrypted_batch_len(batch.offsets(), frame)?;
        check_room(batch, needed, out, out_offsets)?;
        if let Some((kernel, iv)) = self.kernel() {
            // The batch may be a part of data that does not fit.
            let is_large = needed.max(batch.data().len()) > LARGE;
            let mut messages = self.messages_with_texts(batch, frame, is_large, out, out_offsets);
            let encoding = self.scheme().encoding();
            if batch.offsets().count() == 1 {
                // Alone it needs less of the stack, all of which is wiped. Its text has its length.
                messages.next().and_then(|(plaintext, text)| kernel.encrypt(iv, encoding, plaintext, text));
            } else {
                kernel.encrypt_many(iv, encoding, messages);
            }
            return Ok(needed);
        }
        let mut nonces = Nonces::for_messages(batch.offsets().count());
        let mut encrypt = |plaintext: &[u8], out: &mut [u8]| {
            let len = out.len();
            let text = frame.write(out).ok_or(Error::TooLarge { bytes: plaintext.len() })?;
            self.encrypt(&mut nonces, plaintext, &[], text)?;
            Ok(len)
        };
        crypt_each(batch, &|len| self.framed_len(len, frame), &mut encrypt, out, out_offsets)
    }

    /// See [`super::Cipher::decrypt_batch_into`].
    pub(super) fn decrypt_batch<T: Offset>(
        &self,
        batch: Batch<'_, T>,
        out: &mut [u8],
        out_offsets: &mut [T],
    ) -> Result<usize, BatchError> {
        check_room(batch, self.decrypted_batch_bound(batch.offsets())?, out, out_offsets)?;
        let mut decrypt = |text: &[u8], out: &mut [u8]| self.decrypt(text, &[], out);
        crypt_each(batch, &|len| self.decrypted_bound(len), &mut decrypt, out, out_offsets)
    }

    /// Each message with the part of `out` for its text. Writes the offsets of the texts on the way.
    fn messages_with_texts<'a, T: Offset>(
        &self,
        batch: Batch<'a, T>,
        frame: Frame<'a>,
        is_large: bool,
        mut out: &'a mut [u8],
        out_offsets: &'a mut [T],
    ) -> impl Iterator<Item = (&'a [u8], &'a mut [u8])> {
        let mut read = batch.offsets().start();
        let mut end = 0_usize;
        let mut out_offsets = out_offsets.iter_mut();
        if let Some(first) = out_offsets.next() {
            *first = T::default();
        }
        batch.messages().zip(out_offsets).map_while(move |(message, offset)| {
            let len = self.framed_len(message.len(), frame).ok()?;
            end = end.checked_add(len)?;
            *offset = T::try_from(end).ok()?;
            let (framed, rest) = mem::take(&mut out).split_at_mut_checked(len)?;
            if is_large {
                read = read.saturating_add(message.len());
                let ahead = read.saturating_add(PREFETCH_DISTANCE);
                kernel::prefetch_read(window(batch.data(), ahead, message.len().min(PREFETCH_DISTANCE)));
                kernel::prefetch_write(window(rest, PREFETCH_DISTANCE, len.min(PREFETCH_DISTANCE)));
            }
            out = rest;
            Some((message, frame.write(framed)?))
        })
    }
}

/// `len` bytes from `start` on, or fewer at the end of `bytes`.
fn window(bytes: &[u8], start: usize, len: usize) -> &[u8] {
    bytes.get(start..).map(|rest| rest.get(..len).unwrap_or(rest)).unwrap_or_default()
}

/// The length of all buffers, which the address space and the offsets must reach.
fn sum<T: Offset>(offsets: Offsets<'_, T>, buffer_len: BufferLen<'_>) -> Result<usize, BatchError> {
    let mut total = 0_usize;
    for (index, message) in offsets.ranges().enumerate() {
        let too_large = Error::TooLarge { bytes: message.len() };
        let is_reached = |sum: &usize| isize::try_from(*sum).is_ok() && T::try_from(*sum).is_ok();
        total = buffer_len(message.len())
            .and_then(|len| total.checked_add(len).filter(is_reached).ok_or(too_large))
            .map_err(|error| BatchError { error, message: Some(index) })?;
    }
    Ok(total)
}

fn check_room<T: Offset>(batch: Batch<'_, T>, needed: usize, out: &[u8], out_offsets: &[T]) -> Result<(), Error> {
    if out_offsets.len() != batch.offsets().count().saturating_add(1) {
        return Err(Error::Offsets { index: out_offsets.len() });
    }
    let capacity = out.len();
    if capacity < needed {
        return Err(Error::BufferTooSmall { needed, capacity });
    }
    Ok(())
}

/// Encrypts or decrypts one message after the other. On an error it wipes the output.
fn crypt_each<T: Offset>(
    batch: Batch<'_, T>,
    buffer_len: BufferLen<'_>,
    crypt: CryptMessage<'_>,
    out: &mut [u8],
    out_offsets: &mut [T],
) -> Result<usize, BatchError> {
    let result = crypt_each_unwiped(batch, buffer_len, crypt, out, out_offsets);
    if result.is_err() {
        out.fill(0);
        out_offsets.fill(T::default());
    }
    result
}

/// Each result is written where the longest possible results before it would end, so that the addresses of the work reveal no
/// plaintext's length. Then it is moved to the end of the result before it.
fn crypt_each_unwiped<T: Offset>(
    batch: Batch<'_, T>,
    buffer_len: BufferLen<'_>,
    crypt: CryptMessage<'_>,
    out: &mut [u8],
    out_offsets: &mut [T],
) -> Result<usize, BatchError> {
    let Some((first, ends)) = out_offsets.split_first_mut() else { return Ok(0) };
    *first = T::default();
    let (mut start, mut total) = (0_usize, 0_usize);
    for ((index, message), end) in batch.messages().enumerate().zip(ends) {
        let at_fault = |error| BatchError { error, message: Some(index) };
        let next = start.saturating_add(buffer_len(message.len()).map_err(at_fault)?);
        let len = crypt(message, out.get_mut(start..next).unwrap_or_default()).map_err(at_fault)?;
        total = move_to_end_of_results(out, start, len, total);
        *end = T::try_from(total).map_err(|_| Error::TooLarge { bytes: total })?;
        start = next;
    }
    Ok(clear_rest(out, total, start))
}

/// Moves a result of `len` bytes from `start` to `total`, where the results before it end; returns where it ends then. Not
/// inlined: see [`super::padding`].
#[inline(never)]
fn move_to_end_of_results(out: &mut [u8], start: usize, len: usize, total: usize) -> usize {
    let end = start.saturating_add(len);
    if start != total && end <= out.len() && total <= start {
        out.copy_within(start..end, total);
    }
    total.saturating_add(len)
}

/// Clears the leftovers of those moves, from `total` to `end`; returns `total`. Not inlined: see [`super::padding`].
#[inline(never)]
fn clear_rest(out: &mut [u8], total: usize, end: usize) -> usize {
    out.get_mut(total..end).unwrap_or_default().fill(0);
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::Cipher;

    #[test]
    fn a_batch_takes_the_lanes_where_the_cpu_has_them() {
        for (code, iv, lanes) in
            [(11256, &b"iviviviviviviviv"[..], true), (11257, b"iviviviviviviviv", true), (11258, b"", false)]
        {
            let engine = Cipher::parse(code, &[b'k'; 32], iv).unwrap().engine;
            let lanes = lanes && kernel::instruction_set() != "portable";
            assert_eq!(engine.kernel().is_some(), lanes);
            for count in 0..4 {
                let depth = engine.encrypt_batch_stack_depth(count);
                assert_eq!(matches!(depth, StackDepth::Lanes), lanes && count > 1, "{code}, {count}: {depth:?}");
            }
        }
    }

    #[test]
    fn a_window_ends_with_the_bytes() {
        let batch = Batch::new(b"abcdef", &[1, 3]).unwrap();
        let windows = [(2, 3), (2, 4), (2, 9), (6, 1), (7, 1)].map(|(start, len)| window(batch.data(), start, len));
        assert_eq!(windows, [&b"cde"[..], b"cdef", b"cdef", b"", b""]);
    }

    #[test]
    fn a_batch_too_long_for_the_caches_gives_the_same_texts() {
        let cipher = Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16]).unwrap();
        let data: Vec<u8> = (0..4_000_000_u32).map(|i| i.to_le_bytes()[1]).collect();
        // Longer and shorter messages, and data before the first and after the last.
        let mut offsets = vec![17];
        while offsets[offsets.len() - 1] + 40_000 < 4_000_000 {
            let last = offsets[offsets.len() - 1];
            offsets.push(last + last % 900 + if last % 97 == 0 { 30_000 } else { 0 });
        }
        let batch = Batch::new(&data, &offsets).unwrap();
        let needed = cipher.encrypted_batch_len(batch.offsets()).unwrap();
        assert!(needed > LARGE, "only {needed} bytes of text");
        let (mut out, mut out_offsets) = (vec![0; needed], vec![0; offsets.len()]);
        cipher.encrypt_batch_into(batch, &mut out, &mut out_offsets).unwrap();
        let texts = Batch::new(&out, &out_offsets).unwrap();
        for (message, text) in batch.messages().zip(texts.messages()) {
            assert_eq!(cipher.encrypt(message).unwrap().as_bytes(), text);
        }
    }
}
