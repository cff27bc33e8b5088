//! The splitter of a stream into events: a JSON array of events, or one event per line (NDJSON).

use std::mem;

use crate::error::Error;

/// Finds the events in a stream, piece by piece, and hands them on just as they were written.
///
/// The stream is a JSON array, NDJSON, or one object by itself; what it is shows in its first line. Memory is needed for
/// one event at a time. Whether an event is proper JSON is not looked at: [`crate::check_events`] does that.
#[derive(Debug)]
pub struct EventSplitter {
    state: State,
    /// What was read of the event, or of the line, that is not complete yet.
    pending: Vec<u8>,
    nesting: Nesting,
    /// How many bytes were read in all.
    offset: u64,
    max_event_len: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing but white space was seen.
    Start,
    /// In the first line, which begins no array: NDJSON, unless its object is not complete there.
    FirstLine,
    /// In a line of NDJSON.
    Line,
    /// In an object by itself that is spread over several lines.
    LoneObject,
    /// In an array, where an event or the end may come.
    FirstEvent,
    /// In an array after a comma, where an event must come.
    NextEvent,
    /// In an array, within an event that is an object, an array or a string.
    Event,
    /// In an array, within an event that is none of these.
    Scalar,
    /// In an array, after an event.
    Comma,
    /// After the end of the array or of the lone object.
    End,
}

impl EventSplitter {
    /// Starts at the beginning of a stream. An event longer than `max_event_len` bytes is an error.
    #[must_use]
    pub const fn new(max_event_len: usize) -> Self {
        let nesting = Nesting { depth: 0, in_string: false, escaped: false };
        Self { state: State::Start, pending: Vec::new(), nesting, offset: 0, max_event_len }
    }

    /// Takes the next piece of the stream, and hands each event that is complete by then to `event`.
    ///
    /// # Errors
    /// [`Error::EventStream`] where no event can begin or end, and [`Error::EventTooLong`]: nothing after that can be
    /// split. What was handed on before stands. [`Error::Memory`].
    pub fn push(&mut self, piece: &[u8], event: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let mut rest = piece;
        while let [byte, ..] = rest {
            let taken = match self.state {
                State::FirstLine | State::Line => self.line(rest, event)?,
                State::Event | State::LoneObject => self.nested(rest, event)?,
                _ => self.between(*byte, event)?,
            };
            self.offset = self.offset.saturating_add(u64::try_from(taken).unwrap_or(u64::MAX));
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Ends the stream, and hands on an event in a last line without a line break.
    ///
    /// # Errors
    /// [`Error::EventStream`] if it ends within an event or an array.
    pub fn finish(mut self, event: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        match self.state {
            State::FirstLine | State::Line => {
                self.emit(event);
                Ok(())
            }
            State::Start | State::End => Ok(()),
            _ => Err(self.fault()),
        }
    }

    /// Reads to the end of the line, and returns how many bytes that took.
    fn line(&mut self, rest: &[u8], event: &mut dyn FnMut(&[u8])) -> Result<usize, Error> {
        let end = rest.iter().position(|byte| *byte == b'\n');
        self.keep(end.and_then(|end| rest.get(..end)).unwrap_or(rest))?;
        let Some(end) = end else { return Ok(rest.len()) };
        let mut nesting = Nesting::default();
        let is_complete = self.pending.iter().any(|byte| nesting.closes_with(*byte)) || nesting.depth == 0;
        if self.state == State::FirstLine && !is_complete {
            self.keep(b"\n")?;
            self.nesting = nesting;
            self.state = State::LoneObject;
        } else {
            self.state = State::Line;
            self.emit(event);
        }
        Ok(end.saturating_add(1))
    }

    /// Reads to the end of the object, array or string, and returns how many bytes that took.
    fn nested(&mut self, rest: &[u8], event: &mut dyn FnMut(&[u8])) -> Result<usize, Error> {
        let end = rest.iter().position(|byte| self.nesting.closes_with(*byte));
        let part = end.and_then(|end| rest.get(..=end)).unwrap_or(rest);
        self.keep(part)?;
        if end.is_some() {
            self.state = if self.state == State::Event { State::Comma } else { State::End };
            self.emit(event);
        }
        Ok(part.len())
    }

    /// Takes one byte outside of events, or of a scalar, which ends where something else begins.
    fn between(&mut self, byte: u8, event: &mut dyn FnMut(&[u8])) -> Result<usize, Error> {
        if self.state == State::Scalar {
            if !matches!(byte, b',' | b']' | b' ' | b'\t' | b'\r' | b'\n') {
                self.keep(&[byte])?;
                return Ok(1);
            }
            self.state = State::Comma;
            self.emit(event);
        }
        match (self.state, byte) {
            (_, b' ' | b'\t' | b'\r' | b'\n') => Ok(1),
            (State::Start, b'[') => Ok(self.go(State::FirstEvent, 1)),
            (State::Start, _) => Ok(self.go(State::FirstLine, 0)),
            (State::Comma, b',') => Ok(self.go(State::NextEvent, 1)),
            (State::Comma | State::FirstEvent, b']') => Ok(self.go(State::End, 1)),
            (State::FirstEvent | State::NextEvent, b',' | b']' | b'}' | b':') | (State::Comma | State::End, _) => {
                Err(self.fault())
            }
            (_, b'{' | b'[' | b'"') => Ok(self.go(State::Event, 0)),
            _ => Ok(self.go(State::Scalar, 0)),
        }
    }

    /// Changes the state, having taken so many bytes.
    fn go(&mut self, state: State, taken: usize) -> usize {
        self.state = state;
        taken
    }

    fn keep(&mut self, part: &[u8]) -> Result<(), Error> {
        let bytes = self.pending.len().saturating_add(part.len());
        if bytes > self.max_event_len {
            return Err(Error::EventTooLong { offset: self.offset, max: self.max_event_len });
        }
        self.pending.try_reserve(part.len()).map_err(|_| Error::Memory { bytes })?;
        self.pending.extend_from_slice(part);
        Ok(())
    }

    /// Hands on what is pending, without the white space around it, if there is anything else.
    fn emit(&mut self, event: &mut dyn FnMut(&[u8])) {
        let whole = self.pending.trim_ascii();
        if !whole.is_empty() {
            event(whole);
        }
        self.pending.clear();
        self.nesting = Nesting::default();
    }

    const fn fault(&self) -> Error {
        Error::EventStream { offset: self.offset }
    }
}

/// How deep in objects, arrays and strings a byte stands.
#[derive(Debug, Default)]
struct Nesting {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Takes the next byte; returns whether it ends the outermost object, array or string.
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

    /// The events of a stream, pushed in pieces of each of some sizes.
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
    fn where_nothing_can_be_told_apart_is_an_error_at_its_place() {
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
    fn an_event_that_is_too_long_is_an_error() {
        for stream in [format!("[{{\"a\":\"{}\"}}]", "x".repeat(1000)), format!("{{\"a\":\"{}\"}}", "x".repeat(1000))] {
            let mut splitter = EventSplitter::new(1000);
            let result = splitter.push(stream.as_bytes(), &mut |_| panic!("it was handed on"));
            assert!(matches!(result, Err(Error::EventTooLong { max: 1000, .. })));
        }
    }
}
