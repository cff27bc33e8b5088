use std::fs::write;

use bytes::Bytes;
use netcore_aes_core::UploadEvents;
use tempfile::TempDir;

use super::super::record::Settled;
use super::*;

fn settings(endpoint: &str) -> Settings {
    Settings(vec![("endpoint", endpoint.to_owned())])
}

fn chunk(ordinal: u32) -> Chunk {
    let first = 10 * usize::try_from(ordinal).unwrap();
    let events = UploadEvents { count: 10, first, last: first + 9 };
    Chunk { ordinal, file: 0, events, gaps: Vec::new(), digest: u128::MAX - u128::from(ordinal), body: Bytes::new() }
}

fn settled(ordinal: u32, is_doubtful: bool) -> Settled {
    Settled { ordinal, arrived: 9, dead: 1, is_doubtful }
}

fn open(path: &Path) -> Result<Journal, String> {
    Journal::open(path, &settings("x"), 0).map_err(|fault| fault.message)
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    (folder, path)
}

#[test]
fn a_journal_goes_on() {
    let (_folder, path) = folder();
    let mut journal = open(&path).unwrap();
    assert_eq!((journal.standing(), journal.is_untouched()), (Standing::Open, true));
    journal.commit(&Step { begun: &[chunk(0), chunk(1), chunk(2), chunk(3)], ..Step::default() }).unwrap();
    let letters = LettersRecord { last: Some((0, 7)), count: 2, len: 99, digest: Some(5) };
    let step = Step { settled: &[settled(0, false)], letters: Some(letters), taken_back: &[1], ..Step::default() };
    journal.commit(&step).unwrap();
    drop(journal);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);

    let mut journal = open(&path).unwrap();
    assert_eq!((journal.standing(), journal.is_untouched()), (Standing::Open, false));
    assert_eq!(journal.setting("endpoint").unwrap().as_deref(), Some("x"));
    assert_eq!((journal.find(1).unwrap(), journal.last_ordinal().unwrap()), (None, Some(3)));
    let done = Recorded { digest: chunk(0).digest, is_done: true, arrived: 9, dead: 1 };
    assert_eq!(journal.find(0).unwrap(), Some(done));
    assert_eq!(journal.letters().unwrap(), letters);
    // What was begun twice stays in doubt, and is not taken back.
    let step = Step { begun: &[chunk(2), chunk(3)], ..Step::default() };
    journal.commit(&step).unwrap();
    journal.commit(&Step { settled: &[settled(2, false)], taken_back: &[3], ..Step::default() }).unwrap();
    assert!(!journal.find(3).unwrap().unwrap().is_done);
    let doubtful = vec![(2, 0, 20, 29), (3, 0, 30, 39)];
    assert_eq!(journal.totals().unwrap(), Totals { arrived: 18, dead: 4, doubtful });
    journal.commit(&Step { is_finished: true, ..Step::default() }).unwrap();
    drop(journal);

    let mut journal = open(&path).unwrap();
    assert_eq!(journal.standing(), Standing::Finished);
    journal.begin_anew(&settings("y"), 5).unwrap();
    assert_eq!((journal.standing(), journal.last_ordinal().unwrap()), (Standing::Open, None));
    assert_eq!(journal.letters().unwrap(), LettersRecord { len: 5, ..LettersRecord::default() });
    assert_eq!(journal.setting("endpoint").unwrap().as_deref(), Some("y"));
    journal.discard();
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
}

#[test]
fn no_other_file_is_taken_for_a_journal() {
    let (_folder, path) = folder();
    for content in [&b"[{\"a\": 1}]"[..], b"hello\nworld\n", b"{\"a\": 1", b"\0\0\0\0\0\0\0\0\0", b"SQLite format 2\0"]
    {
        write(&path, content).unwrap();
        assert!(open(&path).map(|_| ()).unwrap_err().contains("is not a journal"));
        assert_eq!(fs::read(&path).unwrap(), content);
    }
    write(&path, "{\"netcore_aes_journal\": 1, \"endpoint\": \"x\"}\n").unwrap();
    assert!(open(&path).map(|_| ()).unwrap_err().contains("of an older version of netcore-aes; finish with"));
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE other (x)").unwrap();
    assert!(open(&path).map(|_| ()).unwrap_err().contains("is not a journal"));
    write(&path, [SQLITE, &[7; 5000]].concat()).unwrap();
    assert!(open(&path).map(|_| ()).unwrap_err().contains("journal"));
}

#[test]
fn a_journal_of_another_version_is_refused() {
    let (_folder, path) = folder();
    for version in [0, VERSION, VERSION + 1, 1000] {
        _ = fs::remove_file(&path);
        drop(open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", version).unwrap();
        let before = fs::read(&path).unwrap();
        let opened = open(&path).map(|_| ());
        assert_eq!(opened.is_ok(), version == VERSION, "{version}");
        assert!(opened.err().is_none_or(|message| message.contains("is of another version; finish with the version")));
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn a_journal_is_for_one_run_at_a_time() {
    let (_folder, path) = folder();
    let journal = open(&path).unwrap();
    // Another connection of this process is refused as another process is: SQLite keeps a list of its own.
    assert!(open(&path).map(|_| ()).unwrap_err().contains("another run has the journal"));
    drop(journal);
    open(&path).unwrap();
}

#[test]
fn a_torn_step_is_as_if_it_had_not_been_written() {
    let (folder, path) = folder();
    let mut journal = open(&path).unwrap();
    journal.commit(&Step { begun: &[chunk(0)], ..Step::default() }).unwrap();
    let before = fs::read(beside(&path, "-wal")).unwrap();
    journal.commit(&Step { begun: &[chunk(1)], ..Step::default() }).unwrap();
    let after = fs::read(beside(&path, "-wal")).unwrap();
    assert!(after.len() > before.len());
    let copy = folder.path().join("copy");
    for cut in (before.len()..after.len()).step_by(97) {
        fs::copy(&path, &copy).unwrap();
        write(beside(&copy, "-wal"), after.get(..cut).unwrap()).unwrap();
        let mut torn = open(&copy).unwrap();
        assert_eq!(torn.last_ordinal().unwrap(), Some(0), "{cut}");
        torn.commit(&Step { begun: &[chunk(5)], ..Step::default() }).unwrap();
        drop(torn);
        assert_eq!(open(&copy).unwrap().last_ordinal().unwrap(), Some(5));
        fs::remove_file(&copy).unwrap();
    }
}

#[test]
fn each_step_waits_for_the_disk() {
    let (_folder, path) = folder();
    let mut journal = open(&path).unwrap();
    journal.commit(&Step { begun: &[chunk(0)], ..Step::default() }).unwrap();
    // On Apple's systems, fsync alone does not wait for the disk's own buffer.
    for (name, value) in [("synchronous", 2), ("fullfsync", 1), ("checkpoint_fullfsync", 1)] {
        let found: i32 = journal.db.pragma_query_value(None, name, |row| row.get(0)).unwrap();
        assert_eq!(found, value, "{name}");
    }
}
