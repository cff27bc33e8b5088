//! Compressed input, and what a person pastes.

use std::io::Write as _;

use crate::program::{BINARY, command, fault_of, folder, output_of, run};

const EVENTS: &[u8] = b"{\"a\": 1}\n{\"b\": 2}\n";
/// `EVENTS` by `xz`.
const XZ: &[u8] = b"\
    \xfd7zXZ\x00\x00\x04\xe6\xd6\xb4F\x02\x00!\x01\x16\x00\x00\x00t/\xe5\xa3\x01\x00\x11{\x22a\x22:\x201}\
    \x0a{\x22b\x22:\x202}\x0a\x00\x00\x00\x89\xb8Z!\xf7!\x03\x84\x00\x01*\x12K\x08T\xbc\x1f\xb6\xf3}\x01\
    \x00\x00\x00\x00\x04YZ";

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn zstd(data: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(data, ruzstd::encoding::CompressionLevel::Fastest)
}

fn bzip2(data: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn forms() -> [(&'static str, Vec<u8>); 4] {
    [("gzip", gzip(EVENTS)), ("zstd", zstd(EVENTS)), ("bzip2", bzip2(EVENTS)), ("xz", XZ.to_vec())]
}

/// What `check` says about the input at last.
fn check(data: &[u8]) -> String {
    let output = run(&mut command(BINARY, &["check", "-"]), data);
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn compressed_input_is_told_by_its_content() {
    let plain = check(EVENTS);
    assert!(plain.starts_with("2 events: "), "{plain}");
    for (name, data) in forms() {
        assert_eq!(check(&data), plain, "{name}");
        // As `cat` puts files together.
        assert!(check(&data.repeat(3)).starts_with("6 events: "), "{name}");
    }
    let skipped = [b"\x5a\x2a\x4d\x18\x03\0\0\0abc", &zstd(EVENTS)[..], b"\x50\x2a\x4d\x18\0\0\0\0"].concat();
    assert_eq!(check(&[zstd(EVENTS), skipped].concat()), check(&EVENTS.repeat(2)));
    assert_eq!(check(&[gzip(EVENTS), vec![0; 1000], gzip(EVENTS), vec![0; 9]].concat()), check(&EVENTS.repeat(2)));
    assert_eq!(check(&gzip(&[b"\xef\xbb\xbf", EVENTS].concat())), plain);
}

/// It starts the program a thousand times, which Wine takes minutes for.
#[cfg(unix)]
#[test]
fn damaged_input_is_named() {
    let fault = |data: &[u8]| fault_of(&mut command(BINARY, &["check", "-"]), data);
    for (name, data) in forms() {
        for len in [7, data.len() / 2, data.len() - 5, data.len() - 1] {
            let message = fault(&data[..len]);
            assert!(message.contains(name) && message.contains("get it again"), "{name}, {len} bytes: {message}");
        }
        for place in 0..data.len() {
            let mut data = data.clone();
            data[place] ^= 0x55;
            // A flag or a time may change without harm; what is damaged is told in one line.
            let output = run(&mut command(BINARY, &["check", "-"]), &data);
            let message = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code().is_some_and(|status| status <= 2), "{name}, {place}");
            assert!(message.is_empty() || message.find('\n') == Some(message.len() - 1), "{name}, {place}: {message}");
            assert!(!message.contains("unexpected fault"), "{name}, {place}: {message}");
        }
        let message = fault(&[&data[..], b"more"].concat());
        assert!(message.contains("damaged") || message.contains("in the middle"), "{name}: {message}");
    }
    assert!(fault(&gzip(b"\xff\xfe[\0]\0")).contains("UTF-16"));
    let huge_window = b"\x28\xb5\x2f\xfd\0\xb0\x01\0\0";
    assert!(fault(huge_window).contains("too much memory"));
}

#[test]
fn a_checksum_is_compared() {
    for (name, mut data) in forms() {
        let place = match name {
            // The checksum itself.
            "gzip" => data.len() - 8,
            "zstd" => data.len() - 1,
            "bzip2" => 10,
            _ => XZ.len() - 40,
        };
        data[place] ^= 1;
        let message = fault_of(&mut command(BINARY, &["check", "-"]), &data);
        assert!(message.contains("damaged"), "{name}: {message}");
    }
}

#[test]
fn decrypt_reads_what_a_person_pastes() {
    let payload = r#"[{"activity_name": "grüßen", "padding": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]"#;
    for scheme in ["11256", "11257"] {
        let text = output_of(&["encrypt", "--scheme", scheme], payload.as_bytes());
        let text = text.trim();
        let lines: String =
            text.as_bytes().chunks(64).flat_map(|line| [str::from_utf8(line).unwrap(), "\r\n"]).collect();
        let escaped = text.replace('/', r"\/");
        for pasted in [
            lines,
            format!("'{text}'\n"),
            format!("\"{escaped}\""),
            format!("{{\"encryptedRequest\":\"{escaped}\"}}"),
            format!("\u{feff}{{\n  \"encryptedRequest\": \"{text}\"\n}}\n"),
        ] {
            assert_eq!(output_of(&["decrypt", "--scheme", scheme], pasted.as_bytes()), payload, "{pasted}");
        }
    }
    let fault = |pasted: &str| fault_of(&mut command(BINARY, &["decrypt"]), pasted.as_bytes());
    assert!(fault("{\"a\": 1}").contains("encryptedRequest"));
    assert!(fault("{\"encryptedRequest\": \"secretsecret").contains("line 1"));
    assert!(!fault("{\"encryptedRequest\": \"secretsecret").contains("secretsecret"));
    assert!(fault("not#base64").contains("position 3"));
}

#[test]
fn an_event_that_is_too_long_is_a_problem_among_others() {
    let folder = folder("too-long");
    let long = format!("{{\"a\": \"{}\"}}", "x".repeat(2 << 20));
    std::fs::write(folder.join("events"), format!("null\n{long}\nnull\n")).unwrap();
    let output = run(command(BINARY, &["check", "events", "--format", "json"]).current_dir(&folder), b"");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<_> =
        report["problems"].as_array().unwrap().iter().map(|problem| problem["pointer"].as_str().unwrap()).collect();
    assert_eq!((output.status.code(), found), (Some(1), vec!["/0", "/1", "/2"]), "{output:?}");
    assert_eq!((&report["problems"][1]["rule"], &report["events"]), (&"too-long".into(), &3.into()));
    assert!(
        fault_of(command(BINARY, &["request", "events", "--asset-id", "a"]).current_dir(&folder), b"")
            .contains("event 1")
    );
}
