//! Payloads of as many events as one request may carry.

use crate::Error;
use crate::event::MAX_EVENTS;
use crate::split::EventSplitter;

/// How much goes into one payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkLimits {
    /// The most events; more than [`MAX_EVENTS`] counts as that, 0 as 1.
    pub events: usize,
    /// The most bytes of JSON, brackets and commas included. An event that is longer by itself is an error.
    pub bytes: usize,
}

impl Default for ChunkLimits {
    /// 1000 events, and no bound on the bytes.
    fn default() -> Self {
        Self { events: MAX_EVENTS, bytes: usize::MAX }
    }
}

/// A payload: a JSON array of some of the events, each just as it was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Chunk {
    /// How many events came before it.
    pub first: usize,
    /// How many it holds.
    pub count: usize,
    /// The JSON array.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for Chunk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chunk({} events from {}, {} bytes)", self.count, self.first, self.payload.len())
    }
}

/// Splits any number of events, in any form that [`EventSplitter`] reads, into payloads that one request may carry. None
/// is left out, and the bytes of each are kept. Whether they are proper events is not looked at.
///
/// # Errors
/// [`Error::EventStream`] if the events cannot be told apart; [`Error::EventTooLong`] if one does not fit a payload.
pub fn chunks(events: &[u8], limits: ChunkLimits) -> Result<Vec<Chunk>, Error> {
    let mut chunks = Chunks { limits, done: Vec::new(), open: None, next: 0 };
    // Its brackets are to fit too.
    let mut splitter = EventSplitter::new(limits.bytes.saturating_sub(2));
    splitter.push(events, &mut |event| chunks.add(event))?;
    splitter.finish(&mut |event| chunks.add(event))?;
    chunks.close();
    Ok(chunks.done)
}

struct Chunks {
    limits: ChunkLimits,
    done: Vec<Chunk>,
    open: Option<Chunk>,
    /// How many events were added in all.
    next: usize,
}

impl Chunks {
    fn add(&mut self, event: &[u8]) {
        let is_full = |chunk: &Chunk| {
            // A comma before it, the bracket after it.
            let bytes = chunk.payload.len().saturating_add(event.len()).saturating_add(2);
            chunk.count >= self.limits.events.clamp(1, MAX_EVENTS) || bytes > self.limits.bytes
        };
        if self.open.as_ref().is_some_and(is_full) {
            self.close();
        }
        let first = self.next;
        let chunk = self.open.get_or_insert_with(|| Chunk { first, count: 0, payload: Vec::new() });
        chunk.payload.push(if chunk.count == 0 { b'[' } else { b',' });
        chunk.payload.extend_from_slice(event);
        chunk.count = chunk.count.saturating_add(1);
        self.next = self.next.saturating_add(1);
    }

    fn close(&mut self) {
        if let Some(mut chunk) = self.open.take() {
            chunk.payload.push(b']');
            self.done.push(chunk);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payloads(events: &str, limits: ChunkLimits) -> Vec<String> {
        let chunks = chunks(events.as_bytes(), limits).unwrap();
        let mut first = 0;
        for chunk in &chunks {
            assert_eq!(chunk.first, first);
            first += chunk.count;
        }
        chunks.into_iter().map(|chunk| String::from_utf8(chunk.payload).unwrap()).collect()
    }

    #[test]
    fn a_thousand_events_a_payload() {
        let events = format!("[{}]", vec!["{ \"a\" : 1.0 }"; 2500].join(" ,\n"));
        let payloads = payloads(&events, ChunkLimits::default());
        assert_eq!(payloads.len(), 3);
        assert_eq!(payloads[2], format!("[{}]", vec!["{ \"a\" : 1.0 }"; 500].join(",")));
    }

    #[test]
    fn no_payload_is_longer_than_its_bound() {
        let limits = |bytes| ChunkLimits { events: 1000, bytes };
        assert_eq!(payloads("[{},{},{}]", limits(8)), ["[{},{}]", "[{}]"]);
        assert_eq!(payloads("[{},{},{}]", limits(7)), ["[{},{}]", "[{}]"]);
        assert_eq!(payloads("[{},{},{}]", limits(6)), ["[{}]", "[{}]", "[{}]"]);
        assert_eq!(payloads("{}\n{}", ChunkLimits { events: 0, bytes: 4 }), ["[{}]", "[{}]"]);
        assert_eq!(chunks(b"[{}]", limits(3)), Err(Error::EventTooLong { offset: 1, max: 1 }));
    }

    #[test]
    fn no_events_make_no_payload() {
        assert_eq!(payloads("", ChunkLimits::default()), [""; 0]);
        assert_eq!(payloads("[]", ChunkLimits::default()), [""; 0]);
    }
}
