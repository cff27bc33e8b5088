//! What a run makes of its inputs: new, changed, broken, endless, and none.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::common::*;
use crate::{all, wrong};

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
fn a_finished_input_whose_wrong_events_change_is_new_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (path, dead) = (folder.path().join("a"), folder.path().join("a.dead-letter.ndjson"));
    let endpoint = Endpoint::new(|_| OK);
    let send = |lines: &[String]| {
        fs::write(&path, lines.join("\n")).unwrap();
        run(&endpoint, &["a", "--chunk-events", "10", "--event-bytes", "5000"], folder.path())
    };
    let mut lines: Vec<String> = (0..30).map(event).collect();
    (lines[0], lines[12], lines[25]) = (wrong(0), wrong(12), format!("{{\"x\": \"{}\"}}", "y".repeat(300_000)));
    assert_eq!((send(&lines).status, letters(&dead).len()), (Some(1), 3));
    let (asked, before) = (endpoint.requests(), fs::read(&dead).unwrap());
    let with = |place: usize, line: &[String]| [&lines[..place], line, &lines[place + 1..]].concat();
    for (number, changed) in [
        [&lines[..], &[wrong(30)]].concat(),
        [&[wrong(30)], &lines[..]].concat(),
        with(0, &[]),
        with(12, &[]),
        with(12, &[wrong(99)]),
        with(12, &[wrong(12), wrong(12)]),
        with(25, &[lines[25].replacen('y', "z", 1)]),
        [&lines[1..12], &lines[..1], &lines[12..]].concat(),
    ]
    .iter()
    .enumerate()
    {
        let ended = send(changed);
        assert_eq!((ended.status, endpoint.requests()), (Some(2), asked), "{number}: {}", ended.text);
        assert!(ended.text.starts_with("the input has changed since a run has sent it"), "{number}: {}", ended.text);
        assert!(fs::read(&dead).unwrap() == before, "{number}");
    }
    let same = send(&lines);
    assert_eq!((same.status, endpoint.requests()), (Some(0), asked), "{}", same.text);
    // Another first request is another input, and so is another input without any.
    let new: Vec<String> = [wrong(5), wrong(6)].into_iter().chain((100..130).map(event)).collect();
    assert_eq!((send(&new).status, letters(&dead).len()), (Some(1), 5));
    assert_eq!(endpoint.taken().len(), 27 + 30);
    for (lines, status, count) in
        [(vec![wrong(1), wrong(2)], 2, 5), (vec![event(200)], 0, 5), (vec![wrong(1), wrong(2)], 2, 5)]
    {
        let ended = send(&lines);
        assert_eq!((ended.status, letters(&dead).len()), (Some(status), count), "{}", ended.text);
    }
    fs::remove_file(folder.path().join("a.journal")).unwrap();
    for (lines, status, count) in [
        (vec![wrong(1), wrong(2)], 1, 7),
        (vec![wrong(1), wrong(2)], 0, 7),
        (vec![wrong(3), wrong(4)], 1, 9),
        (vec![wrong(3)], 1, 10),
        (vec![wrong(3), event(300)], 1, 11),
        (vec![wrong(3), event(300)], 0, 11),
    ] {
        let ended = send(&lines);
        assert_eq!((ended.status, letters(&dead).len()), (Some(status), count), "{}", ended.text);
    }
    assert_eq!(endpoint.taken().last(), Some(&300));
}

#[test]
fn an_open_journal_refuses_other_wrong_events_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (path, dead) = (folder.path().join("a"), folder.path().join("a.dead-letter.ndjson"));
    let count = AtomicUsize::new(0);
    let endpoint = Endpoint::new(move |_| if count.fetch_add(1, Ordering::SeqCst) == 3 { (401, "") } else { OK });
    let send = |lines: &[String]| {
        fs::write(&path, lines.join("\n")).unwrap();
        run(&endpoint, &["a", "--chunk-events", "5", "--connections", "1"], folder.path())
    };
    let mut lines: Vec<String> = (0..60).map(event).collect();
    lines[2] = wrong(2);
    assert_eq!(send(&lines).status, Some(1));
    let (asked, before) = (endpoint.requests(), fs::read(&dead).unwrap());
    for changed in [
        [&[wrong(0)], &lines[..]].concat(),
        [&lines[..2], &lines[3..]].concat(),
        [&lines[..2], &[wrong(9)], &lines[3..]].concat(),
    ] {
        let ended = send(&changed);
        assert_eq!((ended.status, endpoint.requests()), (Some(2), asked), "{}", ended.text);
        assert!(ended.text.contains("the input has changed since the run"), "{}", ended.text);
        assert_eq!(fs::read(&dead).unwrap(), before);
    }
    assert_eq!((send(&lines).status, endpoint.taken().len()), (Some(1), 59));
    assert_eq!(fs::read(&dead).unwrap(), before);
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
fn any_number_of_connections_will_do() {
    let folder = tempfile::tempdir().unwrap();
    write_events(&folder.path().join("a"), 0..10);
    let endpoint = Endpoint::new(|_| OK);
    for number in [0, usize::MAX] {
        let arguments = ["a", "--start-over", "true", "--connections", &number.to_string()];
        let ended = run(&endpoint, &arguments, folder.path());
        assert_eq!((ended.status, ended.row("arrived")), (Some(0), Some("10")), "{}", ended.text);
    }
}
