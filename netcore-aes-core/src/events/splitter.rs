//! The splitter of a stream into events: a JSON array of events, or one event per line (NDJSON).

use std::{fmt, mem};

use memchr::memchr;

use super::nesting::Nesting;
use crate::alloc::try_extend;
use crate::error::Error;

/// Splits a stream into its events, piece by piece, and passes on the bytes of each unchanged.
///
/// The stream is a JSON array, NDJSON, or a single object; its first line tells which. It needs memory for one event at a time.
/// It does not check that an event is valid JSON: [`crate::check_events`] does.
///
/// ```
/// use netcore_aes_core::{EventSplitter, SplitEvent};
///
/// let mut splitter = EventSplitter::new(1 << 20);
/// let mut piece: &[u8] = b"[{\"a\": 1}, {\"b\":";
/// assert_eq!(splitter.next(&mut piece)?, Some(SplitEvent::Whole(b"{\"a\": 1}")));
/// assert_eq!(splitter.next(&mut piece)?, None);
/// let mut piece: &[u8] = b" 2}]";
/// assert_eq!(splitter.next(&mut piece)?, Some(SplitEvent::Whole(b"{\"b\": 2}")));
/// assert_eq!(splitter.next(&mut piece)?, None);
/// assert_eq!(splitter.finish()?, None);
/// # Ok::<(), netcore_aes_core::Error>(())
/// ```
pub struct EventSplitter {
    state: State,
    /// The beginning of an event or a line that is not complete yet.
    pending: Vec<u8>,
    /// Whether `pending` was passed on.
    is_used: bool,
    /// Whether the event is longer than allowed, so that its parts are passed on as they come.
    is_long: bool,
    /// What was found in the rest of the piece, if `pending` had to be passed on before it.
    found: Option<Found>,
    nesting: Nesting,
    /// The number of bytes read.
    offset: u64,
    max_event_len: usize,
    fault: Option<Error>,
}

/// What a splitter passes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SplitEvent<'s> {
    /// An event.
    Whole(&'s [u8]),
    /// A part of an event that is longer than allowed. Its parts come one after the other, the last of them perhaps empty.
    Part {
        /// The next bytes of the event, with the white space around it.
        bytes: &'s [u8],
        /// Whether the event ends with this part.
        is_last: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Only white space so far.
    Start,
    /// In the first line, which does not begin an array: NDJSON, unless the line's object is incomplete.
    FirstLine,
    /// In a line of NDJSON.
    Line,
    /// In a single object of several lines.
    SingleObject,
    /// In an array, before an event or the end.
    FirstEvent,
    /// In an array after a comma, before an event.
    NextEvent,
    /// In an array, within an event that is an object, an array or a string.
    Event,
    /// In an array, within a number or a literal.
    Scalar,
    /// In an array, after an event.
    Comma,
    /// After the end of the array or of the single object.
    End,
}

/// What was found at the beginning of the rest of a piece.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// The number of bytes that belong to an event.
    part: usize,
    /// The number of bytes read, with a line break behind the part.
    read: usize,
    /// Whether the event ends after the part.
    ends: bool,
}

/// Something that is passed on.
#[derive(Clone, Copy)]
pub(crate) struct Passed<'p> {
    place: Place<'p>,
    /// Whether it is a part of an event.
    is_long: bool,
    /// Whether the event ends with it.
    ends: bool,
}

/// Where its bytes are.
#[derive(Clone, Copy)]
enum Place<'p> {
    Pending,
    Piece(&'p [u8]),
}

impl EventSplitter {
    /// Makes a splitter for a new stream. An event longer than `max_event_len` bytes comes in parts.
    #[must_use]
    pub const fn new(max_event_len: usize) -> Self {
        Self {
            state: State::Start,
            pending: Vec::new(),
            is_used: false,
            is_long: false,
            found: None,
            nesting: Nesting::OUTERMOST,
            offset: 0,
            max_event_len,
            fault: None,
        }
    }

    /// Reads on in the piece, up to the end of the next event, and advances `piece` by the bytes read. Returns none once the piece
    /// is empty: go on with the next piece, or [`Self::finish`].
    ///
    /// # Errors
    /// [`Error::EventStream`] where no event can begin or end, [`Error::Memory`]. The rest of the stream cannot be split, and each
    /// further call returns the error again.
    pub fn next<'s, 'p: 's>(&'s mut self, piece: &mut &'p [u8]) -> Result<Option<SplitEvent<'s>>, Error> {
        let passed = self.advance(piece)?;
        Ok(passed.map(|passed| self.event(passed)))
    }

    /// Ends the stream, and returns the event of a last line without a line break. Call it again until it returns none. Of a stream that
    /// has ended, [`Self::next`] takes white space only.
    ///
    /// # Errors
    /// [`Error::EventStream`] if the stream ends within an event or an array, or [`Self::next`] returned an error.
    pub fn finish(&mut self) -> Result<Option<SplitEvent<'_>>, Error> {
        let passed = self.end()?;
        Ok(passed.map(|passed| self.event(passed)))
    }

    /// The bytes so far of an event whose end has not come, without those that were passed on as its parts; none between events.
    #[must_use]
    pub fn unfinished(&self) -> Option<&[u8]> {
        let bytes = if self.is_used { &[] } else { self.pending.trim_ascii() };
        (self.is_long || !bytes.is_empty()).then_some(bytes)
    }

    /// As [`Self::next`], without a borrow of the splitter: [`Self::event`] returns the bytes, until the next call.
    pub(crate) fn advance<'p>(&mut self, piece: &mut &'p [u8]) -> Result<Option<Passed<'p>>, Error> {
        let next = self.fault.map_or_else(|| self.read(piece), Err);
        self.fault = next.as_ref().err().copied();
        next
    }

    /// As [`Self::finish`], without a borrow of the splitter.
    pub(crate) fn end(&mut self) -> Result<Option<Passed<'static>>, Error> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.forget_used();
        match self.state {
            State::FirstLine | State::Line => {
                self.state = State::End;
                let is_blank = !self.is_long && self.pending.trim_ascii().is_empty();
                Ok((!is_blank).then(|| self.pass_on(Place::Pending, true)))
            }
            State::Start | State::End if self.found.is_none() => {
                self.state = State::End;
                Ok(None)
            }
            _ => {
                self.fault = Some(self.error());
                Err(self.error())
            }
        }
    }

    /// The event that was passed on last, or its part.
    pub(crate) fn event<'s>(&'s self, passed: Passed<'s>) -> SplitEvent<'s> {
        let bytes = match passed.place {
            Place::Piece(bytes) => bytes,
            Place::Pending => &self.pending,
        };
        if passed.is_long {
            SplitEvent::Part { bytes, is_last: passed.ends }
        } else {
            SplitEvent::Whole(bytes.trim_ascii())
        }
    }

    fn pass_on<'p>(&mut self, place: Place<'p>, ends: bool) -> Passed<'p> {
        let is_long = self.is_long;
        self.is_long = is_long && !ends;
        self.is_used = matches!(place, Place::Pending);
        Passed { place, is_long, ends }
    }

    /// Forgets what was passed on.
    fn forget_used(&mut self) {
        if mem::take(&mut self.is_used) {
            self.pending.clear();
        }
    }

    fn read<'p>(&mut self, piece: &mut &'p [u8]) -> Result<Option<Passed<'p>>, Error> {
        self.forget_used();
        while let [byte, ..] = **piece {
            let found = match (self.found.take(), self.state) {
                (Some(found), _) => self.shorten(found, piece.len()),
                (None, State::FirstLine | State::Line) => self.line(piece),
                (None, State::Event | State::SingleObject) => self.nested(piece),
                _ => self.byte_between_events(byte)?,
            };
            let part = piece.get(..found.part).unwrap_or_default();
            let is_too_long = self.pending.len().saturating_add(part.len()) > self.max_event_len;
            if is_too_long && !mem::replace(&mut self.is_long, true) && !self.pending.is_empty() {
                self.found = Some(found);
                return Ok(Some(self.pass_on(Place::Pending, false)));
            }
            *piece = piece.get(found.read..).unwrap_or_default();
            self.offset = self.offset.saturating_add(u64::try_from(found.read).unwrap_or(u64::MAX));
            if let Some(place) = self.add(part, found.ends)? {
                return Ok(Some(self.pass_on(place, found.ends)));
            }
        }
        Ok(None)
    }

    /// As much of what was found as a piece of `len` bytes has: the rest may be passed again in pieces as short as the caller likes.
    const fn shorten(&mut self, found: Found, len: usize) -> Found {
        let Found { part, read, ends } = found;
        if len >= read {
            return found;
        }
        self.found = Some(Found { part: part.saturating_sub(len), read: read.saturating_sub(len), ends });
        Found { part: if part < len { part } else { len }, read: len, ends: false }
    }

    /// Takes a part of an event; returns where the bytes are that are passed on now. An event is copied only if its beginning came
    /// with an earlier piece.
    fn add<'p>(&mut self, part: &'p [u8], ends: bool) -> Result<Option<Place<'p>>, Error> {
        if self.is_long {
            return Ok((ends || !part.is_empty()).then_some(Place::Piece(part)));
        }
        if ends && self.pending.is_empty() {
            return Ok((!part.trim_ascii().is_empty()).then_some(Place::Piece(part)));
        }
        try_extend(&mut self.pending, part)?;
        let is_blank = ends && self.pending.trim_ascii().is_empty();
        if is_blank {
            self.pending.clear();
        }
        Ok((ends && !is_blank).then_some(Place::Pending))
    }

    /// Reads to the end of the line.
    fn line(&mut self, piece: &[u8]) -> Found {
        let Some(end) = memchr(b'\n', piece) else {
            return Found { part: piece.len(), read: piece.len(), ends: false };
        };
        let read = end.saturating_add(1);
        let is_short = self.pending.len().saturating_add(end) <= self.max_event_len && !self.is_long;
        if self.state == State::FirstLine && is_short && self.begins_single_object(piece.get(..end)) {
            self.state = State::SingleObject;
            return Found { part: read, read, ends: false };
        }
        self.state = State::Line;
        Found { part: end, read, ends: true }
    }

    /// Whether the first line, which ends with `part`, is the beginning of an object of several lines.
    fn begins_single_object(&mut self, part: Option<&[u8]>) -> bool {
        let is_complete = self.nesting.end(&self.pending).is_some()
            || self.nesting.end(part.unwrap_or_default()).is_some()
            || self.nesting.is_outermost();
        if is_complete {
            self.nesting = Nesting::OUTERMOST;
        }
        !is_complete
    }

    /// Reads to the end of the object, array or string.
    fn nested(&mut self, piece: &[u8]) -> Found {
        let end = self.nesting.end(piece);
        let part = end.map_or(piece.len(), |end| end.saturating_add(1));
        if end.is_some() {
            self.state = if self.state == State::Event { State::Comma } else { State::End };
        }
        Found { part, read: part, ends: end.is_some() }
    }

    /// Reads one byte between events, or of a number or literal, which ends before the next delimiter.
    fn byte_between_events(&mut self, byte: u8) -> Result<Found, Error> {
        if self.state == State::Scalar {
            if !matches!(byte, b',' | b']' | b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(Found { part: 1, read: 1, ends: false });
            }
            self.state = State::Comma;
            return Ok(Found { part: 0, read: 0, ends: true });
        }
        match (self.state, byte) {
            (_, b' ' | b'\t' | b'\r' | b'\n') => Ok(self.enter(self.state, 1)),
            (State::Start, b'[') => Ok(self.enter(State::FirstEvent, 1)),
            (State::Start, _) => Ok(self.enter(State::FirstLine, 0)),
            (State::Comma, b',') => Ok(self.enter(State::NextEvent, 1)),
            (State::Comma | State::FirstEvent, b']') => Ok(self.enter(State::End, 1)),
            (State::FirstEvent | State::NextEvent, b',' | b']' | b'}' | b':') | (State::Comma | State::End, _) => {
                Err(self.error())
            }
            (_, b'{' | b'[' | b'"') => Ok(self.enter(State::Event, 0)),
            _ => Ok(self.enter(State::Scalar, 0)),
        }
    }

    /// Changes the state; `read` bytes were no part of an event.
    const fn enter(&mut self, state: State, read: usize) -> Found {
        self.state = state;
        Found { part: 0, read, ends: false }
    }

    const fn error(&self) -> Error {
        Error::EventStream { offset: self.offset }
    }
}

/// Not the beginning of an event that it keeps.
impl fmt::Debug for EventSplitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventSplitter(at byte {})", self.offset)
    }
}

/// No part of an event.
impl fmt::Debug for SplitEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "Whole({} bytes)", bytes.len()),
            Self::Part { bytes, is_last } => write!(f, "Part({} bytes, is_last: {is_last})", bytes.len()),
        }
    }
}
