use std::fs::write;
use std::sync::mpsc::channel;
use std::thread;

use super::*;

fn reader(path: PathBuf, is_once: bool) -> Reader {
    Reader {
        paths: vec![path],
        names: vec!["a".to_owned()],
        options: TableOptions::default(),
        purpose: Purpose::Send,
        cipher: Arc::new(Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16]).unwrap()),
        asset_id: "a".to_owned(),
        limits: UploadLimits { events: 1, ..UploadLimits::default() },
        reading: Reading::default(),
        is_once,
        written: None,
    }
}

#[test]
fn a_fault_of_the_reader_is_told_as_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let event = r#"{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web","activity_params":{}}"#;
    write(&path, format!("{event}\n").repeat(5)).unwrap();
    for is_once in [false, true] {
        let (sender, inbox) = channel();
        let (tokens, waiting) = channel();
        (0..20).for_each(|_| tokens.send(()).unwrap());
        let send = move |found: Found| match found.what {
            What::Chunks(_) => panic!("broken"),
            what => sender.send(what).is_ok(),
        };
        let mut passage = Passage::new(reader(path.clone(), is_once), send, waiting);
        thread::spawn(move || passage.run()).join().unwrap();
        let What::End(Ended::Failed(fault)) = inbox.try_recv().unwrap() else { panic!("no end") };
        assert!(fault.message.contains("unexpected fault"), "{fault}");
    }
}
