//! Many messages in one call, in the layout of Apache Arrow's strings.

use std::fmt;
use std::ops::Range;

use crate::error::Error;

/// An integer that offsets may be: `u64`, or `i32` as in most Arrow arrays.
pub trait Offset: Copy + Default + PartialOrd + TryFrom<usize> + TryInto<usize> {}

impl Offset for u64 {}
impl Offset for i32 {}

/// The offsets of a batch: message i begins at offset i and ends at offset i + 1. Offsets do not decrease, and the first may
/// have any value from 0 on.
#[derive(Debug, Clone, Copy)]
pub struct Offsets<'a, T = u64>(&'a [T]);

impl<'a, T: Offset> Offsets<'a, T> {
    /// Checks that the offsets do not decrease; [`Batch::new`] also checks them against the data.
    ///
    /// # Errors
    /// [`Error::Offsets`] with the index of the first offset that is smaller than the one before it, is negative, or exceeds the
    /// address space.
    pub fn new(offsets: &'a [T]) -> Result<Self, Error> {
        let (Some(first), Some(last)) = (offsets.first(), offsets.last()) else {
            return Err(Error::Offsets { index: 0 });
        };
        // Of offsets that do not decrease, the first is the one that may be negative, and the last the one that may be too large.
        let decrease = offsets.windows(2).position(|pair| matches!(pair, [start, end] if start > end));
        let index = match decrease {
            _ if *first < T::default() => 0,
            Some(before) => before.saturating_add(1),
            None if index(*last).is_none() => offsets.len().saturating_sub(1),
            None => return Ok(Self(offsets)),
        };
        Err(Error::Offsets { index })
    }

    /// The end of the last message: the least length of data.
    #[must_use]
    pub fn end(self) -> usize {
        self.0.last().copied().and_then(index).unwrap_or_default()
    }

    /// The number of messages.
    #[must_use]
    pub const fn count(self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// The range of each message in the data.
    pub fn ranges(self) -> impl Iterator<Item = Range<usize>> + use<'a, T> {
        // `new` checked the offsets, so neither default is ever used.
        let index = |offset: &T| index(*offset).unwrap_or_default();
        self.0.windows(2).map(move |pair| match pair {
            [start, end] => index(start)..index(end),
            _ => 0..0,
        })
    }
}

fn index<T: Offset>(offset: T) -> Option<usize> {
    offset.try_into().ok()
}

/// Many messages end to end: message i is `data[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Copy)]
pub struct Batch<'a, T = u64> {
    data: &'a [u8],
    offsets: Offsets<'a, T>,
}

impl<'a, T: Offset> Batch<'a, T> {
    /// Takes the messages' bytes and their offsets.
    ///
    /// # Errors
    /// [`Error::Offsets`] if the offsets decrease, or the last lies past the end of `data`.
    pub fn new(data: &'a [u8], offsets: &'a [T]) -> Result<Self, Error> {
        let offsets = Offsets::new(offsets)?;
        if offsets.end() <= data.len() {
            Ok(Self { data, offsets })
        } else {
            Err(Error::Offsets { index: offsets.count() })
        }
    }

    /// The offsets of the messages.
    #[must_use]
    pub const fn offsets(self) -> Offsets<'a, T> {
        self.offsets
    }

    /// The messages, in order.
    pub fn messages(self) -> impl Iterator<Item = &'a [u8]> {
        self.offsets.ranges().map(move |range| self.data.get(range).unwrap_or_default())
    }
}

impl<T: Offset> fmt::Debug for Batch<'_, T> {
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

impl<T: Offset> Offsets<'_, T> {
    /// The start of the first message.
    pub(super) fn start(self) -> usize {
        self.0.first().copied().and_then(index).unwrap_or_default()
    }
}

impl<'a, T: Offset> Batch<'a, T> {
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

#[cfg(test)]
mod tests {
    use super::super::Cipher;
    use super::*;

    #[test]
    fn offsets_neither_decrease_nor_are_negative() {
        let refused = |offsets: &[i32]| Offsets::new(offsets).err();
        for (offsets, index) in
            [(&[][..], 0), (&[-1], 0), (&[-1, 5], 0), (&[-5, -7], 0), (&[3, 2], 1), (&[0, 4, 4, 3], 3)]
        {
            assert_eq!(refused(offsets), Some(Error::Offsets { index }), "{offsets:?}");
        }
        let offsets = Offsets::new(&[3, 3, i32::MAX]).unwrap();
        assert_eq!((offsets.end(), offsets.count()), (0x7fff_ffff, 2));
        assert!(offsets.ranges().eq([3..3, 3..0x7fff_ffff]));
        assert_eq!(Offsets::new(&[5, u64::MAX]).is_ok(), usize::try_from(u64::MAX).is_ok());
    }

    #[test]
    fn offsets_of_32_bits_must_reach_the_last_text() {
        let cipher = Cipher::parse(11257, &[b'k'; 32], &[b'i'; 16]).unwrap();
        let ends = [0, 16, 0x3fff_ffd0, 0x3fff_ffd0 + 15];
        let len = |ends: &[i32]| cipher.encrypted_batch_len(Offsets::new(ends).unwrap());
        assert_eq!(len(&ends[..2]).unwrap(), 64);
        assert_eq!(len(&ends[..3]).unwrap(), 0x7fff_ffe0);
        let refused = Err(BatchError { error: Error::TooLarge { bytes: 15 }, message: Some(2) });
        assert_eq!(len(&ends), refused);
        assert_eq!(
            cipher.encrypt_batch_into(Batch { data: &[], offsets: Offsets(&ends) }, &mut [], &mut [7; 4]),
            refused
        );
        assert!(cipher.decrypted_batch_bound(Offsets::new(&[0, i32::MAX]).unwrap()).is_ok());
        // Where a buffer may have more than 2 GiB.
        #[cfg(target_pointer_width = "64")]
        {
            let wide = ends.map(|end| u64::try_from(end).unwrap());
            assert_eq!(cipher.encrypted_batch_len(Offsets::new(&wide).unwrap()).unwrap(), 0x8000_0000);
        }
    }
}
