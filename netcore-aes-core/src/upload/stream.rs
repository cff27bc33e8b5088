//! The stream of events, and what comes out of it.

use std::mem;

use super::body::ReadyPayloads;
use super::limits::UploadLimits;
use super::payloads::{Payloads, SIDE_BY_SIDE};
use crate::alloc::try_push;
use crate::error::Error;
use crate::events::{EventContext, EventSplitter, Passed, Problem, Severity, SplitEvent, check_event, too_long};

/// Makes upload requests of a stream of events: splits it, checks each event, puts events together, and encrypts up to 16 payloads
/// side by side, each text within the body of its request.
///
/// The stream is a JSON array, one event per line (NDJSON), or a single object, as [`EventSplitter`] takes them. Memory is bounded
/// by the limits: up to 17 payloads, and one event. The buffers are not wiped.
///
/// ```
/// use netcore_aes_core::{Cipher, EventContext, Upload, UploadBodies, UploadLimits, UploadStream, keygen};
///
/// let credentials = keygen()?;
/// let cipher = Cipher::parse(11256, credentials.key.expose().as_bytes(), credentials.iv.expose().as_bytes())?;
/// let (mut stream, mut bodies) = (UploadStream::new(UploadLimits::default()), UploadBodies::default());
/// let (mut sent, mut refused) = (0, 0);
/// for piece in [
///     "{\"asset_id\":\"a\",\"activity_name\":\"n\",\"timestamp\":\"2025-08-26T12:05:43Z\",",
///     "\"identity\":1,\"activity_source\":\"web\",\"activity_params\":{}}\n{}\n",
///     "", // The end.
/// ] {
///     let mut piece = piece.as_bytes();
///     if piece.is_empty() {
///         stream.finish();
///     }
///     while let Some(upload) = stream.next(&mut piece, &EventContext::default())? {
///         match upload {
///             Upload::Payloads(ready) => {
///                 ready.encrypt(&cipher, &mut bodies)?;
///                 sent += bodies.iter().map(|body| body.events.count).sum::<usize>();
///             }
///             Upload::Problems { is_refused, .. } => refused += usize::from(is_refused),
///         }
///     }
/// }
/// assert_eq!((sent, refused), (1, 1));
/// # Ok::<(), netcore_aes_core::Error>(())
/// ```
pub struct UploadStream {
    splitter: EventSplitter,
    limits: UploadLimits,
    /// The index of the next event.
    next: usize,
    payloads: Payloads,
    /// The number of full payloads that are passed on together next; 0 from then on until they are released.
    side_by_side: usize,
    /// Whether all payloads are passed on once the piece is empty.
    is_flushing: bool,
    /// Whether that has begun: all are closed.
    is_draining: bool,
    is_finished: bool,
    /// What ends the stream, after the payloads before it.
    fault: Option<Error>,
}

/// What an [`UploadStream`] passes on.
pub enum Upload<'s> {
    /// Payloads of checked events, which only need to be encrypted.
    Payloads(ReadyPayloads<'s>),
    /// An event with problems.
    Problems {
        /// Its index in the stream, from 0.
        index: usize,
        /// Its bytes. If it is longer than [`UploadLimits::event_bytes`], its next bytes: it comes in parts, one after the other.
        event: &'s [u8],
        /// Whether these are the last bytes of the event.
        is_last: bool,
        /// Its problems, at least one. Pointers begin with the index, as if the stream were one array.
        problems: Vec<Problem>,
        /// Whether one of the problems is an error: the event is in no request then. With warnings alone it is.
        is_refused: bool,
    },
}

/// What became of the next event.
enum Step<'p> {
    /// The piece is empty.
    NoMore,
    /// It is in a payload.
    Passed,
    Problems(Passed<'p>, Checked),
}

/// What was found out about an event.
struct Checked {
    index: usize,
    is_last: bool,
    problems: Vec<Problem>,
    is_refused: bool,
}

impl UploadStream {
    /// Makes a stream.
    #[must_use]
    pub fn new(limits: UploadLimits) -> Self {
        Self {
            splitter: EventSplitter::new(limits.event_bytes),
            limits,
            next: 0,
            payloads: Payloads::default(),
            side_by_side: SIDE_BY_SIDE,
            is_flushing: false,
            is_draining: false,
            is_finished: false,
            fault: None,
        }
    }

    /// Reads on in the piece, up to an event with problems, or until 16 payloads are full, and advances `piece` by the bytes read.
    /// Returns none once the piece is empty: go on with the next piece, or [`Self::finish`]. `context.asset_id` should be the
    /// `x-asset` of the requests.
    ///
    /// Problems come in the order of their events, and so do payloads; problems of later events may come before a payload.
    ///
    /// # Errors
    /// [`Error::EventStream`] where no event can begin or end, and [`Error::Memory`], after the payloads before it: the event there is
    /// in no payload, and each further call returns the error again.
    pub fn next<'s, 'p: 's>(
        &'s mut self,
        piece: &mut &'p [u8],
        context: &EventContext<'_>,
    ) -> Result<Option<Upload<'s>>, Error> {
        let found = self.find(piece, context)?;
        if let Some((passed, checked)) = found {
            let (SplitEvent::Whole(event) | SplitEvent::Part { bytes: event, .. }) = self.splitter.event(passed);
            let Checked { index, is_last, problems, is_refused } = checked;
            return Ok(Some(Upload::Problems { index, event, is_last, problems, is_refused }));
        }
        let is_ready = self.is_ready();
        if is_ready {
            self.side_by_side = 0;
        }
        Ok(is_ready.then_some(Upload::Payloads(ReadyPayloads(&mut self.payloads))))
    }

    /// Makes [`Self::next`] return all events so far once its piece is empty, in requests that may be shorter than the limits allow.
    pub const fn flush(&mut self) {
        self.is_flushing = true;
    }

    /// Makes [`Self::next`] return the next full payload at once, without others to encrypt side by side with it: for the first requests.
    pub const fn hurry(&mut self) {
        self.side_by_side = 1;
    }

    /// Ends the stream with the piece that [`Self::next`] takes next, which may be empty: it returns the rest, and then
    /// [`Error::EventStream`] if the stream ended within an event or an array. After it has returned none, more data is that error, too.
    pub const fn finish(&mut self) {
        self.is_finished = true;
        self.is_flushing = true;
    }

    /// Ends the stream with a fault at the event that [`Self::next`] returned last: from now on it returns the payloads before that, and
    /// then the error. `taken` is the length of the event if it is not refused. For the C ABI, which may lack the memory to keep the event.
    #[doc(hidden)]
    pub fn fail(&mut self, fault: Error, taken: Option<usize>) {
        if let Some(len) = taken {
            self.payloads.take_back(len);
        }
        self.end(fault);
    }

    /// The index of an event whose end has not come, and its bytes so far, without those that were passed on as its parts; none between
    /// events. For a stream that ends within an event, after [`Self::next`] has returned everything before it.
    #[must_use]
    pub fn unfinished(&self) -> Option<(usize, &[u8])> {
        self.splitter.unfinished().map(|bytes| (self.next, bytes))
    }

    /// Whether payloads are to be passed on.
    const fn is_ready(&self) -> bool {
        self.payloads.closed() > 0 && (self.is_draining || self.payloads.closed() >= self.side_by_side)
    }

    /// Reads up to an event with problems; returns none if payloads are ready, or the piece is empty.
    fn find<'p>(
        &mut self,
        piece: &mut &'p [u8],
        context: &EventContext<'_>,
    ) -> Result<Option<(Passed<'p>, Checked)>, Error> {
        if self.payloads.closed() == 0 {
            if self.side_by_side == 0 {
                self.side_by_side = SIDE_BY_SIDE;
            }
            if mem::take(&mut self.is_draining) {
                self.is_flushing = self.is_finished;
            }
        }
        while !self.is_ready() {
            if let Some(fault) = self.fault {
                return Err(fault);
            }
            match self.step(piece, context) {
                Ok(Step::Passed) => {}
                Ok(Step::Problems(passed, checked)) => return Ok(Some((passed, checked))),
                Ok(Step::NoMore) => {
                    if self.is_flushing {
                        self.drain();
                    }
                    if !self.is_ready() {
                        return Ok(None);
                    }
                }
                Err(fault) => self.end(fault),
            }
        }
        Ok(None)
    }

    /// Ends the stream with a fault, after the payloads before it.
    fn end(&mut self, fault: Error) {
        self.fault = Some(fault);
        self.drain();
    }

    /// Closes the open payload, and begins to pass on all.
    fn drain(&mut self) {
        self.is_draining = true;
        self.payloads.close();
    }

    /// Reads an event, or a part of one.
    fn step<'p>(&mut self, piece: &mut &'p [u8], context: &EventContext<'_>) -> Result<Step<'p>, Error> {
        let mut passed = self.splitter.advance(piece)?;
        if passed.is_none() && self.is_finished {
            passed = self.splitter.end()?;
        }
        let Some(passed) = passed else { return Ok(Step::NoMore) };
        Ok(self.take(passed, context)?.map_or(Step::Passed, |checked| Step::Problems(passed, checked)))
    }

    /// Puts an event into a payload unless it is refused; returns its problems, if it has any.
    fn take(&mut self, passed: Passed<'_>, context: &EventContext<'_>) -> Result<Option<Checked>, Error> {
        let index = self.next;
        let event = match self.splitter.event(passed) {
            SplitEvent::Whole(event) => event,
            SplitEvent::Part { is_last, .. } => {
                self.next = index.saturating_add(is_last.into());
                let mut problems = Vec::new();
                try_push(&mut problems, too_long(index, self.limits.event_bytes)?)?;
                return Ok(Some(Checked { index, is_last, problems, is_refused: true }));
            }
        };
        self.next = index.saturating_add(1);
        let problems = check_event(event, index, context)?;
        let is_refused = problems.iter().any(|problem| problem.severity() == Severity::Error);
        if !is_refused {
            self.payloads.add(event, index, &self.limits)?;
        }
        Ok((!problems.is_empty()).then_some(Checked { index, is_last: true, problems, is_refused }))
    }
}
