//! The splitter of a stream into events.

use std::mem;

use netcore_aes_core::{Error, EventSplitter, SplitEvent};

/// The events of a stream, which must be the same whatever the sizes of the pieces.
fn split(stream: &str) -> Result<Vec<String>, Error> {
    let in_pieces = |size: usize| {
        let mut splitter = EventSplitter::new(1000);
        let mut events = Vec::new();
        for mut piece in stream.as_bytes().chunks(size) {
            while let Some(event) = splitter.next(&mut piece)? {
                events.push(whole(event));
            }
        }
        while let Some(event) = splitter.finish()? {
            events.push(whole(event));
        }
        Ok(events)
    };
    let whole_piece = in_pieces(1_000_000);
    for size in [1, 2, 3, 7] {
        assert_eq!(in_pieces(size), whole_piece, "{stream} in pieces of {size}");
    }
    whole_piece
}

fn whole(event: SplitEvent<'_>) -> String {
    let SplitEvent::Whole(event) = event else { panic!("a part: {event:?}") };
    String::from_utf8(event.to_vec()).unwrap()
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

/// Each event of a stream, with the number of parts that it came in: 0 for a whole one.
fn in_parts(stream: &[u8], size: usize, max: usize) -> Result<Vec<(Vec<u8>, usize)>, Error> {
    let mut splitter = EventSplitter::new(max);
    let (mut events, mut long, mut parts) = (Vec::new(), Vec::new(), 0);
    let mut take = |event: SplitEvent<'_>| match event {
        SplitEvent::Whole(bytes) => events.push((bytes.to_vec(), mem::take(&mut parts))),
        SplitEvent::Part { bytes, is_last } => {
            long.extend_from_slice(bytes);
            parts += 1;
            if is_last {
                events.push((mem::take(&mut long), mem::take(&mut parts)));
            }
        }
    };
    for mut piece in stream.chunks(size) {
        while let Some(event) = splitter.next(&mut piece)? {
            take(event);
        }
    }
    while let Some(event) = splitter.finish()? {
        take(event);
    }
    Ok(events)
}

#[test]
fn an_event_that_is_too_long_comes_in_parts_and_those_around_it_whole() {
    let object = |len: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(len - 8));
    for (begin, between, end) in [("[", ",", "]"), ("", "\n", ""), ("", "\n", "\n"), ("7\n", "\n", "\n")] {
        for len in [999, 1000, 1001, 5000] {
            for size in [1, 7, 64, 1000, 20_000] {
                let stream = [begin, &object(20), between, &object(len), between, &object(30), end].concat();
                let events = in_parts(stream.as_bytes(), size, 1000).unwrap();
                let [.., first, middle, last] = &*events else { panic!("{events:?}") };
                assert_eq!((&*first.0, first.1), (object(20).as_bytes(), 0));
                assert_eq!((&*middle.0, middle.1 > 0), (object(len).as_bytes(), len > 1000), "{size}");
                assert_eq!((&*last.0, last.1), (object(30).as_bytes(), 0));
            }
        }
    }
}

/// A call may read nothing, and the next may bring less of the rest.
#[test]
fn the_rest_of_a_piece_may_come_in_shorter_pieces() {
    let (long, lines) = ("x".repeat(5000), "\"a\":\n".repeat(1000));
    for (stream, around) in [
        (format!("[{{\"a\":\"{long}\"}},{{}}]"), 2),
        (format!("{{\"a\":\"{long}\"}}\n{{}}\n"), 2),
        (format!("{{\n{lines}}}"), 1),
        (format!("[[],{}, 7]", "9".repeat(5000)), 3),
    ] {
        let wanted = in_parts(stream.as_bytes(), 10_000, 1000).unwrap();
        assert_eq!(wanted.len(), around);
        for sizes in [[10, 10_000, 4], [900, 10_000, 1], [10, 10_000, 4000], [4, 2000, 1000], [500, 10_000, 0]] {
            let (mut splitter, mut rest, mut events) = (EventSplitter::new(1000), stream.as_bytes(), vec![Vec::new()]);
            for size in sizes.into_iter().cycle() {
                let mut piece = &rest[..size.min(rest.len())];
                let offered = piece.len();
                let event = splitter.next(&mut piece).unwrap();
                rest = &rest[offered - piece.len()..];
                let is_end = event.is_none() && rest.is_empty();
                keep(&mut events, event);
                if is_end {
                    break;
                }
            }
            keep(&mut events, splitter.finish().unwrap());
            let wanted: Vec<_> = wanted.iter().map(|(event, _)| &**event).chain([&[][..]]).collect();
            assert!(events == wanted, "{sizes:?}, {:?}", events.iter().map(Vec::len).collect::<Vec<_>>());
        }
    }
}

/// Adds to the last event, which is empty before it begins.
fn keep(events: &mut Vec<Vec<u8>>, event: Option<SplitEvent<'_>>) {
    let (bytes, is_last) = match event {
        None => return,
        Some(SplitEvent::Whole(bytes)) => (bytes, true),
        Some(SplitEvent::Part { bytes, is_last }) => (bytes, is_last),
    };
    events.last_mut().unwrap().extend_from_slice(bytes);
    if is_last {
        events.push(Vec::new());
    }
}

/// Nobody passed the rest of the piece again.
#[test]
fn a_stream_that_ends_before_the_rest_of_a_piece_is_an_error() {
    let mut splitter = EventSplitter::new(10);
    for (mut piece, has_part) in [(&b"{\n\"a\": 1"[..], false), (&b"234567890}"[..], true)] {
        assert_eq!(splitter.next(&mut piece).unwrap().is_some(), has_part);
    }
    assert_eq!(splitter.finish(), Err(Error::EventStream { offset: 8 }));
}

#[test]
fn a_long_number_a_long_object_of_many_lines_and_a_long_last_line_come_in_parts() {
    let lines = format!("{{\n{}}}", "\"a\":\n".repeat(1000));
    for stream in [&*lines, &"9".repeat(2000)] {
        for size in [1, 64, 10_000] {
            let events = in_parts(stream.as_bytes(), size, 1000).unwrap();
            let [(event, parts)] = &*events else { panic!("{events:?}") };
            assert_eq!((&**event, *parts > 0), (stream.as_bytes(), true));
        }
    }
    let number = in_parts(format!("[1,{},2]", "9".repeat(2000)).as_bytes(), 100, 1000).unwrap();
    assert_eq!(number.iter().map(|(event, _)| event.len()).collect::<Vec<_>>(), [1, 2000, 1]);
}

#[test]
fn what_is_not_whole_is_shown() {
    for (stream, passed_on, unfinished) in [
        ("[{\"a\": 1},  {\"b\"", 1, Some("{\"b\"")),
        ("[{\"a\": 1}, ", 1, None),
        ("{}\n{\"b\"", 1, Some("{\"b\"")),
        ("{}\n ", 1, None),
        ("[12", 0, Some("12")),
        // Longer than allowed: what was passed on as a part is left out.
        ("[\"0123456789abcdef", 1, Some("")),
        ("", 0, None),
    ] {
        let (mut splitter, mut piece) = (EventSplitter::new(10), stream.as_bytes());
        for number in 0..=passed_on {
            assert_eq!(splitter.next(&mut piece).unwrap().is_some(), number < passed_on, "{stream}");
        }
        assert_eq!(splitter.unfinished(), unfinished.map(str::as_bytes), "{stream}");
    }
}

#[test]
fn an_error_is_returned_again() {
    let mut splitter = EventSplitter::new(10);
    let wanted = Err(Error::EventStream { offset: 1 });
    for _ in 0..2 {
        let mut piece: &[u8] = b"[}";
        assert_eq!(splitter.next(&mut piece), wanted);
    }
    assert_eq!(splitter.finish(), wanted);
    let mut splitter = EventSplitter::new(10);
    assert_eq!(splitter.next(&mut &b"[1"[..]), Ok(None));
    let wanted = Err(Error::EventStream { offset: 2 });
    assert_eq!([splitter.finish(),], [wanted]);
    assert_eq!(splitter.next(&mut &b"]"[..]), wanted);
}
