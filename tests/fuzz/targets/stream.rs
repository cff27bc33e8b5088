//! Streams of events: cut into any pieces they give the same events.
#![no_main]

use libfuzzer_sys::fuzz_target;
use netcore_aes_core::{Error, EventSplitter, SplitEvent};
use netcore_aes_fuzz::{expand, spoil};
use serde_json::value::RawValue;

const TOKENS: [&str; 20] = [
    "[",
    "]",
    "{",
    "}",
    "[]",
    "{}",
    "[{",
    "},{",
    "}]",
    "},\n{",
    "}\n{",
    "\n",
    "\r\n",
    "\\\"",
    "\"",
    "\\\\",
    r#"{"a":1}"#,
    r#"{"a":[1,{"b":"]}"}]}"#,
    "                                                                ",
    "null",
];

fuzz_target!(|data: &[u8]| {
    let [max, piece, data @ ..] = data else { return };
    let max_event_len = usize::from(*max) * 8;
    let mut stream = expand(data, &TOKENS);
    let whole = split(&stream, stream.len().max(1), max_event_len);
    spoil(&mut stream);
    let in_pieces = split(&stream, usize::from(*piece).max(1), max_event_len);
    assert_eq!(whole, in_pieces, "cut into pieces of {piece}");
    let (events, end) = &whole;
    if end.is_ok() {
        compare_with_json(&stream, events);
    }
});

/// The events of a stream, also those that are too long, and the error that ended it.
fn split(stream: &[u8], piece: usize, max_event_len: usize) -> (Vec<Vec<u8>>, Result<(), Error>) {
    let (mut events, mut long) = (Vec::new(), Vec::new());
    let mut keep = |event: SplitEvent<'_>| match event {
        SplitEvent::Whole(bytes) => {
            assert!(long.is_empty() && bytes.len() <= max_event_len);
            events.push(bytes.to_vec());
        }
        SplitEvent::Part { bytes, is_last } => {
            long.extend_from_slice(bytes);
            if is_last {
                assert!(long.len() > max_event_len);
                events.push(std::mem::take(&mut long).trim_ascii().to_vec());
            }
        }
    };
    let mut splitter = EventSplitter::new(max_event_len);
    let mut read = || -> Result<(), Error> {
        for mut piece in stream.chunks(piece) {
            while let Some(event) = splitter.next(&mut piece)? {
                keep(event);
            }
        }
        while let Some(event) = splitter.finish()? {
            keep(event);
        }
        Ok(())
    };
    let end = read();
    (events, end)
}

/// The events of a JSON array are its elements, byte for byte.
fn compare_with_json(stream: &[u8], events: &[Vec<u8>]) {
    if let Ok(elements) = serde_json::from_slice::<Vec<&RawValue>>(stream) {
        let elements: Vec<&[u8]> = elements.into_iter().map(|element| element.get().as_bytes()).collect();
        assert_eq!(elements, events, "the elements of the array");
    }
}
