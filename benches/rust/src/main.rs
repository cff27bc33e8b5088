//! Checking a payload of 1000 events of 402 bytes against parsing it lazily, by `sonic-rs`: in turn, medians. `make bench`

use std::hint::black_box;
use std::time::Instant;

use netcore_aes_core::{EventContext, check_events};

const EVENTS: u32 = 1000;
const BYTES: usize = 402;
const ROUNDS: usize = 301;
const CONTEXT: EventContext<'_> = EventContext { asset_id: None, now: Some(1_756_209_943) };

fn main() {
    let events: Vec<String> = (0..EVENTS).map(event).collect();
    let payload = format!("[{}]", events.join(","));
    assert_eq!(check_events(payload.as_bytes(), &CONTEXT), Ok(Vec::new()));
    let (mut checks, mut parses, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let check = time(|| drop(black_box(check_events(black_box(payload.as_bytes()), &CONTEXT))));
        let parse = time(|| {
            sonic_rs::to_array_iter(black_box(payload.as_str())).for_each(|event| drop(black_box(event.unwrap())))
        });
        checks.push(check);
        parses.push(parse);
        ratios.push(check / parse);
    }
    let [check, parse, ratio] = [checks, parses, ratios].map(median);
    println!(
        "{EVENTS} events of {BYTES} bytes: check_events {check:.0} ns an event, sonic-rs, lazily, {parse:.0}: {ratio:.2} of its time \
         (wanted: at most 2)"
    );
}

/// An event with strings, numbers and an object of its own.
fn event(number: u32) -> String {
    let begin = format!(
        r#"{{"asset_id":"392234ga43t3q4t3026227c5","activity_name":"product_purchased","timestamp":"2025-08-26T12:05:{:02}Z","identity":"{}","#,
        number % 43,
        9_999_900_000_u64 + u64::from(number) * 7,
    );
    let params = format!(
        r#""product_name":"Blue shirt","product_id":{number},"price":{}.99,"quantity":2,"in_stock":true,"category":"Clothing","currency":"INR","#,
        number % 1000,
    );
    let start = format!(
        r#"{begin}"activity_source":"web","activity_params":{{{params}"store":{{"city":"Mumbai","pin":400001}},"note":""#
    );
    let note = "x".repeat(BYTES - start.len() - 3);
    format!(r#"{start}{note}"}}}}"#)
}

/// Nanoseconds an event.
fn time(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9 / f64::from(EVENTS)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures[figures.len() / 2]
}
