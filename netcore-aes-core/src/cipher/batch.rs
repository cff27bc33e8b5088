//! Many messages in one call, in the layout of Apache Arrow's strings.

use std::fmt;
use std::ops::Range;

use crate::error::Error;

/// The offsets of a batch: message i begins at offset i and ends at offset i + 1. Offsets do not decrease, and the first may
/// have any value.
#[derive(Debug, Clone, Copy)]
pub struct Offsets<'a>(&'a [u64]);

impl<'a> Offsets<'a> {
    /// Checks that the offsets do not decrease; [`Batch::new`] also checks them against the data.
    ///
    /// # Errors
    /// [`Error::Offsets`] with the index of the first offset that is smaller than the one before it, or exceeds the address space.
    pub fn new(offsets: &'a [u64]) -> Result<Self, Error> {
        let last = offsets.last().ok_or(Error::Offsets { index: 0 })?;
        let decrease = offsets.windows(2).position(|pair| matches!(pair, [start, end] if start > end));
        match (decrease, usize::try_from(*last)) {
            (None, Ok(_)) => Ok(Self(offsets)),
            (None, Err(_)) => Err(Error::Offsets { index: offsets.len().saturating_sub(1) }),
            (Some(before), _) => Err(Error::Offsets { index: before.saturating_add(1) }),
        }
    }

    /// The end of the last message: the least length of data.
    #[must_use]
    pub fn end(self) -> usize {
        self.0.last().and_then(|end| usize::try_from(*end).ok()).unwrap_or_default()
    }

    /// The number of messages.
    #[must_use]
    pub const fn count(self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// The range of each message in the data.
    pub fn ranges(self) -> impl Iterator<Item = Range<usize>> + use<'a> {
        // `new` checked the offsets, so neither default is ever used.
        let index = |offset: &u64| usize::try_from(*offset).unwrap_or_default();
        self.0.windows(2).map(move |pair| match pair {
            [start, end] => index(start)..index(end),
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
    /// Takes the messages' bytes and their offsets.
    ///
    /// # Errors
    /// [`Error::Offsets`] if the offsets decrease, or the last lies past the end of `data`.
    pub fn new(data: &'a [u8], offsets: &'a [u64]) -> Result<Self, Error> {
        let offsets = Offsets::new(offsets)?;
        if offsets.end() <= data.len() {
            Ok(Self { data, offsets })
        } else {
            Err(Error::Offsets { index: offsets.count() })
        }
    }

    /// The offsets of the messages.
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

/// The error of a batch, and the message that caused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchError {
    /// The cause.
    pub error: Error,
    /// The index of the message at fault, from 0; none if the error concerns the whole batch.
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

impl Offsets<'_> {
    /// The offsets themselves.
    pub(super) const fn as_slice(&self) -> &[u64] {
        self.0
    }
}

impl<'a> Batch<'a> {
    pub(super) const fn data(self) -> &'a [u8] {
        self.data
    }
}

/// Bytes written around each text of a batch.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Frame<'a> {
    pub(crate) before: &'a [u8],
    pub(crate) after: &'a [u8],
}

impl Frame<'_> {
    /// The length of a text with its frame; `None` if it exceeds the address space.
    #[inline]
    pub(super) fn framed_len(self, text_len: usize) -> Option<usize> {
        text_len.checked_add(self.before.len())?.checked_add(self.after.len())
    }

    /// Writes the frame into `out`, and returns the room for the text between its parts. `None` if `out` is too small.
    #[inline]
    pub(super) fn write(self, out: &mut [u8]) -> Option<&mut [u8]> {
        // Two copies of nothing would cost as much as the rest of a short message's bookkeeping.
        if self.before.is_empty() && self.after.is_empty() {
            return Some(out);
        }
        let (before, rest) = out.split_at_mut_checked(self.before.len())?;
        let (text, after) = rest.split_at_mut_checked(rest.len().checked_sub(self.after.len())?)?;
        before.copy_from_slice(self.before);
        after.copy_from_slice(self.after);
        Some(text)
    }
}
