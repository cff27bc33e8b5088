//! Payloads that are being put together, and those that wait to be encrypted side by side.

use std::mem;

use super::limits::UploadLimits;
use crate::alloc::try_push;
use crate::error::Error;

/// The number of payloads that are encrypted in one call: one for each lane of the widest kernel.
pub(super) const SIDE_BY_SIDE: usize = if cfg!(miri) { 2 } else { 16 };

/// The events of a request, by their indices in the stream, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadEvents {
    /// The number of events in it.
    pub count: usize,
    /// The index of the first of them.
    pub first: usize,
    /// The index of the last of them. Refused events between the two are not in it.
    pub last: usize,
}

/// Payloads end to end, the last of which may still be open.
#[derive(Default)]
pub(super) struct Payloads {
    pub(super) data: Vec<u8>,
    /// Where each closed payload ends, after a 0.
    pub(super) ends: Vec<u64>,
    /// The events of each payload. One more than there are closed payloads while the last is open.
    pub(super) events: Vec<UploadEvents>,
    /// The index of the event before the last one in the open payload, if there is one.
    last_but_one: usize,
}

impl Payloads {
    /// The number of closed payloads.
    pub(super) const fn closed(&self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    /// Adds an event. The open payload is closed first if it has no room.
    pub(super) fn add(&mut self, event: &[u8], index: usize, limits: &UploadLimits) -> Result<(), Error> {
        let is_full = self.open().is_some_and(|events| events.count >= limits.checked_events());
        if is_full || !self.has_room(event, limits) {
            self.close();
        }
        // All memory first, that of the payload's end, too: an event that is half in a payload would spoil it, and one that cannot be
        // closed would be lost.
        let bytes = event.len().saturating_add(2);
        self.data.try_reserve(bytes).map_err(|_| Error::Memory { bytes })?;
        self.ends.try_reserve(2).map_err(|_| Error::Memory { bytes: size_of::<[u64; 2]>() })?;
        if let Some(events) = self.open() {
            events.count = events.count.saturating_add(1);
            self.last_but_one = mem::replace(&mut events.last, index);
            self.data.push(b',');
        } else {
            try_push(&mut self.events, UploadEvents { count: 1, first: index, last: index })?;
            self.data.push(b'[');
        }
        self.data.extend_from_slice(event);
        Ok(())
    }

    /// Takes back the event of `len` bytes that was added last.
    pub(super) fn take_back(&mut self, len: usize) {
        let last_but_one = self.last_but_one;
        let Some(events) = self.open() else { return };
        events.count = events.count.saturating_sub(1);
        events.last = last_but_one;
        if events.count == 0 {
            self.events.pop();
        }
        // With the comma, or the beginning of the array.
        self.data.truncate(self.data.len().saturating_sub(len).saturating_sub(1));
    }

    /// The events of the open payload.
    fn open(&mut self) -> Option<&mut UploadEvents> {
        let closed = self.closed();
        self.events.get_mut(closed)
    }

    /// The number of bytes of the closed payloads.
    fn closed_bytes(&self) -> usize {
        self.ends.last().and_then(|end| usize::try_from(*end).ok()).unwrap_or_default()
    }

    /// Whether the open payload has room for the event, a comma and the end of the array.
    fn has_room(&self, event: &[u8], limits: &UploadLimits) -> bool {
        let open = self.data.len().saturating_sub(self.closed_bytes());
        open.saturating_add(event.len()).saturating_add(2) <= limits.payload_bytes
    }

    /// Closes the open payload, if there is one, in memory that [`Self::add`] has reserved.
    pub(super) fn close(&mut self) {
        if self.open().is_none() {
            return;
        }
        if self.ends.is_empty() {
            self.ends.push(0);
        }
        self.data.push(b']');
        self.ends.push(u64::try_from(self.data.len()).unwrap_or(u64::MAX));
    }

    /// Forgets the closed payloads: they were encrypted.
    pub(super) fn forget_closed(&mut self) {
        self.data.drain(..self.closed_bytes());
        self.events.drain(..self.closed());
        self.ends.clear();
    }
}
