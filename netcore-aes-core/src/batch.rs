//! Many messages in one call, laid out as Apache Arrow lays out strings.

use std::fmt;
use std::ops::Range;

use crate::nonce::Nonces;
use crate::residue::{Depth, wiped};
use crate::{Cipher, Error, kernel};

/// A batch whose texts are longer than this is too long for the caches of most CPUs. What is to come is then fetched from memory
/// while the lanes are at work: they read and write in too many places for the CPU to see where they go (it saves a third of the time).
const LARGE: usize = 4 << 20;
/// How far ahead, in bytes: more than the lanes have under way.
const FETCH_AHEAD: usize = 10_000;

/// Where the messages of a batch begin and end: one offset more than there are messages, none smaller than the one
/// before. The first may be of any value.
#[derive(Debug, Clone, Copy)]
pub struct Offsets<'a>(&'a [u64]);

impl<'a> Offsets<'a> {
    /// Checks the offsets by themselves; [`Batch::new`] checks them against the data.
    ///
    /// # Errors
    /// [`Error::Offsets`] with the first offset that is smaller than the one before it, or that no address space holds.
    pub fn new(offsets: &'a [u64]) -> Result<Self, Error> {
        let last = offsets.last().ok_or(Error::Offsets { index: 0 })?;
        let decrease = offsets.windows(2).position(|pair| matches!(pair, [start, end] if start > end));
        match (decrease, usize::try_from(*last)) {
            (None, Ok(_)) => Ok(Self(offsets)),
            (None, Err(_)) => Err(Error::Offsets { index: offsets.len().saturating_sub(1) }),
            (Some(before), _) => Err(Error::Offsets { index: before.saturating_add(1) }),
        }
    }

    /// Where the last message ends: the least length of data.
    #[must_use]
    pub fn end(self) -> usize {
        self.0.last().and_then(|end| usize::try_from(*end).ok()).unwrap_or_default()
    }

    /// The number of messages.
    #[must_use]
    pub const fn count(self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// Where each message begins and ends.
    pub fn ranges(self) -> impl Iterator<Item = Range<usize>> + use<'a> {
        // `new` has seen to it that neither default is ever met.
        let place = |offset: &u64| usize::try_from(*offset).unwrap_or_default();
        self.0.windows(2).map(move |pair| match pair {
            [start, end] => place(start)..place(end),
            _ => 0..0,
        })
    }
}

/// Many messages end to end: message i is `data[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    data: &'a [u8],
    offsets: Offsets<'a>,
}

impl<'a> Batch<'a> {
    /// Takes the messages' bytes, and where they begin and end.
    ///
    /// # Errors
    /// [`Error::Offsets`] if the offsets are no [`Offsets`], or the last lies past `data`.
    pub fn new(data: &'a [u8], offsets: &'a [u64]) -> Result<Self, Error> {
        let offsets = Offsets::new(offsets)?;
        if offsets.end() <= data.len() {
            Ok(Self { data, offsets })
        } else {
            Err(Error::Offsets { index: offsets.count() })
        }
    }

    /// Where the messages begin and end.
    #[must_use]
    pub const fn offsets(self) -> Offsets<'a> {
        self.offsets
    }

    /// The messages, in order.
    pub fn messages(self) -> impl Iterator<Item = &'a [u8]> {
        self.offsets.ranges().map(move |range| self.data.get(range).unwrap_or_default())
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({} messages)", self.offsets.count())
    }
}

/// Why a batch was refused, and which message of it was at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchError {
    /// The cause.
    pub error: Error,
    /// The message at fault, counted from 0; none if the fault is the whole batch's.
    pub message: Option<usize>,
}

impl From<Error> for BatchError {
    fn from(error: Error) -> Self {
        Self { error, message: None }
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(message) = self.message {
            write!(f, "message {message} of the batch: ")?;
        }
        self.error.fmt(f)
    }
}

impl std::error::Error for BatchError {}

/// What a batch does to one message: reads it, writes to the start of the buffer, returns the length written.
type One<'a> = &'a mut dyn FnMut(&[u8], &mut [u8]) -> Result<usize, Error>;
/// The room that it asks for, by the message's length.
type Room<'a> = &'a dyn Fn(usize) -> Result<usize, Error>;

impl Cipher {
    /// The exact length of all texts that a batch encrypts to.
    ///
    /// # Errors
    /// [`Error::TooLarge`], with the message at fault.
    pub fn encrypted_batch_len(&self, offsets: Offsets<'_>) -> Result<usize, BatchError> {
        sum(offsets, |len| self.encrypted_len(len))
    }

    /// The length of buffer that decrypting a batch asks for.
    ///
    /// # Errors
    /// [`Error::TooLarge`], with the message at fault.
    pub fn decrypted_batch_bound(&self, offsets: Offsets<'_>) -> Result<usize, BatchError> {
        sum(offsets, |len| self.decrypted_bound(len))
    }

    /// Encrypts each message; the texts stand in `out` end to end, text i at `out_offsets[i]..out_offsets[i + 1]`.
    /// Returns the length of them all: [`Self::encrypted_batch_len`], always. Associated data is not taken.
    ///
    /// All or nothing: on a failure `out` and `out_offsets` are wiped, or left alone if nothing was begun.
    ///
    /// # Errors
    /// [`Error::Offsets`] if `out_offsets` is not as long as the batch's, [`Error::BufferTooSmall`],
    /// [`Error::TooLarge`]: nothing was begun. For GCM also [`Error::Random`] and [`Error::KeyUsedUp`].
    pub fn encrypt_batch_into(
        &self,
        batch: Batch<'_>,
        out: &mut [u8],
        out_offsets: &mut [u64],
    ) -> Result<usize, BatchError> {
        let needed = self.encrypted_batch_len(batch.offsets)?;
        check_room(batch, needed, out, out_offsets)?;
        if self.has_kernel() {
            let places = self.places(batch, needed > LARGE, out, out_offsets);
            let depth = if batch.offsets.count() > 1 { Depth::Lanes } else { Depth::Cbc };
            wiped(depth, || self.encrypt_side_by_side(places));
            return Ok(needed);
        }
        let mut nonces = Nonces::for_messages(batch.offsets.count());
        let mut one = |plaintext: &[u8], out: &mut [u8]| self.encrypt_under(&mut nonces, plaintext, &[], out);
        wiped(self.depth(), || run(batch, &|len| self.encrypted_len(len), &mut one, out, out_offsets))
    }

    /// Decrypts each text; the plaintexts stand in `out` end to end, plaintext i at `out_offsets[i]..out_offsets[i + 1]`.
    /// Returns the length of them all. `out` needs room for [`Self::decrypted_batch_bound`].
    ///
    /// All or nothing, as [`Self::encrypt_batch_into`].
    ///
    /// # Errors
    /// Those of [`Self::encrypt_batch_into`] before anything was begun; [`Error::Encoding`] and [`Error::Decrypt`] with
    /// the message at fault.
    pub fn decrypt_batch_into(
        &self,
        batch: Batch<'_>,
        out: &mut [u8],
        out_offsets: &mut [u64],
    ) -> Result<usize, BatchError> {
        check_room(batch, self.decrypted_batch_bound(batch.offsets)?, out, out_offsets)?;
        let mut one = |text: &[u8], out: &mut [u8]| self.decrypt_unwiped(text, &[], out);
        wiped(self.depth(), || run(batch, &|len| self.decrypted_bound(len), &mut one, out, out_offsets))
    }

    /// Each message with the place of its text in `out`, writing down as it goes where that ends.
    fn places<'a>(
        &self,
        batch: Batch<'a>,
        is_large: bool,
        mut out: &'a mut [u8],
        out_offsets: &'a mut [u64],
    ) -> impl Iterator<Item = (&'a [u8], &'a mut [u8])> {
        let mut read = usize::try_from(batch.offsets.0.first().copied().unwrap_or_default()).unwrap_or_default();
        let mut end = 0_u64;
        let mut out_offsets = out_offsets.iter_mut();
        if let Some(first) = out_offsets.next() {
            *first = end;
        }
        batch.messages().zip(out_offsets).map_while(move |(message, offset)| {
            let len = self.encrypted_len(message.len()).ok()?;
            end = end.checked_add(u64::try_from(len).ok()?)?;
            *offset = end;
            let (place, rest) = std::mem::take(&mut out).split_at_mut_checked(len)?;
            if is_large {
                read = read.saturating_add(message.len());
                kernel::will_read(window(batch.data, read.saturating_add(FETCH_AHEAD), message.len().min(FETCH_AHEAD)));
                kernel::will_write(window(rest, FETCH_AHEAD, len.min(FETCH_AHEAD)));
            }
            out = rest;
            Some((message, place))
        })
    }
}

/// A part of `bytes`, as far as there is one.
fn window(bytes: &[u8], start: usize, len: usize) -> &[u8] {
    bytes.get(start..).map(|rest| rest.get(..len).unwrap_or(rest)).unwrap_or_default()
}

fn sum(offsets: Offsets<'_>, len: impl Fn(usize) -> Result<usize, Error>) -> Result<usize, BatchError> {
    let mut total = 0_usize;
    for (index, message) in offsets.ranges().enumerate() {
        let too_large = Error::TooLarge { bytes: message.len() };
        total = len(message.len())
            .and_then(|len| total.checked_add(len).filter(|sum| isize::try_from(*sum).is_ok()).ok_or(too_large))
            .map_err(|error| BatchError { error, message: Some(index) })?;
    }
    Ok(total)
}

fn check_room(batch: Batch<'_>, needed: usize, out: &[u8], out_offsets: &[u64]) -> Result<(), Error> {
    if out_offsets.len() != batch.offsets.0.len() {
        return Err(Error::Offsets { index: out_offsets.len() });
    }
    let capacity = out.len();
    if capacity < needed {
        return Err(Error::BufferTooSmall { needed, capacity });
    }
    Ok(())
}

fn run(
    batch: Batch<'_>,
    room: Room<'_>,
    one: One<'_>,
    out: &mut [u8],
    out_offsets: &mut [u64],
) -> Result<usize, BatchError> {
    let result = run_each(batch, room, one, out, out_offsets);
    if result.is_err() {
        out.fill(0);
        out_offsets.fill(0);
    }
    result
}

/// Each result is made where there is room for all that may come before it, so that the places of the work say nothing of how
/// long the plaintexts are. Then it is moved to its own place.
fn run_each(
    batch: Batch<'_>,
    room: Room<'_>,
    one: One<'_>,
    out: &mut [u8],
    out_offsets: &mut [u64],
) -> Result<usize, BatchError> {
    let Some((first, ends)) = out_offsets.split_first_mut() else { return Ok(0) };
    *first = 0;
    let (mut start, mut total) = (0_usize, 0_usize);
    for ((index, message), end) in batch.messages().enumerate().zip(ends) {
        let at_fault = |error| BatchError { error, message: Some(index) };
        let next = start.saturating_add(room(message.len()).map_err(at_fault)?);
        let len = one(message, out.get_mut(start..next).unwrap_or_default()).map_err(at_fault)?;
        total = close_up(out, start, len, total);
        *end = u64::try_from(total).map_err(|_| Error::TooLarge { bytes: total })?;
        start = next;
    }
    Ok(clear(out, total, start))
}

/// Moves a result to where those before it end; returns where that one does. Not inlined: see [`crate::padding`].
#[inline(never)]
fn close_up(out: &mut [u8], start: usize, len: usize, total: usize) -> usize {
    let end = start.saturating_add(len);
    if start != total && end <= out.len() && total <= start {
        out.copy_within(start..end, total);
    }
    total.saturating_add(len)
}

/// Clears what was left behind by that; returns where it begins. Not inlined: see [`crate::padding`].
#[inline(never)]
fn clear(out: &mut [u8], total: usize, end: usize) -> usize {
    out.get_mut(total..end).unwrap_or_default().fill(0);
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_too_long_for_the_caches_is_no_other() {
        let cipher = Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16]).unwrap();
        let data: Vec<u8> = (0..4_000_000_u32).map(|i| i.to_le_bytes()[1]).collect();
        // Longer and shorter ones, and data before the first and after the last.
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
