//! The stream of events, and what comes out of it.

use super::limits::UploadLimits;
use super::payloads::Payloads;
use super::sink::{Sink, Upload};
use crate::cipher::Cipher;
use crate::error::Error;
use crate::events::{EventContext, EventSplitter, Severity, check_event};

/// Makes upload requests of a stream of events: splits it, checks each event, puts events together, and encrypts up to 16 payloads
/// side by side, each text within the body of its request.
///
/// The stream is a JSON array, one event per line (NDJSON), or a single object, as [`EventSplitter`] takes them. Memory is bounded
/// by the limits: up to 16 payloads with their bodies, and one event. The buffers are not wiped.
///
/// ```
/// use netcore_aes_core::{Cipher, EventContext, Upload, UploadLimits, UploadStream, keygen};
///
/// let credentials = keygen()?;
/// let cipher = Cipher::parse(11256, credentials.key.expose().as_bytes(), credentials.iv.expose().as_bytes())?;
/// let (mut requests, mut refused) = (Vec::new(), 0);
/// let mut sink = |upload: Upload<'_>| {
///     match upload {
///         Upload::Request { body, .. } => requests.push(body.to_vec()),
///         Upload::Problems { is_refused, .. } => refused += usize::from(is_refused),
///     }
///     Ok(())
/// };
/// let mut stream = UploadStream::new(&cipher, EventContext::default(), UploadLimits::default());
/// stream.push(b"{\"asset_id\":\"a\",\"activity_name\":\"n\",\"timestamp\":\"2025-08-26T12:05:43Z\",", &mut sink)?;
/// stream.push(b"\"identity\":1,\"activity_source\":\"web\",\"activity_params\":{}}\n{}\n", &mut sink)?;
/// stream.finish(&mut sink)?;
/// assert_eq!((requests.len(), refused), (1, 1));
/// # Ok::<(), netcore_aes_core::Error>(())
/// ```
pub struct UploadStream<'a> {
    splitter: EventSplitter,
    rest: AfterSplit<'a>,
}

/// Everything that happens to an event after it was split off.
struct AfterSplit<'a> {
    cipher: &'a Cipher,
    context: EventContext<'a>,
    limits: UploadLimits,
    next: usize,
    payloads: Payloads,
}

impl<'a> UploadStream<'a> {
    /// Makes a stream. `context.asset_id` should be the `x-asset` of the requests.
    #[must_use]
    pub fn new(cipher: &'a Cipher, context: EventContext<'a>, limits: UploadLimits) -> Self {
        let rest = AfterSplit { cipher, context, limits, next: 0, payloads: Payloads::default() };
        Self { splitter: EventSplitter::new(limits.event_bytes), rest }
    }

    /// Reads the next piece of the stream, and passes on what it completes. Problems come in the order of their events, and so do
    /// requests; problems of later events may come before a request.
    ///
    /// # Errors
    /// Those of [`EventSplitter::push`] and of encryption, [`Error::Memory`], and any error that `sink` returns: the stream has
    /// ended then. After an error of the splitter [`Self::flush`] still passes on the events before it.
    pub fn push(&mut self, piece: &[u8], sink: &mut Sink<'_>) -> Result<(), Error> {
        let Self { splitter, rest } = self;
        let mut result = Ok(());
        let split = splitter.push(piece, &mut |event| {
            if result.is_ok() {
                result = rest.add(event, sink);
            }
        });
        result.and(split)
    }

    /// Passes on all events so far, in requests that may be shorter than the limits allow.
    ///
    /// # Errors
    /// Those of encryption, [`Error::Memory`], and any error that `sink` returns.
    pub fn flush(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        self.rest.payloads.flush(self.rest.cipher, sink)
    }

    /// Ends the stream, and passes on what is left.
    ///
    /// # Errors
    /// [`Error::EventStream`] if the stream ends within an event or an array: the events before it were passed on. Otherwise as
    /// [`Self::push`].
    pub fn finish(mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let mut result = Ok(());
        let split = self.splitter.finish(&mut |event| {
            if result.is_ok() {
                result = self.rest.add(event, sink);
            }
        });
        result?;
        self.rest.payloads.flush(self.rest.cipher, sink)?;
        split
    }
}

impl AfterSplit<'_> {
    fn add(&mut self, event: &[u8], sink: &mut Sink<'_>) -> Result<(), Error> {
        let index = self.next;
        self.next = self.next.saturating_add(1);
        let problems = check_event(event, index, &self.context)?;
        if !problems.is_empty() {
            let is_refused = problems.iter().any(|problem| problem.severity() == Severity::Error);
            sink(Upload::Problems { index, event, problems, is_refused })?;
            if is_refused {
                return Ok(());
            }
        }
        self.payloads.add(event, index, &self.limits, self.cipher, sink)
    }
}
