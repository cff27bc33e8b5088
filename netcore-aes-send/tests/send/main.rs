//! Whole runs against an endpoint that answers as the test says.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod answers;
#[path = "../common/mod.rs"]
mod common;
mod inputs;
mod interrupted;
mod streams;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use common::*;
use flate2::Compression;
use flate2::write::GzEncoder;

fn all(count: usize) -> Vec<usize> {
    (0..count).collect()
}

/// An event that breaks a rule.
fn wrong(number: usize) -> String {
    format!("{{\"wrong\": {number}}}")
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
fn a_dry_run_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), format!("{}\n{{}}\n{}\n", event(1), event(2))).unwrap();
    let endpoint = Endpoint::new(|_| OK);
    let ended = run(&endpoint, &["a", "--dry-run", "true"], folder.path());
    assert_eq!((ended.status, endpoint.requests(), names(folder.path())), (Some(1), 0, vec!["a".to_owned()]));
    assert_eq!((ended.row("would be sent"), ended.row("would be dead letters")), (Some("2"), Some("1")));
}

/// The table of promises in docs/cli.md.
#[test]
fn the_page_names_tests_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = fs::read_to_string(root.join("docs/cli.md")).unwrap();
    let table = page.split("### What send promises").nth(1).unwrap().split("\n#").next().unwrap();
    let send = root.join("netcore-aes-send/tests");
    let folders = [&send, &send.join("send"), &root.join("netcore-aes-cli/tests/command")];
    let files = folders.into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let files = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let tests: String = files.map(|path| fs::read_to_string(path).unwrap()).collect();
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
