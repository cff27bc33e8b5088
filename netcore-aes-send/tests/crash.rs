//! Runs that are ended at every call that writes, by every signal, or by a full disk, and run again: no event is lost, and none arrives
//! twice but those that a summary names. `NETCORE_AES_CRASHES` sets the number of ends; then they are drawn.
#![cfg(target_os = "linux")]
#![allow(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use common::*;

const EVENTS: usize = 60;
/// Against the rules.
const WRONG: [usize; 4] = [7, 31, 32, 59];
/// Too long, so that its dead letter is written in parts.
const LONG: usize = 23;
/// The endpoint refuses requests with this event.
const REFUSED: usize = 44;
const ARGUMENTS: [&str; 7] = ["a", "--chunk-events", "4", "--connections", "3", "--event-bytes", "9000"];
const SIGNALS: [&str; 6] = ["INT", "TERM", "HUP", "QUIT", "ALRM", "KILL"];

/// The ends of one kind that a plain run of the tests makes.
const ENDS: usize = 60;

fn write_input(path: &Path) {
    let lines: Vec<String> = (0..EVENTS)
        .map(|number| match number {
            LONG => format!("{{\"x\": \"{}\"}}", "y".repeat(400_000)),
            number if WRONG.contains(&number) => format!("{{\"wrong\": {number}}}"),
            number => event(number),
        })
        .collect();
    fs::write(path, lines.join("\n")).unwrap();
}

/// How a run is ended.
#[derive(Debug, Clone, Copy)]
enum End {
    /// At the call that writes with this number.
    Call(usize),
    /// The disk is full from this call on, for a number of calls.
    Full(usize, usize),
    /// By a signal after some milliseconds.
    Signal(&'static str, u64),
}

struct Shim {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Shim {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("crash.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash.c");
        let cc = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let made =
            Command::new(cc).args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror", source, "-o"]).arg(&path).status();
        assert!(made.unwrap().success());
        Self { _folder: folder, path }
    }

    /// Runs until the end comes; returns whether it came.
    fn end(&self, endpoint: &Endpoint, folder: &Path, end: End) -> bool {
        let mut command = command(&endpoint.url(), &ARGUMENTS, folder);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        match end {
            End::Call(call) => _ = command.env("LD_PRELOAD", &self.path).env("CRASH_AT", call.to_string()),
            End::Full(from, calls) => {
                command
                    .env("LD_PRELOAD", &self.path)
                    .env("FULL_AT", from.to_string())
                    .env("FULL_FOR", calls.to_string());
            }
            End::Signal(..) => {}
        }
        let mut child = command.spawn().unwrap();
        if let End::Signal(name, after) = end {
            thread::sleep(Duration::from_millis(after));
            signal(&child, name);
        }
        let status = child.wait().unwrap();
        !matches!(status.code(), Some(0 | 1))
    }

    /// The number of calls of a whole run.
    fn calls(&self) -> usize {
        let (folder, endpoint) = (prepared(), endpoint());
        let calls = folder.path().join("calls");
        let mut command = command(&endpoint.url(), &ARGUMENTS, folder.path());
        let status = command.env("LD_PRELOAD", &self.path).env("CRASH_CALLS", &calls).output().unwrap().status;
        assert_eq!(status.code(), Some(1));
        fs::read_to_string(calls).unwrap().parse().unwrap()
    }
}

fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_input(&folder.path().join("a"));
    folder
}

fn endpoint() -> Endpoint {
    Endpoint::new(|numbers| {
        // So that an end by a signal finds requests under way.
        thread::sleep(Duration::from_millis(1));
        if numbers.contains(&REFUSED) { (400, "") } else { OK }
    })
}

/// Ends runs of one file one after the other, then lets one come to its end, and compares.
fn check(shim: &Shim, ends: &[End]) -> usize {
    let (folder, endpoint) = (prepared(), endpoint());
    let ended = ends.iter().filter(|end| shim.end(&endpoint, folder.path(), **end)).count();
    endpoint.wait_until_left();
    let mut texts = Vec::new();
    for round in 0.. {
        let last = run(&endpoint, &ARGUMENTS, folder.path());
        assert!(round < 3, "{ends:?}: {}", last.text);
        let is_finished = last.text.contains("journal: finished");
        texts.push(last.text);
        if is_finished {
            break;
        }
    }
    let text = texts.last().unwrap();
    let again = run(&endpoint, &ARGUMENTS, folder.path());
    assert!(again.status == Some(0) && again.text.contains("finished by an earlier run"), "{ends:?}: {}", again.text);
    let letters = dead_letters(&folder.path().join("a.dead-letter.ndjson"));
    let mut counts = BTreeMap::new();
    for number in endpoint.taken() {
        *counts.entry(number).or_insert(0) += 1;
    }
    let named = named(text);
    for number in 0..EVENTS {
        let arrived = counts.get(&number).copied().unwrap_or(0);
        let dead = letters.iter().filter(|index| **index == number).count();
        let is_dead = WRONG.contains(&number) || number == LONG || chunk_is_refused(number);
        assert_eq!((arrived > 0, dead > 0), (!is_dead, is_dead), "{ends:?}: event {number}\n{text}");
        assert!(dead <= 1, "{ends:?}: {dead} letters of event {number}");
        assert!(arrived <= 1 || named.contains(&number), "{ends:?}: event {number} arrived {arrived} times\n{text}");
    }
    ended
}

/// The events of the chunk that the endpoint refuses.
fn chunk_is_refused(number: usize) -> bool {
    let good: Vec<usize> = (0..EVENTS).filter(|number| !WRONG.contains(number) && *number != LONG).collect();
    let chunk = good.chunks(4).find(|chunk| chunk.contains(&REFUSED)).unwrap();
    chunk.contains(&number)
}

/// The events of the chunks that may have arrived twice.
fn named(text: &str) -> Vec<usize> {
    let row = text.lines().find_map(|line| line.strip_prefix("may have arrived twice: ")).unwrap_or_default();
    assert!(!row.contains(" more"), "{row}");
    let range = |place: &str| {
        let (first, rest) = place.split_once("(events ").unwrap().1.split_once(" to ").unwrap();
        first.parse::<usize>().unwrap()..=rest.split_once(' ').unwrap().0.parse().unwrap()
    };
    row.split("; ").filter(|place| !place.is_empty()).flat_map(range).collect()
}

/// The indices of the dead letters, each of which is whole.
fn dead_letters(path: &Path) -> Vec<usize> {
    letters(path).iter().map(|letter| usize::try_from(letter["index"].as_u64().unwrap()).unwrap()).collect()
}

/// Numbers that only look random.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn nothing_is_lost_however_a_run_ends() {
    let shim = Shim::new();
    let calls = shim.calls();
    assert!(calls > 50, "{calls} calls");
    let cases = cases(calls);
    let (next, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    ended.fetch_add(check(&shim, case), Ordering::SeqCst);
                }
            });
        }
    });
    let ended = ended.into_inner();
    println!("{ended} runs of {} were ended, {calls} calls in a whole one", cases.iter().map(Vec::len).sum::<usize>());
    // Some are over before the signal comes, or find room on the disk again.
    assert!(ended > cases.len() / 2, "{ended} of {}", cases.len());
}

fn cases(calls: usize) -> Vec<Vec<End>> {
    let wanted = std::env::var("NETCORE_AES_CRASHES").ok().map(|number| number.parse::<usize>().unwrap());
    let seed = std::env::var("NETCORE_AES_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut draw = Draw(seed);
    let mut any = |kind: usize| match kind % 4 {
        0 | 1 => End::Call(1 + draw.below(calls)),
        2 => End::Full(1 + draw.below(calls), 1 + draw.below(12)),
        _ => End::Signal(SIGNALS[draw.below(SIGNALS.len())], u64::try_from(draw.below(80)).unwrap()),
    };
    if let Some(wanted) = wanted {
        return (0..wanted.div_ceil(2)).map(|case| vec![any(case), any(case / 2)]).collect();
    }
    // Each call once, evenly; and a few of the others.
    let step = calls.div_ceil(2 * ENDS).max(1);
    let each = (1..=calls).step_by(step).map(|call| vec![End::Call(call)]);
    let full = (1..=calls).step_by(calls.div_ceil(ENDS).max(1)).map(|call| vec![End::Full(call, 3)]);
    let signals = (0..ENDS).map(|case| vec![any(3), any(case)]);
    // Ended so early that nothing is recorded but what was there before, twice.
    let early = (0..ENDS / 4).map(|case| {
        let call = 20 + case % 8;
        vec![End::Call(call), End::Signal("INT", u64::try_from(case).unwrap())]
    });
    each.chain(early).chain(full).chain(signals.collect::<Vec<_>>()).collect()
}
