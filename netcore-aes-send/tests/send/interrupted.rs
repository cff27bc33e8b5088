//! Runs that are interrupted, by signals and by another run.

#[cfg(unix)]
use std::io::Write as _;
use std::sync::{Mutex, mpsc};
#[cfg(unix)]
use std::thread;
#[cfg(unix)]
use std::time::{Duration, Instant};

use crate::all;
use crate::common::*;

#[test]
fn a_second_run_is_refused_while_one_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..200);
    // The first run gets no answer before the second has ended.
    let (asked, is_asked) = mpsc::channel();
    let (ended, is_ended) = mpsc::channel::<()>();
    let is_ended = Mutex::new(is_ended);
    let endpoint = Endpoint::new(move |_| {
        let _ = asked.send(());
        let _ = is_ended.lock().unwrap().recv();
        OK
    });
    let arguments = ["a", "--chunk-events", "5"];
    let first = start(&endpoint, &arguments, folder.path());
    wait_for(|| is_asked.try_recv().is_ok());
    let second = run(&endpoint, &arguments, folder.path());
    drop(ended);
    assert_eq!((second.status, second.text.lines().count()), (Some(2), 1), "{}", second.text);
    assert!(second.text.contains("another run has the journal 'a.journal' open"));
    assert_eq!(finish(first).status, Some(0));
    assert_eq!(endpoint.taken(), all(200));
}

#[cfg(unix)]
#[test]
fn every_signal_is_an_orderly_end_of_a_stream() {
    for name in ["INT", "TERM", "HUP", "QUIT", "USR1", "XCPU"] {
        let folder = tempfile::tempdir().unwrap();
        let endpoint = Endpoint::new(|_| {
            thread::sleep(Duration::from_millis(20));
            OK
        });
        let mut child = start(&endpoint, &["-", "--chunk-events", "5"], folder.path());
        let lines: String = (0..203).map(|number| event(number) + "\n").collect();
        child.stdin.as_mut().unwrap().write_all(lines.as_bytes()).unwrap();
        wait_for(|| endpoint.requests() >= 3);
        signal(&child, name);
        let ended = finish(child);
        assert_eq!(ended.status, Some(130), "{name}: {}", ended.text);
        assert!(ended.text.contains("stopped; what was read and not sent is in 'netcore-aes.dead-letter.ndjson'"));
        assert!(ended.row("journal").unwrap().starts_with("none: standard input is read once"));
        let dead = letters(&folder.path().join("netcore-aes.dead-letter.ndjson"));
        let dead = dead.iter().map(|letter| usize::try_from(letter["event"]["identity"].as_u64().unwrap()).unwrap());
        let mut found = [endpoint.taken(), dead.collect()].concat();
        found.sort_unstable();
        assert_eq!(found, all(203), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_a_run_at_once() {
    for (signals, is_told) in [(1, true), (2, false)] {
        let folder = tempfile::tempdir().unwrap();
        write_events(&folder.path().join("a"), 0..20);
        let endpoint = Endpoint::new(|_| {
            thread::sleep(Duration::from_secs(2));
            OK
        });
        let arguments = ["a", "--chunk-events", "5", "--connections", "2"];
        let child = start(&endpoint, &arguments, folder.path());
        wait_for(|| endpoint.seen.lock().unwrap().connections == 2);
        let begin = Instant::now();
        for _ in 0..signals {
            thread::sleep(Duration::from_millis(300));
            signal(&child, "INT");
        }
        let ended = finish(child);
        assert_eq!((ended.status, ended.row("events read").is_some()), (Some(130), is_told), "{}", ended.text);
        assert_eq!(ended.text.ends_with("stopped; run the same command again to go on\n"), is_told, "{}", ended.text);
        // Once, what is under way comes to its end.
        assert_eq!(begin.elapsed() < Duration::from_millis(1500), !is_told, "{:?}", begin.elapsed());
        endpoint.wait_until_left();
        let again = run(&endpoint, &arguments, folder.path());
        assert_eq!(
            (again.status, again.row("may have arrived twice").is_some()),
            (Some(0), !is_told),
            "{}",
            again.text
        );
        let mut taken = endpoint.taken();
        taken.dedup();
        assert_eq!(taken, all(20));
    }
}

#[cfg(unix)]
#[test]
fn a_process_that_was_paused_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..400);
    let endpoint = Endpoint::new(|_| {
        thread::sleep(Duration::from_millis(20));
        OK
    });
    let child =
        start(&endpoint, &["a", "--chunk-events", "5", "--timeout", "0.5", "--max-retries", "1"], folder.path());
    for _ in 0..2 {
        let before = endpoint.requests();
        wait_for(|| endpoint.requests() > before);
        signal(&child, "STOP");
        thread::sleep(Duration::from_millis(2500));
        signal(&child, "CONT");
    }
    let ended = finish(child);
    assert_eq!((ended.status, ended.row("retries")), (Some(0), Some("0")), "{}", ended.text);
    assert_eq!(endpoint.taken(), all(400));
}
