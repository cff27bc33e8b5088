//! Standard input and pipes, which are read once.

#[cfg(unix)]
use std::fs;
use std::io::Write as _;
#[cfg(unix)]
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(unix)]
use base64::Engine as _;
#[cfg(unix)]
use base64::engine::general_purpose::STANDARD;

use crate::all;
use crate::common::*;

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
