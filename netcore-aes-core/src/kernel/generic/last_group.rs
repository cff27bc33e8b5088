//! The last group of a message: the end of the plaintext, and the padding.

use super::message::End;
use super::types::{Block, Group};

const LEN: usize = size_of::<Group>();

/// The last group, which begins in the first half. Blocks after the padding are not used.
pub(in crate::kernel) struct LastGroup {
    /// The last 48 bytes of the plaintext, and the padding behind them: copies of fixed sizes, for which no load waits.
    bytes: [Block; 6],
    start: usize,
}

impl LastGroup {
    /// Of a lane without a message.
    pub(in crate::kernel) const NONE: Self = Self { bytes: [[0; 16]; 6], start: 0 };

    #[inline]
    pub(in crate::kernel) fn set(&mut self, end: &End<'_>) {
        let len = end.plaintext.len() % LEN;
        // PKCS#7 (RFC 5652, section 6.3): the padding fills the block, and each byte of it is its length.
        self.bytes[3] = [u8::try_from(16 - len % 16).unwrap_or_default(); 16];
        self.start = LEN - len;
        let (before, _) = self.bytes.as_flattened_mut().split_at_mut(LEN);
        if let (Some(to), Some(from)) = (before.first_chunk_mut::<LEN>(), end.plaintext.last_chunk()) {
            *to = *from;
        } else if let Some(to) = before.get_mut(self.start..) {
            to.copy_from_slice(end.plaintext);
        }
    }

    #[inline]
    pub(in crate::kernel) fn group(&self) -> &Group {
        let group = self.bytes.as_flattened().get(self.start..).and_then(|bytes| bytes.as_chunks().0.first_chunk());
        group.unwrap_or(&[[0; 16]; 3])
    }
}
