//! Every command in environments that are not a developer's: it works, or says one line; it never panics, and steers no terminal.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::Output;
use std::thread;

use crate::program::{BINARY, command, folder, run};

/// Each replaces the shell with the command, whose words are "$0" and "$@".
const ENVIRONMENTS: &[(&str, &str)] = &[
    ("as it is", r#"exec "$0" "$@""#),
    ("standard input closed", r#"exec "$0" "$@" <&-"#),
    ("standard output closed", r#"exec "$0" "$@" >&-"#),
    ("standard error closed", r#"exec "$0" "$@" 2>&-"#),
    ("all of them closed", r#"exec "$0" "$@" <&- >&- 2>&-"#),
    ("a folder as standard input", r#"exec "$0" "$@" </"#),
    ("no reader of the output", r#"sleep 0.1 | { exec "$0" "$@" </dev/null; } | true"#),
    ("a full disk", r#"exec "$0" "$@" >/dev/full"#),
    ("a full disk for messages", r#"exec "$0" "$@" 2>/dev/full"#),
    ("no variables", r#"exec env -i "$0" "$@""#),
    ("the C locale", r#"LC_ALL=C exec "$0" "$@""#),
    ("another encoding", r#"LANG=de_DE.ISO-8859-1 exec "$0" "$@""#),
    ("a locale that is none", r#"LC_ALL="$(printf '\377')" exec "$0" "$@""#),
    ("a dumb terminal", r#"TERM=dumb COLUMNS=0 LINES=x exec "$0" "$@""#),
    ("CI", r#"CI=1 GITHUB_ACTIONS=true FORCE_COLOR=1 CLICOLOR_FORCE=1 COLUMNS=10 exec "$0" "$@""#),
    ("few files", r#"ulimit -n 4; exec "$0" "$@""#),
    ("a few more files", r#"ulimit -n 7; exec "$0" "$@""#),
    ("some files", r#"ulimit -n 10; exec "$0" "$@""#),
    ("no file that may grow", r#"ulimit -f 0; exec "$0" "$@""#),
    ("no terminal", r#"exec setsid -w "$0" "$@""#),
    ("a proxy that is none", r#"HTTPS_PROXY=http://[ NO_PROXY=/,[ exec "$0" "$@""#),
    ("a proxy that is no text", r#"ALL_PROXY="$(printf '\377')" exec "$0" "$@""#),
    ("a proxy that does not answer", r#"https_proxy=socks5h://127.0.0.1:9 no_proxy=::1 exec "$0" "$@""#),
    ("certificates that are missing", r#"SSL_CERT_FILE=/nowhere exec "$0" "$@""#),
    ("a folder of certificates that is missing", r#"SSL_CERT_DIR="$(printf '/n\377')" exec "$0" "$@""#),
    ("no home and no temporary folder", r#"HOME=/nowhere TMPDIR=/nowhere exec "$0" "$@""#),
    ("a folder that is gone", r#"mkdir gone; cd gone; rmdir ../gone; exec "$0" "$@""#),
    ("a folder that takes no files", r#"cd /proc; exec "$0" "$@""#),
    ("a key that is no text", r#"NETCORE_AES_KEY="$(printf '\377\376')" exec "$0" "$@""#),
    (
        "credentials that are a folder",
        r#"unset NETCORE_AES_KEY NETCORE_AES_IV; NETCORE_AES_CREDENTIALS=/ exec "$0" "$@""#,
    ),
    ("debugging", r#"NETCORE_AES_DEBUG=1 RUST_BACKTRACE=full exec "$0" "$@""#),
];

const COMMANDS: &[&[&str]] = &[
    &[],
    &["--help"],
    &["--version"],
    &["nö\x1b[1m"],
    &["keygen"],
    &["keygen", "--format", "json", "--out", "schlüssel", "--force"],
    &["keygen", "--out", "neu/schlüssel"],
    &["encrypt"],
    &["encrypt", "größe.ndjson"],
    &["decrypt"],
    &["decrypt", "größe.ndjson"],
    &["check", "-"],
    &["check", "größe.ndjson"],
    &["check", "größe.ndjson", "--format", "json"],
    &["check", "nö\x1b[1m\n"],
    &["request", "größe.ndjson", "--asset-id", "größe"],
    &["request", "-", "--asset-id", "a", "--curl"],
    &["sandbox", "--fail-rate", "2"],
    &["sandbox", "--host", "größe\x1b.invalid"],
    &["send", "größe.ndjson", "--asset-id", "a", "--dry-run"],
    &["send", "größe.ndjson", "--asset-id", "a", "--endpoint", "http://127.0.0.1:9/", "--max-retries", "0"],
    &["send", "--asset-id", "a", "--endpoint", "http://127.0.0.1:9/", "--max-retries", "0"],
    &["send", "größe.ndjson", "--asset-id", "a", "--endpoint", "https://127.0.0.1:9/", "--max-retries", "0"],
    &["send", "größe.ndjson", "--asset-id", "a", "--endpoint", "https://größe.invalid/", "--max-retries", "0"],
    &["send", "größe.ndjson", "--asset-id", "a", "--dead-letter", "/dev/full"],
    &["send", "--help"],
    &["completions", "bash"],
    &["manual", "check"],
];

#[test]
fn a_command_works_or_says_one_line() {
    let folder = folder("environments");
    std::fs::write(folder.join("größe.ndjson"), "{\"größe\\u001b\": 1}\nnull\n").unwrap();
    for (environment, script) in ENVIRONMENTS {
        for arguments in COMMANDS {
            let words: Vec<_> = ["-c", script, BINARY].into_iter().chain(arguments.iter().copied()).collect();
            let output = run(command("sh", &words).current_dir(&folder), b"{\"activity_name\": \"x\"}\n");
            judge(&format!("{arguments:?} with {environment}"), environment, &output);
        }
    }
}

/// It goes on until it is told to end.
#[test]
fn the_sandbox_works_or_says_one_line() {
    let folder = folder("sandbox-environments");
    for (environment, script) in ENVIRONMENTS {
        let told_after = |seconds| {
            let words =
                ["--preserve-status", "-s", "TERM", seconds, "sh", "-c", script, BINARY, "sandbox", "--port", "0"];
            run(command("timeout", &words).current_dir(&folder), b"")
        };
        let mut output = told_after("0.3");
        // On a busy machine it may not have begun to listen to signals.
        if output.status.code() == Some(128 + 15) {
            output = told_after("20");
        }
        judge(&format!("the sandbox with {environment}"), environment, &output);
    }
}

fn judge(what: &str, environment: &str, output: &Output) {
    let what = format!("{what}: {output:?}");
    let status = output.status.code().unwrap_or_else(|| panic!("{what}"));
    assert!((0..=2).contains(&status), "{what}");
    let message = str::from_utf8(&output.stderr).expect(&what);
    let is_line = message.starts_with("netcore-aes: ") && message.find('\n') == Some(message.len() - 1);
    assert!(message.is_empty() || is_line, "{what}");
    let is_heard = !environment.contains("error") && !environment.contains("all") && !environment.contains("messages");
    assert!(status != 2 || !message.is_empty() || !is_heard, "{what}");
    assert!(!message.contains("unexpected") && !message.contains('\x1b'), "{what}");
    assert!(!output.stdout.contains(&b'\x1b'), "{what}");
    let is_ascii = output.stdout.is_ascii() && message.is_ascii();
    assert!(is_ascii || !environment.contains("locale") && !environment.contains("encoding"), "{what}");
}

/// An endpoint that accepts everything, for as long as the test runs; returns its URL.
fn endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut length = 0;
            while let Some(Ok(line)) =
                reader.by_ref().lines().next().filter(|line| !line.as_ref().is_ok_and(String::is_empty))
            {
                length = line.strip_prefix("content-length: ").map_or(length, |value| value.parse().unwrap());
            }
            _ = reader.read_exact(&mut vec![0; length]);
            _ = reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    url
}

#[test]
fn the_status_of_send_tells_of_the_events_whoever_reads_the_output() {
    let (folder, url) = (folder("status-of-send"), endpoint());
    let event = r#"{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web","activity_params":{}}"#;
    std::fs::write(folder.join("good"), event).unwrap();
    std::fs::write(folder.join("bad"), format!("{event}\n{{}}\n")).unwrap();
    for (environment, script) in ENVIRONMENTS.iter().filter(|(name, _)| {
        ["as it is", "standard output closed", "all of them closed", "a full disk", "no reader of the output"]
            .contains(name)
    }) {
        for (file, wanted) in [("good", 0), ("bad", 1)] {
            let send = ["send", file, "--asset-id", "a", "--endpoint", &url, "--start-over"];
            let words: Vec<_> = ["-c", script, BINARY].into_iter().chain(send).collect();
            let output = run(command("sh", &words).current_dir(&folder), b"");
            // The status of that pipe is its reader's.
            let wanted = if environment.contains("reader") { 0 } else { wanted };
            assert_eq!(
                (output.status.code(), &output.stderr[..]),
                (Some(wanted), &b""[..]),
                "{environment}: {output:?}"
            );
        }
    }
    let words = ["-c", r#"exec "$0" "$@" <&-"#, BINARY, "send", "--asset-id", "a", "--endpoint", &url];
    let output = run(command("sh", &words).current_dir(&folder), b"");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stderr.starts_with(b"netcore-aes: 'standard input' contains no event"), "{output:?}");
}

#[test]
fn what_an_environment_leads_to() {
    let folder = folder("what-an-environment-leads-to");
    let shell = |script: &str, arguments: &[&str]| {
        let words: Vec<_> = ["-c", script, BINARY].into_iter().chain(arguments.iter().copied()).collect();
        let output = run(command("sh", &words).current_dir(&folder), b"x");
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    for arguments in [&["encrypt"][..], &["decrypt"], &["check", "-"], &["request", "-", "--asset-id", "a"]] {
        let (status, message) = shell(r#"exec "$0" "$@" <&-"#, arguments);
        assert!(status == 2 && message.contains("'standard input'"), "{arguments:?}: {message}");
        let (status, message) = shell(r#"exec "$0" "$@" </"#, arguments);
        assert!(status == 2 && message.contains("Is a directory"), "{arguments:?}: {message}");
    }
    for arguments in [&["keygen"][..], &["encrypt"], &["--help"], &["completions", "zsh"], &["manual"]] {
        let (status, message) = shell(r#"exec "$0" "$@" >/dev/full"#, arguments);
        assert_eq!((status, &*message), (2, "netcore-aes: cannot write the output: No space left on device\n"));
    }
    assert_eq!(shell(r#"exec "$0" "$@" >&-"#, &["encrypt"]), (0, String::new()));
    let (_, message) = shell(r#"LC_ALL=C exec "$0" "$@""#, &["check", "größe"]);
    assert_eq!(message, "netcore-aes: cannot read 'gr\\u00f6\\u00dfe': No such file or directory\n");
    let far = ["send", "größe", "--asset-id", "a", "--endpoint", "https://far.invalid/", "--journal", "j"];
    std::fs::write(folder.join("größe"), "{}").unwrap();
    for (script, part) in [
        (r#"HTTPS_PROXY=http://[ exec "$0" "$@""#, "netcore-aes: HTTPS_PROXY is not the URL of a proxy"),
        (r#"ALL_PROXY="$(printf '\377')" exec "$0" "$@""#, "netcore-aes: ALL_PROXY is not the URL of a proxy"),
        (r#"SSL_CERT_FILE=/nowhere exec "$0" "$@""#, "netcore-aes: SSL_CERT_FILE: cannot read '/nowhere'"),
        (r#"SSL_CERT_DIR=/nowhere exec "$0" "$@""#, "netcore-aes: SSL_CERT_DIR: '/nowhere' contains no certificates"),
        (r#"exec "$0" "$@" --dead-letter /dev/full"#, "netcore-aes: cannot write the dead letters '/dev/full'"),
    ] {
        let (status, message) = shell(script, &far);
        assert!(status == 2 && message.starts_with(part), "{message}");
    }
    std::fs::remove_file(folder.join("größe")).unwrap();
    let (_, message) = shell(r#"exec "$0" "$@" "$(printf 'a\377b')""#, &["check"]);
    assert_eq!(message, "netcore-aes: cannot read 'a\\xffb': No such file or directory\n");
}
