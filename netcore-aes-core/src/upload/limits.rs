//! The limits of one request.

use crate::events::MAX_EVENTS;

/// How much an [`super::UploadStream`] puts into one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// The most events: 1000, the vendor's limit, or fewer. More count as 1000, and 0 as 1.
    pub events: usize,
    /// The longest payload, in bytes of JSON. An event that is longer alone has a request of its own.
    pub payload_bytes: usize,
    /// The longest event, in bytes of JSON.
    pub event_bytes: usize,
}

impl UploadLimits {
    /// The number of events, as the vendor takes it.
    pub(super) fn checked_events(self) -> usize {
        self.events.clamp(1, MAX_EVENTS)
    }
}

impl Default for UploadLimits {
    /// 1000 events, 2 MiB of payload, 1 MiB for an event: the vendor's gateway probably takes 10 MB, which is not published.
    fn default() -> Self {
        Self { events: MAX_EVENTS, payload_bytes: 2 << 20, event_bytes: 1 << 20 }
    }
}
