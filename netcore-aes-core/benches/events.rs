//! Checking events against parsing them, and the way from lines to request bodies in one call against step by step: 100 000 of the
//! guide's events, in turn, medians. `make bench`
#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a benchmark prints figures"
)]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a benchmark that cannot run fails by panicking")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use netcore_aes_core::{
    Cipher, EventContext, EventSplitter, MAX_EVENTS, SplitEvent, Upload, UploadBodies, UploadLimits, UploadStream,
    check_events, upload_body,
};
use serde_json::Value;

const EVENTS: usize = 100_000;
const ROUNDS: usize = 15;
const CONTEXT: EventContext<'_> = EventContext { asset_id: None, now: Some(1_756_209_943) };

fn main() {
    let event = include_str!("../../tests/vectors/golden-plaintext.json").trim().trim_matches(['[', ']']).trim();
    let compact = event.parse::<Value>().unwrap().to_string();
    for (name, event) in [("as the guide prints it", event), ("compact", &compact)] {
        compare(name, &format!("[{}]", vec![event; EVENTS].join(",")));
    }
    whole_way(&format!("{compact}\n").repeat(EVENTS));
}

/// From lines to bodies, 1000 events to a request.
fn whole_way(lines: &str) {
    let cipher = Cipher::parse(11256, b"0123456789abcdefghijklmnopqrstuv", b"0123456789abcdef").unwrap();
    let array = format!("[{}]", lines.trim().replace('\n', ","));
    let (mut streams, mut arrays, mut steps, mut checks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        arrays.push(time(|| by_stream(&cipher, array.as_bytes())));
        streams.push(time(|| by_stream(&cipher, lines.as_bytes())));
        steps.push(time(|| step_by_step(&cipher, lines.as_bytes())));
        checks.push(time(|| lines.lines().for_each(|line| drop(black_box(check_events(line.as_bytes(), &CONTEXT))))));
    }
    let [stream, array, step, check] =
        [streams, arrays, steps, checks].map(|times| median(times).as_nanos() as f64 / EVENTS as f64);
    println!(
        "{EVENTS} events, compact, one per line, to bodies: UploadStream {stream:.0} ns an event ({array:.0} of an array), step by step \
         {step:.0}, {:.2} times as fast; {check:.0} of them for checking each line",
        step / stream,
    );
}

fn by_stream(cipher: &Cipher, stream: &[u8]) {
    let (mut uploads, mut bodies) = (UploadStream::new(UploadLimits::default()), UploadBodies::default());
    for mut piece in stream.chunks(1 << 16).chain([&[][..]]) {
        if piece.is_empty() {
            uploads.finish();
        }
        while let Some(upload) = uploads.next(&mut piece, &CONTEXT).unwrap() {
            let Upload::Payloads(ready) = upload else { panic!("an event has a problem") };
            ready.encrypt(cipher, &mut bodies).unwrap();
            bodies.iter().for_each(|body| _ = black_box(body.body.len()));
        }
    }
}

/// Each payload after the other: split, join, check, encrypt, build.
fn step_by_step(cipher: &Cipher, lines: &[u8]) {
    let mut events = Vec::new();
    let mut splitter = EventSplitter::new(1 << 20);
    for mut piece in lines.chunks(1 << 16) {
        while let Some(event) = splitter.next(&mut piece).unwrap() {
            let SplitEvent::Whole(event) = event else { panic!("an event is too long") };
            events.push(event.to_vec());
        }
    }
    for group in events.chunks(MAX_EVENTS) {
        let payload = [b"[", &*group.join(&b','), b"]"].concat();
        assert!(check_events(&payload, &CONTEXT).unwrap().is_empty());
        black_box(upload_body(cipher.scheme(), &cipher.encrypt(&payload).unwrap()).unwrap());
    }
}

fn compare(name: &str, payload: &str) {
    let (mut checks, mut parses) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        checks.push(time(|| drop(black_box(check_events(payload.as_bytes(), &CONTEXT)))));
        parses.push(time(|| drop(black_box(payload.parse::<Value>()))));
    }
    let (check, parse) = (median(checks), median(parses));
    let rate = |time: Duration| payload.len() as f64 / time.as_secs_f64() / 1e6;
    println!(
        "{EVENTS} events, {name}: check_events {:.0} MB/s, serde_json::Value {:.0} MB/s, {:.2} times as fast",
        rate(check),
        rate(parse),
        parse.as_secs_f64() / check.as_secs_f64(),
    );
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
