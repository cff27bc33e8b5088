//! Standard input and pipes, which are read once.

use std::fs;
use std::io::Write as _;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(unix)]
use base64::Engine as _;
#[cfg(unix)]
use base64::engine::general_purpose::STANDARD;

use crate::common::*;
use crate::{all, wrong};

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

/// A run of standard input with the journal `j`.
fn feed(endpoint: &Endpoint, folder: &Path, lines: &[String], more: &[&str]) -> Ended {
    let arguments = [&["-", "--chunk-events", "5", "--connections", "1", "--journal", "j"], more].concat();
    let mut child = start(endpoint, &arguments, folder);
    // A run that refuses it does not read it to its end.
    _ = child.stdin.take().unwrap().write_all(lines.join("\n").as_bytes());
    finish(child)
}

#[test]
fn a_finished_journal_refuses_another_stream() {
    let folder = tempfile::tempdir().unwrap();
    let (endpoint, dead) = (Endpoint::new(|_| OK), folder.path().join("netcore-aes.dead-letter.ndjson"));
    let mut lines: Vec<String> = (0..20).map(event).collect();
    lines[12] = wrong(12);
    let first = feed(&endpoint, folder.path(), &lines, &[]);
    assert_eq!((first.status, endpoint.taken().len()), (Some(1), 19), "{}", first.text);
    let (asked, letters) = (endpoint.requests(), fs::read(&dead).unwrap());
    let with = |place: usize, line: String| {
        let mut changed = lines.clone();
        changed[place] = line;
        changed
    };
    let mut new: Vec<String> = (100..120).map(event).collect();
    new[3] = wrong(3);
    let changes = [
        new.clone(),
        (0..9).map(wrong).collect(),
        (0..20).map(wrong).collect(),
        (0..10).map(event).collect(),
        lines[..12].to_vec(),
        with(3, event(99)),
        with(3, wrong(3)),
        with(12, wrong(99)),
        with(12, event(12)),
        [&lines[..], &[event(20)]].concat(),
        [&lines[..], &[wrong(20)]].concat(),
        [&[wrong(0)], &lines[..]].concat(),
        [&lines[..12], &lines[13..]].concat(),
    ];
    for (number, changed) in changes.iter().enumerate() {
        let ended = feed(&endpoint, folder.path(), changed, &[]);
        assert_eq!((ended.status, endpoint.requests()), (Some(2), asked), "{number}: {}", ended.text);
        assert!(ended.text.contains("the input has changed since a run has sent it"), "{number}: {}", ended.text);
        assert!(ended.text.ends_with("or add --start-over to send everything again\n"), "{number}: {}", ended.text);
        assert_eq!(fs::read(&dead).unwrap(), letters, "{number}");
    }
    // The same again is no change, whatever fits into a request now.
    for more in [&[][..], &["--chunk-events", "7"]] {
        let again = feed(&endpoint, folder.path(), &lines, more);
        assert!(again.row("journal") == Some("finished: j") && endpoint.requests() == asked, "{}", again.text);
        assert_eq!(again.row("dead letters of an earlier run"), Some("1"), "{}", again.text);
    }
    let anew = feed(&endpoint, folder.path(), &new, &["--start-over", "true"]);
    assert_eq!((anew.status, endpoint.taken().len()), (Some(1), 19 + 19), "{}", anew.text);
    assert_eq!(fs::read_to_string(&dead).unwrap().lines().count(), 2);
}

#[test]
fn an_open_journal_refuses_another_stream() {
    let folder = tempfile::tempdir().unwrap();
    let count = AtomicUsize::new(0);
    let endpoint = Endpoint::new(move |_| if count.fetch_add(1, Ordering::SeqCst) == 3 { (401, "") } else { OK });
    let mut lines: Vec<String> = (0..40).map(event).collect();
    lines[2] = wrong(2);
    assert_eq!(feed(&endpoint, folder.path(), &lines, &[]).status, Some(1));
    let dead = folder.path().join("netcore-aes.dead-letter.ndjson");
    let (asked, before) = (endpoint.requests(), fs::read(&dead).unwrap());
    for changed in [
        lines[..4].to_vec(),
        (0..9).map(wrong).collect(),
        (3..40).map(wrong).collect(),
        [&(0..5).map(wrong).collect::<Vec<_>>(), &lines[..]].concat(),
        [&[wrong(0)], &lines[..]].concat(),
        [&lines[..2], &lines[3..]].concat(),
        [&lines[..7], &[event(99)], &lines[8..]].concat(),
    ] {
        let ended = feed(&endpoint, folder.path(), &changed, &[]);
        assert_eq!((ended.status, endpoint.requests()), (Some(2), asked), "{}", ended.text);
        assert_eq!(fs::read(&dead).unwrap(), before, "{}", ended.text);
        assert!(ended.text.contains("the input has changed since the run"), "{}", ended.text);
    }
    let last = feed(&endpoint, folder.path(), &lines, &[]);
    assert_eq!((last.status, last.row("journal")), (Some(1), Some("finished: j")), "{}", last.text);
    assert_eq!(endpoint.taken(), all(40).into_iter().filter(|number| *number != 2).collect::<Vec<_>>());
    assert_eq!(fs::read(&dead).unwrap(), before);
}
