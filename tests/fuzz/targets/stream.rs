//! Streams of events: cut into any pieces they give the same events, and payloads made of them lose none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use netcore_aes_core::{ChunkLimits, Error, EventSplitter, chunks};
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
    let [most, max, pieces @ ..] = data else { return };
    let Some((piece, data)) = pieces.split_first() else { return };
    let max_event_len = usize::from(*max) * 8;
    let mut stream = expand(data, &TOKENS);
    let whole = split(&stream, stream.len().max(1), max_event_len);
    spoil(&mut stream);
    let in_pieces = split(&stream, usize::from(*piece).max(1), max_event_len);
    match (&whole, &in_pieces) {
        // In pieces, an event may be too long before the fault behind it is read.
        ((_, Err(Error::EventTooLong { .. })), (_, Err(Error::EventTooLong { .. }))) => {}
        _ => assert_eq!(whole, in_pieces, "cut into pieces of {piece}"),
    }
    let (events, end) = &whole;
    if end.is_ok() {
        compare_with_json(&stream, events);
    }
    compare_with_chunks(&stream, usize::from(*most), max_event_len);
});

fn split(stream: &[u8], piece: usize, max_event_len: usize) -> (Vec<Vec<u8>>, Result<(), Error>) {
    let mut events = Vec::new();
    let mut splitter = EventSplitter::new(max_event_len);
    let mut keep = |event: &[u8]| events.push(event.to_vec());
    let mut pushed = stream.chunks(piece).try_for_each(|piece| splitter.push(piece, &mut keep));
    if pushed.is_ok() {
        pushed = splitter.finish(&mut keep);
    }
    (events, pushed)
}

/// The events of a JSON array are its elements, byte for byte.
fn compare_with_json(stream: &[u8], events: &[Vec<u8>]) {
    if let Ok(elements) = serde_json::from_slice::<Vec<&RawValue>>(stream) {
        let elements: Vec<&[u8]> = elements.into_iter().map(|element| element.get().as_bytes()).collect();
        assert_eq!(elements, events, "the elements of the array");
    }
}

fn compare_with_chunks(stream: &[u8], most: usize, bytes: usize) {
    // The limit includes the brackets, so the longest event is two bytes shorter.
    let (events, end) = split(stream, stream.len().max(1), bytes.saturating_sub(2));
    match chunks(stream, ChunkLimits { events: most, bytes }) {
        Err(error) => assert_eq!(end, Err(error)),
        Ok(chunks) => {
            assert_eq!(end, Ok(()));
            let mut rest = events.as_slice();
            for chunk in chunks {
                assert_eq!(chunk.first, events.len() - rest.len());
                assert!(chunk.count >= 1 && chunk.count <= most.clamp(1, 1000) && chunk.payload.len() <= bytes);
                let (own, others) = rest.split_at(chunk.count);
                assert_eq!(chunk.payload, [b"[", own.join(&b","[..]).as_slice(), b"]"].concat());
                let one_more = others.first().map_or(usize::MAX, |event| chunk.payload.len() + 1 + event.len());
                assert!(chunk.count == most.clamp(1, 1000) || one_more > bytes, "there was room for one more");
                rest = others;
            }
            assert!(rest.is_empty(), "{} events were left out", rest.len());
        }
    }
}
