//! The events of an input as payloads.

use netcore_aes_core::{Error, EventSplitter, MAX_EVENTS, SplitEvent, UploadLimits, WipedBytes};
use netcore_aes_send::source::Source;
use zeroize::Zeroizing;

use crate::fault::Fault;

const BLOCK: usize = 1 << 16;

/// Calls `take` with payloads of as many events as one request may carry, in order. Messages call the input `name`.
pub(crate) fn each_payload(
    mut source: Source,
    name: &str,
    take: impl FnMut(WipedBytes) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let stream_fault = |error: Error| Fault::input(format_args!("{name}: {error}"));
    let mut splitter = EventSplitter::new(UploadLimits::default().event_bytes);
    let mut payloads = Payloads { name, take, payload: WipedBytes::default(), count: 0, index: 0 };
    let mut block = Zeroizing::new(vec![0; BLOCK]);
    while let mut piece @ [_, ..] = source.read(&mut block)? {
        while let Some(event) = splitter.next(&mut piece).map_err(stream_fault)? {
            payloads.add(event)?;
        }
    }
    while let Some(event) = splitter.finish().map_err(stream_fault)? {
        payloads.add(event)?;
    }
    payloads.pass_on()
}

struct Payloads<'n, T> {
    name: &'n str,
    take: T,
    /// The payload so far, without its end.
    payload: WipedBytes,
    /// The number of events in it.
    count: usize,
    index: usize,
}

impl<T: FnMut(WipedBytes) -> Result<(), Fault>> Payloads<'_, T> {
    fn add(&mut self, event: SplitEvent<'_>) -> Result<(), Fault> {
        let UploadLimits { payload_bytes, event_bytes, .. } = UploadLimits::default();
        let SplitEvent::Whole(event) = event else {
            let (name, index) = (self.name, self.index);
            return Err(Fault::input(format_args!("{name}: event {index} is longer than {event_bytes} bytes")));
        };
        let bytes = self.payload.len().saturating_sub(self.count).saturating_add(event.len());
        if self.count == MAX_EVENTS || bytes > payload_bytes {
            self.pass_on()?;
        }
        self.payload.append(if self.count == 0 { b"[" } else { b"," })?;
        self.payload.append(event)?;
        (self.count, self.index) = (self.count.saturating_add(1), self.index.saturating_add(1));
        Ok(())
    }

    fn pass_on(&mut self) -> Result<(), Fault> {
        if self.count == 0 {
            return Ok(());
        }
        self.count = 0;
        let mut payload = std::mem::take(&mut self.payload);
        payload.append(b"]")?;
        (self.take)(payload)
    }
}
