//! Checking events against parsing them: 100 000 of the guide's events, in turn, medians. `make bench`
#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a benchmark prints figures"
)]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run fails by panicking")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use netcore_aes_core::{EventContext, check_events};
use serde_json::Value;

const EVENTS: usize = 100_000;
const ROUNDS: usize = 15;

fn main() {
    let event = include_str!("../../tests/vectors/golden-plaintext.json").trim().trim_matches(['[', ']']).trim();
    let compact = event.parse::<Value>().unwrap().to_string();
    for (name, event) in [("as the guide prints it", event), ("compact", &compact)] {
        compare(name, &format!("[{}]", vec![event; EVENTS].join(",")));
    }
}

fn compare(name: &str, payload: &str) {
    let expected = EventContext { asset_id: None, now: Some(1_756_209_943) };
    let (mut checks, mut parses) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        checks.push(time(|| drop(black_box(check_events(payload.as_bytes(), &expected)))));
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
