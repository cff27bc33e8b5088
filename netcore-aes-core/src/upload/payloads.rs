//! Payloads that are being put together, and those that wait to be encrypted side by side.

use super::limits::UploadLimits;
use super::sink::{Sink, Upload};
use crate::alloc::{try_extend, try_push};
use crate::cipher::{Batch, Cipher, Frame};
use crate::error::Error;
use crate::request::{AFTER_TEXT, BEFORE_TEXT};

/// The number of payloads that are encrypted in one call: one for each lane of the widest kernel.
const SIDE_BY_SIDE: usize = if cfg!(miri) { 2 } else { 16 };

/// Payloads end to end, the last of which may still be open.
#[derive(Default)]
pub(super) struct Payloads {
    data: Vec<u8>,
    /// Where each closed payload ends, after a 0.
    ends: Vec<u64>,
    /// The events of each payload. One more than there are closed payloads while the last is open.
    events: Vec<Events>,
    bodies: Vec<u8>,
    body_ends: Vec<u64>,
}

/// The events of a payload: their number, and the indices of the first and the last.
#[derive(Debug, Clone, Copy)]
struct Events {
    count: usize,
    first: usize,
    last: usize,
}

impl Payloads {
    /// Adds an event. Payloads that are closed by it are passed on once there are enough of them.
    pub(super) fn add(
        &mut self,
        event: &[u8],
        index: usize,
        limits: &UploadLimits,
        cipher: &Cipher,
        sink: &mut Sink<'_>,
    ) -> Result<(), Error> {
        let is_full = self.open().is_some_and(|events| events.count >= limits.checked_events());
        if is_full || (self.open().is_some() && !self.has_room(event, limits)) {
            self.close()?;
            if self.events.len() >= SIDE_BY_SIDE {
                self.encrypt(cipher, sink)?;
            }
        }
        if let Some(events) = self.open() {
            events.count = events.count.saturating_add(1);
            events.last = index;
            try_extend(&mut self.data, b",")?;
        } else {
            try_push(&mut self.events, Events { count: 1, first: index, last: index })?;
            try_extend(&mut self.data, b"[")?;
        }
        try_extend(&mut self.data, event)
    }

    /// Closes the open payload, and passes on all.
    pub(super) fn flush(&mut self, cipher: &Cipher, sink: &mut Sink<'_>) -> Result<(), Error> {
        if self.open().is_some() {
            self.close()?;
        }
        self.encrypt(cipher, sink)
    }

    /// The events of the open payload.
    fn open(&mut self) -> Option<&mut Events> {
        let closed = self.ends.len().saturating_sub(1);
        self.events.get_mut(closed)
    }

    /// Whether the open payload has room for the event, a comma and the end of the array.
    fn has_room(&self, event: &[u8], limits: &UploadLimits) -> bool {
        let start = self.ends.last().and_then(|end| usize::try_from(*end).ok()).unwrap_or_default();
        let open = self.data.len().saturating_sub(start);
        open.saturating_add(event.len()).saturating_add(2) <= limits.payload_bytes
    }

    fn close(&mut self) -> Result<(), Error> {
        try_extend(&mut self.data, b"]")?;
        let end = u64::try_from(self.data.len()).map_err(|_| Error::TooLarge { bytes: self.data.len() })?;
        if self.ends.is_empty() {
            try_push(&mut self.ends, 0)?;
        }
        try_push(&mut self.ends, end)
    }

    /// Encrypts the closed payloads side by side, each text within its body, and passes them on.
    fn encrypt(&mut self, cipher: &Cipher, sink: &mut Sink<'_>) -> Result<(), Error> {
        if self.ends.is_empty() {
            return Ok(());
        }
        let frame = Frame { before: BEFORE_TEXT.as_bytes(), after: AFTER_TEXT.as_bytes() };
        let batch = Batch::new(&self.data, &self.ends)?;
        let len = cipher.encrypted_framed_batch_len(batch.offsets(), frame).map_err(|fault| fault.error)?;
        try_grow(&mut self.bodies, len)?;
        self.body_ends.clear();
        try_grow(&mut self.body_ends, self.ends.len())?;
        cipher
            .encrypt_framed_batch_into(batch, frame, &mut self.bodies, &mut self.body_ends)
            .map_err(|fault| fault.error)?;
        let bodies = Batch::new(&self.bodies, &self.body_ends)?;
        for (events, body) in self.events.iter().zip(bodies.messages()) {
            sink(Upload::Request { events: events.count, first: events.first, last: events.last, body })?;
        }
        self.data.clear();
        self.ends.clear();
        self.events.clear();
        Ok(())
    }
}

/// Makes a vector at least `len` long.
fn try_grow<T: Clone + Default>(vector: &mut Vec<T>, len: usize) -> Result<(), Error> {
    let more = len.saturating_sub(vector.len());
    vector.try_reserve(more).map_err(|_| Error::Memory { bytes: more })?;
    vector.resize(vector.len().max(len), T::default());
    Ok(())
}
