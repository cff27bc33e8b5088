//! Many messages in one call, laid out as Apache Arrow lays out strings.

use std::fmt;

use crate::{Cipher, Error};

/// Many messages end to end: message i is `data[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    data: &'a [u8],
    offsets: &'a [u64],
}

impl<'a> Batch<'a> {
    /// Takes the messages' bytes and where they begin and end: one offset more than there are messages, the first of any
    /// value, none smaller than the one before, the last within `data`.
    ///
    /// # Errors
    /// [`Error::Offsets`].
    pub fn new(data: &'a [u8], offsets: &'a [u64]) -> Result<Self, Error> {
        let last = offsets.last().ok_or(Error::Offsets { index: 0 })?;
        let decrease = offsets.windows(2).position(|pair| matches!(pair, [start, end] if start > end));
        if let Some(before) = decrease {
            return Err(Error::Offsets { index: before.saturating_add(1) });
        }
        if usize::try_from(*last).is_ok_and(|end| end <= data.len()) {
            Ok(Self { data, offsets })
        } else {
            Err(Error::Offsets { index: offsets.len().saturating_sub(1) })
        }
    }

    /// The number of messages.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether there is no message.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The messages, in order.
    pub fn messages(self) -> impl Iterator<Item = &'a [u8]> {
        self.offsets.windows(2).map(move |pair| {
            let range = match pair {
                [start, end] => usize::try_from(*start).ok().zip(usize::try_from(*end).ok()),
                _ => None,
            };
            range.and_then(|(start, end)| self.data.get(start..end)).unwrap_or_default()
        })
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({} messages)", self.len())
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
type One<'a> = &'a dyn Fn(&[u8], &mut [u8]) -> Result<usize, Error>;

impl Cipher {
    /// The exact length of all texts that a batch encrypts to.
    ///
    /// # Errors
    /// [`Error::TooLarge`], with the message at fault.
    pub fn encrypted_batch_len(&self, batch: Batch<'_>) -> Result<usize, BatchError> {
        sum(batch, |len| self.encrypted_len(len))
    }

    /// The length of buffer that decrypting a batch asks for.
    ///
    /// # Errors
    /// [`Error::TooLarge`], with the message at fault.
    pub fn decrypted_batch_bound(&self, batch: Batch<'_>) -> Result<usize, BatchError> {
        sum(batch, |len| self.decrypted_bound(len))
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
        let needed = self.encrypted_batch_len(batch)?;
        let one = |plaintext: &[u8], out: &mut [u8]| self.encrypt_into(plaintext, &[], out);
        run(batch, needed, &one, out, out_offsets)
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
        let needed = self.decrypted_batch_bound(batch)?;
        let one = |text: &[u8], out: &mut [u8]| self.decrypt_into(text, &[], out);
        run(batch, needed, &one, out, out_offsets)
    }
}

fn sum(batch: Batch<'_>, len: impl Fn(usize) -> Result<usize, Error>) -> Result<usize, BatchError> {
    let mut total = 0_usize;
    for (index, message) in batch.messages().enumerate() {
        let too_large = Error::TooLarge { bytes: message.len() };
        total = len(message.len())
            .and_then(|len| total.checked_add(len).filter(|sum| isize::try_from(*sum).is_ok()).ok_or(too_large))
            .map_err(|error| BatchError { error, message: Some(index) })?;
    }
    Ok(total)
}

fn run(
    batch: Batch<'_>,
    needed: usize,
    one: One<'_>,
    out: &mut [u8],
    out_offsets: &mut [u64],
) -> Result<usize, BatchError> {
    if out_offsets.len() != batch.offsets.len() {
        return Err(Error::Offsets { index: out_offsets.len() }.into());
    }
    let capacity = out.len();
    if capacity < needed {
        return Err(Error::BufferTooSmall { needed, capacity }.into());
    }
    let result = run_each(batch, one, out, out_offsets);
    if result.is_err() {
        out.fill(0);
        out_offsets.fill(0);
    }
    result
}

fn run_each(batch: Batch<'_>, one: One<'_>, out: &mut [u8], out_offsets: &mut [u64]) -> Result<usize, BatchError> {
    let Some((first, ends)) = out_offsets.split_first_mut() else { return Ok(0) };
    *first = 0;
    let mut total = 0_usize;
    for ((index, message), end) in batch.messages().enumerate().zip(ends) {
        let place = out.get_mut(total..).unwrap_or_default();
        let len = one(message, place).map_err(|error| BatchError { error, message: Some(index) })?;
        total = total.saturating_add(len);
        *end = u64::try_from(total).map_err(|_| Error::TooLarge { bytes: total })?;
    }
    Ok(total)
}
