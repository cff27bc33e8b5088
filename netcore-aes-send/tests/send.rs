//! Whole runs against an endpoint that answers as the test says.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;
use std::io::Write as _;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(unix)]
use base64::Engine as _;
#[cfg(unix)]
use base64::engine::general_purpose::STANDARD;
use common::*;
use flate2::Compression;
use flate2::write::GzEncoder;

fn all(count: usize) -> Vec<usize> {
    (0..count).collect()
}

#[test]
fn everything_arrives_once() {
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..2500);
    let more: String = (2500..3000).map(|number| event(number) + "\n").collect();
    let mut gzip = GzEncoder::new(fs::File::create(folder.path().join("b.gz")).unwrap(), Compression::default());
    gzip.write_all(more.as_bytes()).unwrap();
    gzip.finish().unwrap();
    let endpoint = Endpoint::new(|_| OK);
    let ended = run(&endpoint, &["a", "b.gz"], folder.path());
    assert_eq!(ended.status, Some(0), "{}", ended.text);
    assert_eq!(endpoint.taken(), all(3000));
    let mut sizes: Vec<usize> = endpoint.seen.lock().unwrap().asked.iter().map(Vec::len).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [500, 500, 1000, 1000]);
    for (name, value) in
        [("events read", "3000"), ("arrived", "3000"), ("dead letters", "0"), ("not sent", "0"), ("retries", "0")]
    {
        assert_eq!(ended.row(name), Some(value), "{}", ended.text);
    }
    assert_eq!(ended.row("journal"), Some("finished: a.journal"));
    assert_eq!(names(folder.path()), ["a", "a.journal", "b.gz"]);

    // The same command again sends nothing, and says so.
    let again = run(&endpoint, &["a", "b.gz"], folder.path());
    assert_eq!((again.status, endpoint.requests()), (Some(0), 4));
    assert!(again.row("journal").unwrap().starts_with("finished by an earlier run: a.journal; --start-over"));
    assert_eq!(again.row("arrived in an earlier run"), Some("3000"));
    assert_eq!(run(&endpoint, &["a", "b.gz", "--start-over", "true"], folder.path()).status, Some(0));
    assert_eq!(endpoint.requests(), 8);
}

#[test]
fn a_finished_input_that_changes_is_new_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_events(&folder.path().join("a"), 0..30);
    let endpoint = Endpoint::new(|_| OK);
    let arguments = ["a", "--chunk-events", "10"];
    assert_eq!(run(&endpoint, &arguments, folder.path()).status, Some(0));
    for (changed, is_new) in
        [(all(31), false), (all(29), false), (all(20), false), ([all(25), vec![99]].concat(), false)]
    {
        write_events(&path, changed);
        let ended = run(&endpoint, &arguments, folder.path());
        assert_eq!((ended.status, endpoint.requests(), is_new), (Some(2), 3, false), "{}", ended.text);
        assert!(ended.text.starts_with("the input has changed since a run has sent it"), "{}", ended.text);
    }
    // Chunks of another size are no change.
    write_events(&path, 0..30);
    assert_eq!(run(&endpoint, &["a", "--chunk-events", "7"], folder.path()).status, Some(0));
    assert_eq!(endpoint.requests(), 3);
    write_events(&path, 100..130);
    assert_eq!(run(&endpoint, &arguments, folder.path()).status, Some(0));
    assert_eq!(endpoint.taken(), [all(30), (100..130).collect()].concat());
    // Another endpoint is another job.
    let other = Endpoint::new(|_| OK);
    assert_eq!(run(&other, &arguments, folder.path()).status, Some(0));
    assert_eq!(other.taken().len(), 30);
}

#[test]
fn wrong_events_become_dead_letters_in_order_and_the_others_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines: Vec<String> = (0..30).map(event).collect();
    lines[3] = event(3).replace("\"n\"", "5");
    lines[11] = r#"{"asset_id":"#.to_owned();
    lines[12] = event(12).replace("asset-1", "another");
    let long = format!("{{\"x\": \"{}\"}}", "y".repeat(300_000));
    lines[20].clone_from(&long);
    fs::write(folder.path().join("a"), lines.join("\n")).unwrap();
    let endpoint = Endpoint::new(|_| OK);
    let arguments = ["a", "--chunk-events", "10", "--event-bytes", "5000"];
    let ended = run(&endpoint, &arguments, folder.path());
    assert_eq!(ended.status, Some(1), "{}", ended.text);
    assert_eq!((ended.row("dead letters"), ended.row("arrived")), (Some("4"), Some("26")));
    assert_eq!(ended.row("dead letters are in"), Some("a.dead-letter.ndjson"));
    let found = letters(&folder.path().join("a.dead-letter.ndjson"));
    let places: Vec<_> = found.iter().map(|letter| (letter["file"].as_str(), letter["index"].as_u64())).collect();
    assert_eq!(places, [3, 11, 12, 20].map(|index| (Some("a"), Some(index))));
    assert_eq!(found[0]["problems"][0]["pointer"], "/activity_name");
    assert_eq!(found[1]["event_text"], lines[11]);
    assert_eq!(found[2]["event"]["asset_id"], "another");
    assert_eq!(found[3]["problems"][0]["rule"], "too-long");
    let taken = endpoint.taken();
    assert_eq!(taken, all(30).into_iter().filter(|number| ![3, 11, 12, 20].contains(number)).collect::<Vec<_>>());
    assert_eq!(run(&endpoint, &arguments, folder.path()).status, Some(0));
    assert_eq!(letters(&folder.path().join("a.dead-letter.ndjson")).len(), 4);
}

#[test]
fn refused_events_become_dead_letters_with_their_own_places() {
    for (status, dead) in [(400, vec![2, 3]), (404, vec![2, 3]), (413, vec![2]), (422, vec![2, 3])] {
        let folder = tempfile::tempdir().unwrap();
        let lines: Vec<String> =
            (0..6).map(|number| if number == 1 { "{}".to_owned() } else { event(number) }).collect();
        fs::write(folder.path().join("a"), lines.join("\n")).unwrap();
        let endpoint = Endpoint::new(move |numbers| if numbers.contains(&2) { (status, "") } else { OK });
        let ended = run(&endpoint, &["a", "--chunk-events", "2", "--connections", "1"], folder.path());
        if status == 404 {
            // It is among the first: the run ends. The others show that it is not for all.
            assert!(ended.status == Some(1) && ended.text.contains("check --endpoint"), "{}", ended.text);
            continue;
        }
        assert_eq!(ended.status, Some(1), "{}", ended.text);
        let found = letters(&folder.path().join("a.dead-letter.ndjson"));
        let mut places: Vec<u64> = found.iter().map(|letter| letter["index"].as_u64().unwrap()).collect();
        places.sort_unstable();
        // The chunk is events 0 and 2; event 1 is refused by the rules.
        let expected = if status == 413 { vec![1, 2] } else { vec![0, 1, 2] };
        assert_eq!(places, expected, "{dead:?}");
        let told = found.iter().find(|letter| letter["index"] == 2).unwrap();
        assert_eq!((told["status"].as_u64(), told["event"]["identity"].as_u64()), (Some(status.into()), Some(2)));
        assert_eq!(told["reason"], format!("status {status}: {{}}"));
    }
}

#[test]
fn what_concerns_the_request_ends_the_run_without_dead_letters() {
    for (status, part) in [
        (401, "NETCORE_API_KEY"),
        (403, "NETCORE_API_KEY"),
        (307, "--endpoint"),
        (404, "--endpoint"),
        (405, "--endpoint"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write_events(&folder.path().join("a"), 0..50);
        let bad = Endpoint::new(move |_| (status, "Location: http://127.0.0.1:9/\r\n"));
        let arguments = ["a", "--chunk-events", "5", "--connections", "2"];
        let ended = run(&bad, &arguments, folder.path());
        assert!(ended.status == Some(1) && ended.text.contains(part), "{}", ended.text);
        assert!(ended.text.contains(&format!("status {status}")) && ended.text.contains("run the same command again"));
        assert!(bad.requests() <= 2);
        assert_eq!(names(folder.path()), ["a", "a.journal"]);
        fs::remove_file(folder.path().join("a.journal")).unwrap();
    }
    // Several in a row, after others have arrived.
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..50);
    let count = AtomicUsize::new(0);
    let endpoint = Endpoint::new(move |_| if count.fetch_add(1, Ordering::SeqCst) < 4 { OK } else { (404, "") });
    let arguments = ["a", "--chunk-events", "2", "--connections", "1"];
    let ended = run(&endpoint, &arguments, folder.path());
    assert!(ended.status == Some(1) && ended.text.contains("status 404"), "{}", ended.text);
    assert_eq!((endpoint.taken(), names(folder.path())), (all(8), vec!["a".to_owned(), "a.journal".to_owned()]));
    assert_eq!(ended.row("not sent").map(|count| count != "0"), Some(true));
}

#[test]
fn what_was_read_of_standard_input_is_kept_when_the_endpoint_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let refusing = Endpoint::new(|_| (401, ""));
    let mut child = start(&refusing, &["-", "--chunk-events", "5", "--connections", "2"], folder.path());
    let lines: String = (0..50).map(|number| event(number) + "\n").collect();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let ended = finish(child);
    assert!(ended.status == Some(1) && ended.text.contains("NETCORE_API_KEY"), "{}", ended.text);
    let dead = letters(&folder.path().join("netcore-aes.dead-letter.ndjson"));
    assert_eq!(ended.row("events read"), Some(dead.len().to_string().as_str()));
    assert!(
        !dead.is_empty() && dead.iter().all(|letter| letter["reason"] == "not sent: the run was ended"),
        "{dead:?}"
    );
}

#[test]
fn a_refusal_is_no_doubt() {
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..50);
    let count = AtomicUsize::new(0);
    let endpoint = Endpoint::new(move |_| if count.fetch_add(1, Ordering::SeqCst) == 3 { (401, "") } else { OK });
    let arguments = ["a", "--chunk-events", "5", "--connections", "2"];
    assert_eq!(run(&endpoint, &arguments, folder.path()).status, Some(1));
    let again = run(&endpoint, &arguments, folder.path());
    assert_eq!((again.status, again.row("may have arrived twice")), (Some(0), None), "{}", again.text);
    assert_eq!(endpoint.taken(), all(50));
}

#[test]
fn doubts_are_named_and_retries_wait() {
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..6);
    let count = AtomicUsize::new(0);
    let endpoint = Endpoint::new(move |numbers| match (numbers[0], count.load(Ordering::SeqCst)) {
        (3, tries @ 0..3) => {
            count.store(tries + 1, Ordering::SeqCst);
            [(429, "Retry-After: 1\r\n"), (500, ""), (0, "")][tries]
        }
        _ => OK,
    });
    let begin = Instant::now();
    let ended = run(&endpoint, &["a", "--chunk-events", "3"], folder.path());
    assert_eq!((ended.status, ended.row("retries")), (Some(0), Some("3")), "{}", ended.text);
    assert_eq!(ended.row("may have arrived twice"), Some("chunk 1 (events 3 to 5 of a)"));
    assert!(begin.elapsed() >= Duration::from_secs(1));
}

#[test]
fn a_second_run_is_refused_while_one_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..200);
    let endpoint = Endpoint::new(|_| {
        thread::sleep(Duration::from_millis(30));
        OK
    });
    let arguments = ["a", "--chunk-events", "5"];
    let first = start(&endpoint, &arguments, folder.path());
    wait_for(|| endpoint.requests() > 0);
    let second = run(&endpoint, &arguments, folder.path());
    assert_eq!((second.status, second.text.lines().count()), (Some(2), 1), "{}", second.text);
    assert!(second.text.contains("another run has the journal 'a.journal' open"));
    assert_eq!(finish(first).status, Some(0));
    assert_eq!(endpoint.taken(), all(200));
}

#[test]
fn an_open_journal_refuses_another_input_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_events(&folder.path().join("a"), 0..200);
    let endpoint = Endpoint::new(|_| {
        thread::sleep(Duration::from_millis(20));
        OK
    });
    let arguments = ["a", "--chunk-events", "5"];
    let mut child = start(&endpoint, &arguments, folder.path());
    wait_for(|| endpoint.requests() >= 3);
    child.kill().unwrap();
    finish(child);
    endpoint.wait_until_left();
    let asked = endpoint.requests();
    assert!(run(&endpoint, &["a"], folder.path()).text.contains("another number of chunk events"));
    for changed in [[vec![999], all(200)].concat(), all(1), [all(7), vec![999], (8..200).collect()].concat()] {
        write_events(&path, changed);
        let ended = run(&endpoint, &arguments, folder.path());
        assert_eq!((ended.status, endpoint.requests()), (Some(2), asked), "{}", ended.text);
        assert!(ended.text.contains("the input has changed since the run"), "{}", ended.text);
    }
    // What is added behind is sent, too.
    write_events(&path, 0..210);
    let ended = run(&endpoint, &arguments, folder.path());
    assert_eq!(ended.status, Some(0), "{}", ended.text);
    let mut taken = endpoint.taken();
    taken.dedup();
    assert_eq!(taken, all(210));
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

#[test]
fn an_endpoint_that_takes_nothing_ends_the_run_without_dead_letters() {
    for reply in [(503, ""), (429, ""), (0, "")] {
        let folder = tempfile::tempdir().unwrap();
        write_events(&folder.path().join("a"), 0..20);
        let is_good = Arc::new(AtomicBool::new(false));
        let is_good_now = is_good.clone();
        let endpoint = Endpoint::new(move |_| if is_good_now.load(Ordering::SeqCst) { OK } else { reply });
        let arguments = ["a", "--chunk-events", "5", "--max-retries", "1"];
        let ended = run(&endpoint, &arguments, folder.path());
        assert_eq!((ended.status, ended.row("not sent")), (Some(1), Some("20")), "{}", ended.text);
        assert!(ended.text.ends_with("then run the same command again to go on\n"), "{}", ended.text);
        assert_eq!(names(folder.path()), ["a", "a.journal"]);
        is_good.store(true, Ordering::SeqCst);
        assert_eq!(run(&endpoint, &arguments, folder.path()).status, Some(0));
        assert_eq!(endpoint.taken(), all(20));
    }
}

/// The table of promises in docs/cli.md.
#[test]
fn the_page_names_tests_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = fs::read_to_string(root.join("docs/cli.md")).unwrap();
    let table = page.split("### What send promises").nth(1).unwrap().split("\n#").next().unwrap();
    let files =
        ["netcore-aes-send/tests/send.rs", "netcore-aes-send/tests/crash.rs", "netcore-aes-send/tests/network.rs"];
    let files = files.into_iter().chain(["netcore-aes-cli/tests/command/environments.rs"]);
    let tests: String = files.map(|file| fs::read_to_string(root.join(file)).unwrap()).collect();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    assert!(rows.len() >= 16, "{}", rows.len());
    for row in rows {
        let named: Vec<&str> = row.rsplit('|').nth(1).unwrap().split(',').collect();
        for name in named {
            let name = name.trim().trim_matches('`');
            assert!(tests.contains(&format!("#[test]\nfn {name}()")), "{row}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_treated_as_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("fifo")).status().unwrap().success());
    let endpoint = Endpoint::new(|_| OK);
    let child = start(&endpoint, &["fifo", "--chunk-events", "5"], folder.path());
    let mut pipe = fs::OpenOptions::new().write(true).open(folder.path().join("fifo")).unwrap();
    let lines: String = (0..40).map(|number| event(number) + "\n").collect();
    pipe.write_all(&lines.as_bytes()[..lines.len() - 20]).unwrap();
    // What has come is passed on while nothing more comes, though it fills no request.
    wait_for(|| endpoint.taken().len() == 39);
    signal(&child, "TERM");
    let ended = finish(child);
    assert_eq!(ended.status, Some(130), "{}", ended.text);
    let dead = letters(&folder.path().join("netcore-aes.dead-letter.ndjson"));
    assert!(event(39).starts_with(dead[0]["event_text"].as_str().unwrap()), "{dead:?}");
    assert_eq!(
        (dead.len(), names(folder.path())),
        (1, vec!["fifo".to_owned(), "netcore-aes.dead-letter.ndjson".to_owned()])
    );
}

#[cfg(unix)]
#[test]
fn what_was_read_of_an_event_that_is_not_whole_is_kept() {
    let (half, long) = (&event(3)[..50], format!("{{\"x\": \"{}", "y".repeat(9000)));
    for (end, last) in [("INT", half), ("", half), ("INT", &long), ("", &long)] {
        for (begin, comma) in [("[", ","), ("", "\n")] {
            let folder = tempfile::tempdir().unwrap();
            let endpoint = Endpoint::new(|_| OK);
            let mut child = start(&endpoint, &["-", "--chunk-events", "2", "--event-bytes", "5000"], folder.path());
            let input = [begin, &(0..3).map(event).collect::<Vec<_>>().join(comma), comma, last].concat();
            let mut stdin = child.stdin.take().unwrap();
            stdin.write_all(input.as_bytes()).unwrap();
            let dead = folder.path().join("netcore-aes.dead-letter.ndjson");
            // The letter of a long event is begun at once, and nothing else is written until it ends.
            wait_for(|| endpoint.taken() == all(3) || dead.metadata().is_ok_and(|found| found.len() > 0));
            if !end.is_empty() {
                signal(&child, end);
            }
            // Open until the end, unless that is to end it.
            let _stdin = (!end.is_empty()).then_some(stdin);
            let ended = finish(child);
            let found = letters(&dead);
            let index = |letter: &serde_json::Value| usize::try_from(letter["index"].as_u64().unwrap()).unwrap();
            let mut all_of_them = [endpoint.taken(), found.iter().map(index).collect()].concat();
            all_of_them.sort_unstable();
            assert_eq!(all_of_them, all(4), "{begin}{end}: {}", ended.text);
            let letter = found.iter().find(|letter| index(letter) == 3).unwrap();
            let text = letter["event_text"].as_str().map(|text| text.as_bytes().to_vec());
            let text = text.unwrap_or_else(|| STANDARD.decode(letter["event_base64"].as_str().unwrap()).unwrap());
            assert_eq!((letter["index"].as_u64(), text), (Some(3), last.as_bytes().to_vec()), "{begin}{end}");
            assert_eq!(ended.row("events read"), Some("4"), "{}", ended.text);
            let is_cut = !end.is_empty() || begin == "[";
            let told = "the rest of the input, behind its first 4 events, was not read";
            assert_eq!(ended.text.contains(told), is_cut, "{begin}{end}: {}", ended.text);
            let reason = if begin == "[" && last == half { "not whole: reading stopped within it" } else { "" };
            assert!(letter["reason"].as_str().unwrap().contains(reason), "{letter}");
        }
    }
}

#[test]
fn an_event_without_an_end_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), format!("{}\n{}", event(0), "y".repeat(70 << 20))).unwrap();
    let endpoint = Endpoint::new(|_| OK);
    let endless = if cfg!(unix) { &["/dev/zero"][..] } else { &[] };
    for (input, kept) in [("a", 0)].into_iter().chain(endless.iter().map(|device| (*device, 1))) {
        let ended = run(&endpoint, &[input, "--dead-letter", "dead"], folder.path());
        assert!(ended.status == Some(2) && ended.text.contains("is longer than 64 MiB"), "{}", ended.text);
        assert_eq!(letters(&folder.path().join("dead")).len(), kept, "{input}");
    }
    // With the input mended it goes on.
    write_events(&folder.path().join("a"), 0..2);
    assert_eq!(run(&endpoint, &["a", "--dead-letter", "dead"], folder.path()).status, Some(0));
    assert_eq!(endpoint.taken(), all(2));
}

#[test]
fn standard_input_with_a_journal_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let count = AtomicUsize::new(0);
    let endpoint = Endpoint::new(move |_| if count.fetch_add(1, Ordering::SeqCst) == 1 { (401, "") } else { OK });
    let arguments = ["-", "--chunk-events", "5", "--connections", "1", "--journal", "j"];
    let lines: String = (0..20).map(|number| event(number) + "\n").collect();
    let feed = || {
        let mut child = start(&endpoint, &arguments, folder.path());
        _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
        finish(child)
    };
    let first = feed();
    assert!(first.status == Some(1) && first.text.contains("run the same command again"), "{}", first.text);
    assert_eq!(feed().status, Some(0));
    assert_eq!(endpoint.taken(), all(20));
    let third = feed();
    assert_eq!((third.status, endpoint.taken()), (Some(0), all(20)), "{}", third.text);
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

#[test]
fn broken_input_ends_the_run_and_can_be_mended() {
    let folder = tempfile::tempdir().unwrap();
    let whole = format!("[{}]", (0..5500).map(event).collect::<Vec<_>>().join(","));
    let path = folder.path().join("a");
    fs::write(&path, whole.replacen(&event(5300), &format!("{}}}", event(5300)), 1)).unwrap();
    let endpoint = Endpoint::new(|_| OK);
    let ended = run(&endpoint, &["a"], folder.path());
    assert!(ended.status == Some(2) && ended.text.contains("run the same command again"), "{}", ended.text);
    assert_eq!(endpoint.taken(), all(5000));
    fs::write(&path, whole).unwrap();
    let ended = run(&endpoint, &["a"], folder.path());
    assert_eq!((ended.status, ended.row("may have arrived twice")), (Some(0), None), "{}", ended.text);
    assert_eq!((endpoint.taken(), ended.row("arrived in an earlier run")), (all(5500), Some("5000")));
}

#[test]
fn nothing_is_sent_if_it_cannot_be_recorded() {
    let endpoint = Endpoint::new(|_| OK);
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..10);
    for (arguments, part) in [
        (vec!["a", "a"], "must be different files"),
        (vec!["a", "--journal", "./a"], "must be different files"),
        (vec!["a", "--dead-letter", "a"], "must be different files"),
        (vec!["a", "--metrics", "a"], "must be different files"),
        (vec!["a", "--metrics", "missing/m"], "cannot write the metrics 'missing/m'"),
        (vec!["missing"], "'missing' does not exist"),
        (vec!["."], "'.' is a directory"),
        (vec!["-", "-"], "standard input is named twice"),
        (vec!["-"], "'standard input' contains no event"),
        (vec!["a", "--journal", "missing/j"], "cannot write the journal 'missing/j'"),
        #[cfg(unix)]
        (vec!["a", "--journal", "/dev/full"], "is not a journal"),
        // Windows and macOS know no capitals.
        #[cfg(any(windows, target_vendor = "apple"))]
        (vec!["a", "--journal", "J", "--dead-letter", "j"], "must be different files"),
    ] {
        let ended = run(&endpoint, &arguments, folder.path());
        assert_eq!((ended.status, endpoint.requests()), (Some(2), 0), "{arguments:?}: {}", ended.text);
        assert!(ended.text.contains(part), "{arguments:?}: {}", ended.text);
    }
    assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap().lines().count(), 10);
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), format!("{}\n{{}}\n{}\n", event(1), event(2))).unwrap();
    let endpoint = Endpoint::new(|_| OK);
    let ended = run(&endpoint, &["a", "--dry-run", "true"], folder.path());
    assert_eq!((ended.status, endpoint.requests(), names(folder.path())), (Some(1), 0, vec!["a".to_owned()]));
    assert_eq!((ended.row("would be sent"), ended.row("would be dead letters")), (Some("2"), Some("1")));
}
