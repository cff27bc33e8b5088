//! What comes out of a stream of events, piece by piece. The WebAssembly half uses this file too.

use std::sync::Arc;

use netcore_aes_core::{
    Cipher, Error, EventContext, Problem, Upload, UploadBodies, UploadEvents, UploadLimits, UploadStream, WipedBytes,
};

/// Splits, checks, groups and encrypts.
pub struct State {
    stream: UploadStream,
    cipher: Arc<Cipher>,
    asset_id: String,
    bodies: UploadBodies,
}

/// What came out of a piece.
pub enum Found {
    /// A body.
    Body(UploadEvents, Vec<u8>),
    /// An event with problems.
    Problems { index: usize, event: Vec<u8>, problems: Vec<Problem>, is_refused: bool, is_last: bool },
}

/// All that came out of a piece, and the error that follows it.
pub type Output = (Vec<Found>, Option<Error>);

impl State {
    /// A stream for a cipher, with limits in events, in bytes of a payload and in bytes of an event.
    pub fn new(cipher: Arc<Cipher>, asset_id: String, [events, payload_bytes, event_bytes]: [u32; 3]) -> Self {
        let limit = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX);
        let limits = UploadLimits {
            events: limit(events),
            payload_bytes: limit(payload_bytes),
            event_bytes: limit(event_bytes),
        };
        Self { stream: UploadStream::new(limits), cipher, asset_id, bodies: UploadBodies::default() }
    }

    /// Takes the next piece, or the end of the stream. `now` is in seconds since 1970.
    pub fn push(&mut self, piece: Option<&[u8]>, now: i64) -> Output {
        if piece.is_none() {
            self.stream.finish();
        }
        let (mut piece, mut found) = (piece.unwrap_or_default(), Vec::new());
        loop {
            match self.next(&mut piece, now, &mut found) {
                Ok(true) => {}
                Ok(false) => return (found, None),
                Err(error) => return (found, Some(error)),
            }
        }
    }

    /// Goes on to the next payloads or problems. Returns whether there may be more.
    fn next(&mut self, piece: &mut &[u8], now: i64, found: &mut Vec<Found>) -> Result<bool, Error> {
        let context = EventContext { asset_id: Some(&self.asset_id), now: Some(now) };
        match self.stream.next(piece, &context)? {
            None => return Ok(false),
            Some(Upload::Payloads(ready)) => {
                ready.encrypt(&self.cipher, &mut self.bodies)?;
                for body in self.bodies.iter() {
                    found.push(Found::Body(body.events, copy(body.body)?));
                }
            }
            Some(Upload::Problems { index, event, is_last, problems, is_refused }) => {
                let event = copy(event)?;
                found.push(Found::Problems { index, event, problems, is_refused, is_last });
            }
        }
        Ok(true)
    }
}

fn copy(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    WipedBytes::copy_of(bytes).map(WipedBytes::into_vec)
}
