//! What a run makes of its inputs: new, changed, broken, endless, and none.

use std::fs;
use std::thread;
use std::time::Duration;

use crate::all;
use crate::common::*;

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
