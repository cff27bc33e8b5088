//! What a run makes of refusals, by the rules and by the endpoint.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::all;
use crate::common::*;

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
