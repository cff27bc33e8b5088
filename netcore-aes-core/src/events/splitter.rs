//! The splitter of a stream into events: a JSON array of events, or one event per line (NDJSON).

use std::mem;

use memchr::memchr;

use crate::error::Error;

/// Splits a stream into its events, piece by piece, and passes on the bytes of each unchanged.
///
/// The stream is a JSON array, NDJSON, or a single object; its first line tells which. It needs memory for one event at a time.
/// It does not check that an event is valid JSON: [`crate::check_events`] does.
#[derive(Debug)]
pub struct EventSplitter {
    state: State,
    /// The begin of an event or a line that is not complete yet.
    pending: Vec<u8>,
    nesting: Nesting,
    /// The number of bytes read.
    offset: u64,
    max_event_len: usize,
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

impl EventSplitter {
    /// Makes a splitter for a new stream. An event longer than `max_event_len` bytes is an error.
    #[must_use]
    pub const fn new(max_event_len: usize) -> Self {
        let nesting = Nesting { depth: 0, in_string: false, escaped: false };
        Self { state: State::Start, pending: Vec::new(), nesting, offset: 0, max_event_len }
    }

    /// Reads the next piece of the stream, and passes each event that it completes to `event`.
    ///
    /// # Errors
    /// [`Error::EventStream`] where no event can begin or end, [`Error::EventTooLong`], [`Error::Memory`]. The rest of the stream
    /// cannot be split; the events passed on before remain valid.
    pub fn push(&mut self, piece: &[u8], event: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let mut rest = piece;
        while let [byte, ..] = rest {
            let taken = match self.state {
                State::FirstLine | State::Line => self.read_line(rest, event)?,
                State::Event | State::SingleObject => self.read_nested(rest, event)?,
                _ => self.byte_between_events(*byte, event)?,
            };
            self.offset = self.offset.saturating_add(u64::try_from(taken).unwrap_or(u64::MAX));
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Ends the stream, and passes on the event of a last line without a line break.
    ///
    /// # Errors
    /// [`Error::EventStream`] if it ends within an event or an array.
    pub fn finish(mut self, event: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        match self.state {
            State::FirstLine | State::Line => self.emit(&[], event),
            State::Start | State::End => Ok(()),
            _ => Err(self.error()),
        }
    }

    /// Reads to the end of the line; returns the number of bytes read.
    fn read_line(&mut self, rest: &[u8], event: &mut dyn FnMut(&[u8])) -> Result<usize, Error> {
        let end = memchr(b'\n', rest);
        let line = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        let Some(end) = end else {
            self.append(line)?;
            return Ok(rest.len());
        };
        match mem::replace(&mut self.state, State::Line) {
            State::FirstLine => self.end_first_line(line, event)?,
            _ => self.emit(line, event)?,
        }
        Ok(end.saturating_add(1))
    }

    /// Ends the first line with `part`: an event, or the begin of a single object.
    fn end_first_line(&mut self, part: &[u8], event: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let mut nesting = Nesting::default();
        let is_complete = self.pending.iter().chain(part).any(|byte| nesting.closes_with(*byte)) || nesting.depth == 0;
        if is_complete {
            return self.emit(part, event);
        }
        self.append(part)?;
        self.append(b"\n")?;
        self.nesting = nesting;
        self.state = State::SingleObject;
        Ok(())
    }

    /// Reads to the end of the object, array or string; returns the number of bytes read.
    fn read_nested(&mut self, rest: &[u8], event: &mut dyn FnMut(&[u8])) -> Result<usize, Error> {
        let end = rest.iter().position(|byte| self.nesting.closes_with(*byte));
        let part = end.and_then(|end| rest.get(..=end)).unwrap_or(rest);
        if end.is_some() {
            self.state = if self.state == State::Event { State::Comma } else { State::End };
            self.emit(part, event)?;
        } else {
            self.append(part)?;
        }
        Ok(part.len())
    }

    /// Reads one byte between events, or of a number or literal, which ends before the next delimiter.
    fn byte_between_events(&mut self, byte: u8, event: &mut dyn FnMut(&[u8])) -> Result<usize, Error> {
        if self.state == State::Scalar {
            if !matches!(byte, b',' | b']' | b' ' | b'\t' | b'\r' | b'\n') {
                self.append(&[byte])?;
                return Ok(1);
            }
            self.state = State::Comma;
            self.emit(&[], event)?;
        }
        match (self.state, byte) {
            (_, b' ' | b'\t' | b'\r' | b'\n') => Ok(1),
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

    /// Changes the state; returns the number of bytes read.
    fn enter(&mut self, state: State, taken: usize) -> usize {
        self.state = state;
        taken
    }

    /// Keeps `part` until its event is complete.
    fn append(&mut self, part: &[u8]) -> Result<(), Error> {
        let bytes = self.checked_len(part)?;
        self.pending.try_reserve(part.len()).map_err(|_| Error::Memory { bytes })?;
        self.pending.extend_from_slice(part);
        Ok(())
    }

    /// The length of the pending event with `part`.
    fn checked_len(&self, part: &[u8]) -> Result<usize, Error> {
        let bytes = self.pending.len().saturating_add(part.len());
        if bytes > self.max_event_len {
            return Err(Error::EventTooLong { offset: self.offset, max: self.max_event_len });
        }
        Ok(bytes)
    }

    /// Passes on the event that `part` completes, without the white space around it, unless it is empty. It is copied only if the
    /// begin of it came with an earlier piece.
    fn emit(&mut self, part: &[u8], event: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let whole = if self.pending.is_empty() {
            self.checked_len(part)?;
            part
        } else {
            self.append(part)?;
            &self.pending
        };
        let whole = whole.trim_ascii();
        if !whole.is_empty() {
            event(whole);
        }
        self.pending.clear();
        self.nesting = Nesting::default();
        Ok(())
    }

    const fn error(&self) -> Error {
        Error::EventStream { offset: self.offset }
    }
}

/// The nesting of a byte in objects, arrays and strings.
#[derive(Debug, Default)]
struct Nesting {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Reads the next byte; returns whether it ends the outermost object, array or string.
    fn closes_with(&mut self, byte: u8) -> bool {
        if self.in_string {
            let was_escaped = mem::take(&mut self.escaped);
            self.escaped = byte == b'\\' && !was_escaped;
            self.in_string = byte != b'"' || was_escaped;
            return !self.in_string && self.depth == 0;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a stream, which must be the same whatever the sizes of the pieces.
    fn split(stream: &str) -> Result<Vec<String>, Error> {
        let in_pieces = |size: usize| {
            let mut events = Vec::new();
            let mut keep = |event: &[u8]| events.push(String::from_utf8(event.to_vec()).unwrap());
            let mut splitter = EventSplitter::new(1000);
            stream.as_bytes().chunks(size).try_for_each(|piece| splitter.push(piece, &mut keep))?;
            splitter.finish(&mut keep)?;
            Ok(events)
        };
        let whole = in_pieces(1_000_000);
        for size in [1, 2, 3, 7] {
            assert_eq!(in_pieces(size), whole, "{stream} in pieces of {size}");
        }
        whole
    }

    #[test]
    fn every_form_of_stream() {
        for (stream, events) in [
            ("", &[][..]),
            (" \r\n\t", &[]),
            ("[]", &[]),
            (" [ ] \n", &[]),
            (r#"[{"a":1},{"b":2}]"#, &[r#"{"a":1}"#, r#"{"b":2}"#]),
            ("[ {\"a\": [1, {}]} ,\n {\n\"b\":2\n} ]\n", &[r#"{"a": [1, {}]}"#, "{\n\"b\":2\n}"]),
            (r#"[{"a":"]}\"[{\\"},{"b":"\\\""}]"#, &[r#"{"a":"]}\"[{\\"}"#, r#"{"b":"\\\""}"#]),
            (r#"[1, "x,]", null,[2],-1.5e3]"#, &["1", r#""x,]""#, "null", "[2]", "-1.5e3"]),
            ("{\"a\":1}\n{\"b\":2}\n", &[r#"{"a":1}"#, r#"{"b":2}"#]),
            ("{\"a\":1}\r\n\r\n  {\"b\":2}", &[r#"{"a":1}"#, r#"{"b":2}"#]),
            ("{\"a\":1}\nnot json {\n{\"b\":2}", &[r#"{"a":1}"#, "not json {", r#"{"b":2}"#]),
            ("{\"a\":\"{\"}\n{\"b\":2}", &[r#"{"a":"{"}"#, r#"{"b":2}"#]),
            (r#"{"a":1}"#, &[r#"{"a":1}"#]),
            ("{\n  \"a\": {\n  }\n}\n", &["{\n  \"a\": {\n  }\n}"]),
            ("hello", &["hello"]),
            ("hello\n{\"b\":2}", &["hello", r#"{"b":2}"#]),
        ] {
            assert_eq!(split(stream).unwrap(), events, "{stream}");
        }
    }

    #[test]
    fn a_stream_that_cannot_be_split_is_an_error_with_its_position() {
        for (stream, offset) in [
            ("[", 1),
            ("[{}", 3),
            ("[{}] x", 5),
            ("[{},]", 4),
            ("[,{}]", 1),
            ("[{} {}]", 4),
            ("[{\"a\":1]", 8),
            ("[\"abc", 5),
            ("{\n\"a\": 1\n", 9),
            ("{\n\"a\": 1\n}\n{}", 11),
            ("[}", 1),
        ] {
            assert_eq!(split(stream), Err(Error::EventStream { offset }), "{stream}");
        }
    }

    #[test]
    fn an_event_may_have_the_longest_length_and_no_more() {
        let object = |len: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(len - 8));
        for (begin, end) in [("[", "]"), ("", ""), ("", "\n"), ("1\n", "\n")] {
            let events = split(&[begin, &object(1000), end].concat()).unwrap();
            assert_eq!(events.last(), Some(&object(1000)));
            for size in [7, 2000] {
                let mut splitter = EventSplitter::new(1000);
                let stream = [begin, &object(1001), end].concat();
                let pushed = stream.as_bytes().chunks(size).try_for_each(|piece| splitter.push(piece, &mut |_| ()));
                let result = pushed.and_then(|()| splitter.finish(&mut |_| ()));
                assert!(matches!(result, Err(Error::EventTooLong { max: 1000, .. })), "{result:?}");
            }
        }
    }

    #[test]
    fn an_event_that_is_too_long_is_an_error() {
        for stream in [format!("[{{\"a\":\"{}\"}}]", "x".repeat(1000)), format!("{{\"a\":\"{}\"}}", "x".repeat(1000))] {
            let mut splitter = EventSplitter::new(1000);
            let result = splitter.push(stream.as_bytes(), &mut |_| panic!("it was passed on"));
            assert!(matches!(result, Err(Error::EventTooLong { max: 1000, .. })));
        }
    }
}
