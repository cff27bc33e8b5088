//! The stream of uploads against the plain way: split, check, group, encrypt and build, one by one.

use netcore_aes_core::{
    Cipher, Error, EventContext, EventSplitter, Problem, Rule, Severity, SplitEvent, Upload, UploadBodies, UploadBody,
    UploadLimits, UploadStream, check_events, upload_body,
};
use proptest::prelude::*;

use crate::tried;

const GOOD: &str = r#"{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web","activity_params":{}}"#;
const CONTEXT: EventContext<'_> = EventContext { asset_id: Some("a"), now: Some(1_756_209_943) };

/// What came out of a stream, in order: problems, requests, and the error that ended it.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    problems: Vec<(usize, Vec<u8>, Vec<Problem>, bool)>,
    requests: Vec<(usize, usize, usize, Vec<u8>)>,
    error: Option<Error>,
}

impl Outcome {
    /// Adds the problems of an event, or the next part of an event that is too long.
    fn add_problems(&mut self, index: usize, event: &[u8], problems: Vec<Problem>, is_refused: bool) {
        match self.problems.last_mut() {
            Some((last, bytes, known, true)) if *last == index => {
                assert_eq!(*known, problems);
                bytes.extend_from_slice(event);
            }
            _ => self.problems.push((index, event.to_vec(), problems, is_refused)),
        }
    }
}

fn cipher(code: u32) -> Cipher {
    let iv: &[u8] = if code == 11258 { b"" } else { b"wxyzABCDEFGHIJKL" };
    Cipher::parse(code, b"0123456789abcdefghijklmnopqrstuv", iv).unwrap()
}

/// By `UploadStream`, in pieces of the given size, perhaps flushed after each. Bodies are decrypted, since those of 11258 differ each
/// time.
fn by_stream(code: u32, stream: &[u8], piece: usize, limits: UploadLimits) -> Outcome {
    let cipher = cipher(code);
    let (mut outcome, mut bodies) = (Outcome::default(), UploadBodies::default());
    let mut uploads = UploadStream::new(limits);
    for piece in stream.chunks(piece).chain([&[][..]]) {
        if piece.is_empty() {
            uploads.finish();
        }
        outcome.error = take(&mut uploads, piece, &cipher, &mut bodies, &mut outcome).err();
        if outcome.error.is_some() {
            assert_eq!(take(&mut uploads, &[], &cipher, &mut bodies, &mut outcome).err(), outcome.error, "told again");
            break;
        }
    }
    outcome
}

/// Takes all that comes out of a piece. Every other time bodies are written into a buffer.
fn take(
    uploads: &mut UploadStream,
    mut piece: &[u8],
    cipher: &Cipher,
    bodies: &mut UploadBodies,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    while let Some(upload) = uploads.next(&mut piece, &CONTEXT)? {
        match upload {
            Upload::Payloads(ready) if outcome.requests.len().is_multiple_of(2) => {
                ready.encrypt(cipher, bodies)?;
                outcome.requests.extend(bodies.iter().map(|UploadBody { events, body }| {
                    (events.count, events.first, events.last, opened(cipher, body))
                }));
            }
            Upload::Payloads(ready) => {
                let events: Vec<_> = ready.events().collect();
                let payloads: Vec<_> = ready.payloads().map(<[u8]>::to_vec).collect();
                let (mut bodies, mut ends) = (vec![0; ready.bodies_len(cipher)?], vec![0; ready.count() + 1]);
                assert_eq!(ready.encrypt_into(cipher, &mut bodies, &mut ends), Ok(bodies.len()));
                ready.release();
                assert_eq!((payloads.len(), ends.len()), (events.len(), events.len() + 1));
                for ((events, place), payload) in events.iter().zip(ends.windows(2)).zip(payloads) {
                    let body = &bodies[usize::try_from(place[0]).unwrap()..usize::try_from(place[1]).unwrap()];
                    assert_eq!(opened(cipher, body), payload);
                    outcome.requests.push((events.count, events.first, events.last, payload));
                }
            }
            Upload::Problems { index, event, is_last, problems, is_refused } => {
                assert!(is_last || problems.iter().any(|problem| matches!(problem.rule, Rule::TooLong { .. })));
                outcome.add_problems(index, event, problems, is_refused);
            }
        }
    }
    Ok(())
}

/// The payload in a body, which must be exactly the body of its text.
fn opened(cipher: &Cipher, body: &[u8]) -> Vec<u8> {
    let body = std::str::from_utf8(body).unwrap();
    let text = body.strip_prefix(r#"{"encryptedRequest":""#).unwrap().strip_suffix(r#""}"#).unwrap();
    assert_eq!(upload_body(cipher.scheme(), text).unwrap(), body);
    let payload = cipher.decrypt(text.as_bytes()).unwrap();
    if cipher.scheme().code() != 11258 {
        assert_eq!(cipher.encrypt(&payload).unwrap(), text);
    }
    payload
}

/// The plain way: each event is checked as a payload of its own, and appended to a list.
fn one_by_one(stream: &[u8], limits: UploadLimits) -> Outcome {
    let mut outcome = Outcome::default();
    let (events, error) = split(stream, limits.event_bytes);
    outcome.error = error;
    let mut group: Option<(usize, usize, usize, Vec<u8>)> = None;
    let close = |(count, first, last, mut payload): (usize, usize, usize, Vec<u8>)| {
        payload.push(b']');
        (count, first, last, payload)
    };
    for (index, (event, is_long)) in events.into_iter().enumerate() {
        let problems = if is_long { vec![too_long(index, limits)] } else { problems_of(&event, index) };
        let is_refused = problems.iter().any(|problem| problem.severity() == Severity::Error);
        if !problems.is_empty() {
            outcome.problems.push((index, event.clone(), problems, is_refused));
        }
        if is_refused {
            continue;
        }
        let is_full = |(count, _, _, payload): &(usize, usize, usize, Vec<u8>)| {
            *count == limits.events || payload.len() + event.len() + 2 > limits.payload_bytes
        };
        outcome.requests.extend(group.take_if(|group| is_full(group)).map(close));
        match &mut group {
            Some((count, _, last, payload)) => {
                (*count, *last) = (*count + 1, index);
                payload.push(b',');
                payload.extend(&event);
            }
            None => group = Some((1, index, index, [b"[", &*event].concat())),
        }
    }
    outcome.requests.extend(group.map(close));
    outcome
}

/// The events of a stream, each with whether it is too long, and the error that ends it.
fn split(mut stream: &[u8], max: usize) -> (Vec<(Vec<u8>, bool)>, Option<Error>) {
    let mut events: Vec<(Vec<u8>, bool)> = Vec::new();
    let mut is_open = false;
    let mut keep = |event: SplitEvent<'_>| match event {
        SplitEvent::Whole(event) => events.push((event.to_vec(), false)),
        SplitEvent::Part { bytes, is_last } => {
            if !std::mem::replace(&mut is_open, !is_last) {
                events.push((Vec::new(), true));
            }
            events.last_mut().unwrap().0.extend_from_slice(bytes);
        }
    };
    let mut splitter = EventSplitter::new(max);
    let mut read = || -> Result<(), Error> {
        while let Some(event) = splitter.next(&mut stream)? {
            keep(event);
        }
        while let Some(event) = splitter.finish()? {
            keep(event);
        }
        Ok(())
    };
    let error = read().err();
    // Of a long event that does not end, too, the parts come out.
    (events, error)
}

/// The problem of an event that is too long.
fn too_long(index: usize, limits: UploadLimits) -> Problem {
    let rule = Rule::TooLong { max: limits.event_bytes };
    Problem { pointer: format!("/{index}"), event: Some(index), rule }
}

/// The problems of an event by `check_events`: of an array of it or, where it is not JSON, of an object alone. Anything else that is
/// not JSON has that problem alone.
fn problems_of(event: &[u8], index: usize) -> Vec<Problem> {
    let is_json_error = |problem: &Problem| matches!(problem.rule, Rule::Json { .. });
    let mut problems = check_events(event, &CONTEXT).unwrap();
    let is_json = !problems.iter().any(is_json_error);
    if is_json {
        problems = check_events(&[b"[", event, b"]"].concat(), &CONTEXT).unwrap();
    } else {
        problems.retain(|problem| is_json_error(problem) || (event.starts_with(b"{") && problem.rule != Rule::Lone));
    }
    for problem in &mut problems {
        let within = if is_json { problem.pointer.strip_prefix("/0").unwrap() } else { &problem.pointer };
        problem.pointer = format!("/{index}{within}");
        problem.event = Some(index);
    }
    problems
}

fn event() -> impl Strategy<Value = String> {
    let long = |len| GOOD.replace("{}", &format!(r#"{{"text":"{}"}}"#, "x".repeat(len)));
    prop_oneof![
        6 => Just(GOOD.to_owned()),
        2 => (0..600_usize).prop_map(long),
        1 => Just(GOOD.replace("web", "mail")),
        1 => Just(GOOD.replace("2025", "2024")),
        1 => Just(GOOD.replace('}', "")),
        1 => Just(GOOD.replace("\"n\"", "\"\\u00e9\\n\"")),
        1 => Just(GOOD.replace("\"identity\":1,", "\"identity\":1,\"identity\":2,\"other\":[]")),
        1 => "(null|7|\"x\"|\\[\\]|\\{\\}|\\[\\{\\}\\])",
    ]
}

/// Events in an array or one per line, then spoiled at a place or cut.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let whole = (prop::collection::vec(event(), 0..60), any::<bool>())
        .prop_map(|(events, is_array)| if is_array { format!("[{}]", events.join(",\n")) } else { events.join("\n") });
    (whole, any::<prop::sample::Index>(), any::<u8>(), 0..6).prop_map(|(stream, place, byte, kind)| {
        let mut stream = stream.into_bytes();
        if !stream.is_empty() {
            let place = place.index(stream.len());
            match kind {
                0 => stream.truncate(place),
                1 => stream[place] = byte,
                2 => stream.insert(place, byte),
                _ => {}
            }
        }
        stream
    })
}

proptest! {
    #![proptest_config(tried(400))]

    #[test]
    fn a_stream_gives_what_the_plain_way_gives(
        stream in stream().no_shrink(),
        code in prop::sample::select(vec![11256_u32, 11257, 11258]),
        piece in prop_oneof![1..40_usize, Just(1 << 20)],
        events in 1..9_usize,
        payload_bytes in 100..3000_usize,
        event_bytes in 100..900_usize,
    ) {
        let limits = UploadLimits { events, payload_bytes, event_bytes };
        let (new, plain) = (by_stream(code, &stream, piece, limits), one_by_one(&stream, limits));
        prop_assert!(new == plain, "{}\n{new:?}\n{plain:?}", String::from_utf8_lossy(&stream));
    }
}

/// 1000 events to a payload and 16 payloads side by side, on both sides of each.
#[test]
fn as_many_events_as_the_vendor_takes() {
    let limits = UploadLimits::default();
    for count in [0, 1, 999, 1000, 1001, 15_999, 16_000, 16_001, 17_001] {
        let stream = vec![GOOD; count].join("\n");
        let outcome = by_stream(11256, stream.as_bytes(), 1 << 16, limits);
        assert_eq!(outcome.requests.len(), count.div_ceil(1000), "{count} events");
        assert_eq!(outcome, one_by_one(stream.as_bytes(), limits), "{count} events");
    }
    let stream = vec![GOOD; 2001].join("\n");
    for (events, wanted) in [(0, 1), (usize::MAX, 1000)] {
        let outcome = by_stream(11256, stream.as_bytes(), 1 << 16, UploadLimits { events, ..limits });
        assert_eq!(outcome.requests[0].0, wanted);
    }
}

/// Payloads come once 16 are closed, which the next event shows, and not one by one; `flush` passes on all at once.
#[test]
fn payloads_wait_for_sixteen() {
    let (cipher, mut bodies, mut outcome) = (cipher(11256), UploadBodies::default(), Outcome::default());
    let mut uploads = UploadStream::new(UploadLimits { events: 1, ..UploadLimits::default() });
    let line = format!("{GOOD}\n");
    for pushed in 1..=40 {
        take(&mut uploads, line.as_bytes(), &cipher, &mut bodies, &mut outcome).unwrap();
        assert_eq!(outcome.requests.len(), (pushed - 1) / 16 * 16, "after {pushed} events");
    }
    uploads.flush();
    take(&mut uploads, line.as_bytes(), &cipher, &mut bodies, &mut outcome).unwrap();
    assert_eq!(outcome.requests.len(), 41);
    take(&mut uploads, line.as_bytes(), &cipher, &mut bodies, &mut outcome).unwrap();
    assert_eq!(outcome.requests.len(), 41, "one flush passes on once");
}

#[test]
fn a_payload_does_not_wait_in_a_hurry() {
    let (cipher, mut bodies, mut outcome) = (cipher(11256), UploadBodies::default(), Outcome::default());
    let mut uploads = UploadStream::new(UploadLimits { events: 1, ..UploadLimits::default() });
    let line = format!("{GOOD}\n");
    // The first is closed by the second event.
    for (is_hurrying, passed_on) in [(true, 0), (false, 1), (false, 1), (true, 2), (false, 2)] {
        if is_hurrying {
            uploads.hurry();
        }
        take(&mut uploads, line.as_bytes(), &cipher, &mut bodies, &mut outcome).unwrap();
        assert_eq!(outcome.requests.len(), passed_on);
    }
}

/// A payload that came alone comes again alone, and at once, until it is encrypted.
#[test]
fn a_payload_in_a_hurry_comes_again_when_encryption_fails() {
    let (cipher, mut bodies, mut outcome) = (cipher(11256), UploadBodies::default(), Outcome::default());
    let limits = UploadLimits { events: 1, ..UploadLimits::default() };
    let mut uploads = UploadStream::new(limits);
    let stream = vec![GOOD; 40].join("\n");
    let mut piece = stream.as_bytes();
    uploads.hurry();
    let mut rest = None;
    for _ in 0..3 {
        let Some(Upload::Payloads(ready)) = uploads.next(&mut piece, &CONTEXT).unwrap() else { panic!() };
        let events: Vec<_> = ready.events().map(|events| (events.first, events.last)).collect();
        assert_eq!((events, ready.payloads().count()), (vec![(0, 0)], 1));
        assert_eq!(*rest.get_or_insert(piece.len()), piece.len(), "nothing was read");
        let result = ready.encrypt_into(&cipher, &mut [], &mut [0; 2]);
        assert!(matches!(result, Err(Error::BufferTooSmall { .. })), "{result:?}");
    }
    // What is asked for meanwhile is not forgotten.
    uploads.flush();
    take(&mut uploads, piece, &cipher, &mut bodies, &mut outcome).unwrap();
    assert_eq!(outcome.requests.len(), 39, "the last line has no end yet");
    uploads.finish();
    take(&mut uploads, &[], &cipher, &mut bodies, &mut outcome).unwrap();
    assert_eq!(outcome, one_by_one(stream.as_bytes(), limits));
}

/// The piece passed after `finish` is the last.
#[test]
fn data_after_the_end_is_an_error() {
    let (cipher, mut bodies) = (cipher(11256), UploadBodies::default());
    for (last, passed_on) in [("", 0), (" \n", 0), (GOOD, 1), ("[]", 0), ("{\n}", 0)] {
        let (mut uploads, mut outcome) = (UploadStream::new(UploadLimits::default()), Outcome::default());
        uploads.finish();
        take(&mut uploads, last.as_bytes(), &cipher, &mut bodies, &mut outcome).unwrap();
        assert_eq!(outcome.requests.len(), passed_on, "{last}");
        let more = take(&mut uploads, GOOD.as_bytes(), &cipher, &mut bodies, &mut outcome);
        assert_eq!(more, Err(Error::EventStream { offset: u64::try_from(last.len()).unwrap() }), "{last}");
        assert_eq!(outcome.requests.len(), passed_on, "{last}");
    }
}

/// The last payload is encrypted beside those before it.
#[test]
fn the_end_is_one_step() {
    for count in [1, 15, 16, 17, 33] {
        let (cipher, mut bodies, mut steps) = (cipher(11256), UploadBodies::default(), Vec::new());
        let mut uploads = UploadStream::new(UploadLimits { events: 1, ..UploadLimits::default() });
        let stream = vec![GOOD; count].join("\n");
        let mut piece = stream.as_bytes();
        for is_end in [false, true] {
            if is_end {
                uploads.finish();
            }
            while let Some(Upload::Payloads(ready)) = uploads.next(&mut piece, &CONTEXT).unwrap() {
                ready.encrypt(&cipher, &mut bodies).unwrap();
                steps.push(bodies.iter().count());
            }
        }
        let full = vec![16; (count - 1) / 16];
        assert_eq!(steps, [&*full, &[count - full.len() * 16]].concat(), "{count} payloads");
    }
}

/// What is printed has neither an event nor a text.
#[test]
fn debug_shows_no_content() {
    let (cipher, mut bodies, limits) = (cipher(11256), UploadBodies::default(), UploadLimits::default());
    let (mut uploads, mut piece) = (UploadStream::new(limits), GOOD.as_bytes());
    uploads.finish();
    let Some(Upload::Payloads(ready)) = uploads.next(&mut piece, &CONTEXT).unwrap() else { panic!() };
    ready.encrypt(&cipher, &mut bodies).unwrap();
    let mut splitter = EventSplitter::new(100);
    assert_eq!(splitter.next(&mut &GOOD.as_bytes()[..50]), Ok(None));
    for shown in [format!("{:?}", bodies.iter().next().unwrap()), format!("{splitter:?}")] {
        assert!(!shown.contains("123, 34") && !shown.contains("encrypted"), "{shown}");
    }
}

/// Payloads that cannot be encrypted come again.
#[test]
fn nothing_is_lost_when_encryption_fails() {
    let (cipher, mut bodies, mut outcome) = (cipher(11256), UploadBodies::default(), Outcome::default());
    let limits = UploadLimits { events: 2, ..UploadLimits::default() };
    let mut uploads = UploadStream::new(limits);
    let stream = vec![GOOD; 50].join("\n");
    let mut piece = stream.as_bytes();
    for _ in 0..3 {
        let Some(Upload::Payloads(ready)) = uploads.next(&mut piece, &CONTEXT).unwrap() else { panic!() };
        assert_eq!(ready.events().map(|events| (events.first, events.last)).next(), Some((0, 1)));
        let len = ready.bodies_len(&cipher).unwrap();
        let result = ready.encrypt_into(&cipher, &mut vec![0; len - 1], &mut [0; 17]);
        assert_eq!(result, Err(Error::BufferTooSmall { needed: len, capacity: len - 1 }));
        let Some(Upload::Payloads(ready)) = uploads.next(&mut piece, &CONTEXT).unwrap() else { panic!() };
        let result = ready.encrypt_into(&cipher, &mut vec![0; len], &mut [0; 16]);
        assert!(matches!(result, Err(Error::Offsets { .. })), "{result:?}");
    }
    uploads.finish();
    take(&mut uploads, piece, &cipher, &mut bodies, &mut outcome).unwrap();
    assert_eq!(outcome, one_by_one(stream.as_bytes(), limits));
}

/// A caller that cannot take an event ends the stream as a fault in it does: what came before it is returned first.
#[test]
fn a_stream_can_be_ended_at_an_event_with_problems() {
    let (cipher, mut bodies, lack) = (cipher(11256), UploadBodies::default(), Error::Memory { bytes: 7 });
    let warned = GOOD.replace("2025", "2024");
    for (before, at_fault) in [(4, &*warned), (5, &warned), (0, &warned), (4, "{}"), (5, "{}"), (0, "{}")] {
        let limits = UploadLimits { events: 2, ..UploadLimits::default() };
        let (mut uploads, mut outcome) = (UploadStream::new(limits), Outcome::default());
        // The event before the last is refused.
        let mut good = vec![GOOD; before];
        good.insert(before.saturating_sub(1), "7");
        let good = good.join("\n") + "\n";
        take(&mut uploads, good.as_bytes(), &cipher, &mut bodies, &mut outcome).unwrap();
        let line = format!("{at_fault}\n");
        let mut piece = line.as_bytes();
        let Some(Upload::Problems { event, is_refused, .. }) = uploads.next(&mut piece, &CONTEXT).unwrap() else {
            panic!()
        };
        let taken = (!is_refused).then_some(event.len());
        uploads.fail(lack, taken);
        for _ in 0..2 {
            assert_eq!(take(&mut uploads, GOOD.as_bytes(), &cipher, &mut bodies, &mut outcome), Err(lack));
            assert_eq!(outcome, one_by_one(good.as_bytes(), limits), "{before} events before {at_fault}");
        }
    }
}

/// The thousand-and-first event of a stream is checked like the first.
#[test]
fn problems_are_found_however_late() {
    let stream = vec!["{}"; 2500].join("\n");
    let outcome = by_stream(11256, stream.as_bytes(), 1000, UploadLimits::default());
    assert_eq!(outcome, one_by_one(stream.as_bytes(), UploadLimits::default()));
    assert_eq!((outcome.problems.len(), outcome.requests.len()), (2500, 0));
}

/// A line that is not JSON has that one problem, even if it begins with a value that is not an event.
#[test]
fn a_line_that_is_not_json_has_one_problem() {
    for line in ["[", "3Z", "7 8", "[] x", "null,", "\"x", "nul", "{"] {
        let stream = format!("{GOOD}\n{line}");
        let outcome = by_stream(11256, stream.as_bytes(), 1 << 20, UploadLimits::default());
        let [(1, event, problems, true)] = &*outcome.problems else { panic!("{line}: {outcome:?}") };
        let [Problem { pointer, event: Some(1), rule: Rule::Json { .. } }] = &**problems else {
            panic!("{line}: {problems:?}")
        };
        assert_eq!((pointer.as_str(), &**event), ("/1", line.as_bytes()));
        assert_eq!(outcome.requests.len(), 1, "{line}");
    }
}
