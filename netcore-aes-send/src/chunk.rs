//! The events of one request.

use std::ops::Range;

use bytes::Bytes;
use netcore_aes_core::{Cipher, Error, EventSplitter, SplitEvent, UploadEvents};

/// What stands before and after the text in a body.
const AROUND_TEXT: (usize, usize) = (r#"{"encryptedRequest":""#.len(), r#""}"#.len());

/// The events of one request, and its body.
#[derive(Clone)]
pub(crate) struct Chunk {
    /// The number of chunks before it, in all inputs.
    pub(crate) ordinal: u32,
    /// The number of its input, from 0.
    pub(crate) file: usize,
    pub(crate) events: UploadEvents,
    /// The refused events between its first and its last, by their indices.
    pub(crate) gaps: Vec<Range<usize>>,
    /// Tells whether an earlier run's chunk had the same events.
    pub(crate) digest: u128,
    /// Empty if nothing is to be posted.
    pub(crate) body: Bytes,
}

impl Chunk {
    /// The digest of a payload. It finds changes that happen by chance or by hand.
    pub(crate) fn digest_of(payload: &[u8]) -> u128 {
        twox_hash::XxHash3_128::oneshot(payload)
    }

    /// The index in the input of each of its events, in order.
    pub(crate) fn indices(&self) -> impl Iterator<Item = usize> {
        let mut gaps = self.gaps.iter();
        let mut gap = gaps.next();
        (self.events.first..=self.events.last).filter(move |index| {
            while gap.is_some_and(|gap| gap.end <= *index) {
                gap = gaps.next();
            }
            gap.is_none_or(|gap| !gap.contains(index))
        })
    }

    /// The events, read back from the body.
    pub(crate) fn read_back(&self, cipher: &Cipher) -> Result<Vec<Vec<u8>>, Error> {
        let end = self.body.len().saturating_sub(AROUND_TEXT.1);
        let payload = cipher.decrypt(self.body.get(AROUND_TEXT.0..end).unwrap_or_default())?;
        let mut splitter = EventSplitter::new(payload.len());
        let (mut rest, mut events) = (payload.as_slice(), Vec::new());
        while let Some(SplitEvent::Whole(event)) = splitter.next(&mut rest)? {
            events.push(event.to_vec());
        }
        Ok(events)
    }
}

/// Events as one JSON array.
pub(crate) fn payload_of(events: &[Vec<u8>]) -> Vec<u8> {
    [b"[", events.join(&b","[..]).as_slice(), b"]"].concat()
}

#[cfg(test)]
mod tests {
    use netcore_aes_core::upload_body;

    use super::*;

    #[test]
    fn indices_leave_out_what_was_refused() {
        let chunk = Chunk {
            ordinal: 0,
            file: 0,
            events: UploadEvents { count: 4, first: 3, last: 12 },
            gaps: vec![4..6, 7..11],
            digest: 0,
            body: Bytes::new(),
        };
        assert_eq!(chunk.indices().collect::<Vec<_>>(), [3, 6, 11, 12]);
        assert_eq!(Chunk { gaps: Vec::new(), ..chunk }.indices().count(), 10);
    }

    #[test]
    fn events_are_read_back_byte_for_byte() {
        let cipher = Cipher::parse(11257, &[b'k'; 32], &[b'i'; 16]).unwrap();
        let events = [br#"{"a":  "x,]}"}"#.to_vec(), b"{}".to_vec(), "{\"\u{fc}\":[1, 2]}".into()];
        let text = cipher.encrypt(&payload_of(&events)).unwrap();
        let body = upload_body(cipher.scheme(), &text).unwrap().into();
        let events_of = UploadEvents { count: 3, first: 0, last: 2 };
        let chunk = Chunk { ordinal: 0, file: 0, events: events_of, gaps: Vec::new(), digest: 0, body };
        assert_eq!(chunk.read_back(&cipher).unwrap(), events);
    }
}
