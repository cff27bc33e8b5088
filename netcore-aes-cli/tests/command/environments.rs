//! Every command in environments that are not a developer's: it works, or says one line; it never panics, and steers no terminal.

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
            let what = format!("{arguments:?} with {environment}: {output:?}");
            let status = output.status.code().unwrap_or_else(|| panic!("{what}"));
            assert!((0..=2).contains(&status), "{what}");
            let message = String::from_utf8(output.stderr).expect(&what);
            let is_line = message.starts_with("netcore-aes: ") && message.find('\n') == Some(message.len() - 1);
            assert!(message.is_empty() || is_line, "{what}");
            let is_heard =
                !environment.contains("error") && !environment.contains("all") && !environment.contains("messages");
            assert!(status != 2 || !message.is_empty() || !is_heard, "{what}");
            assert!(!message.contains("unexpected fault") && !message.contains('\x1b'), "{what}");
            assert!(!output.stdout.contains(&b'\x1b'), "{what}");
            let is_ascii = output.stdout.is_ascii() && message.is_ascii();
            assert!(is_ascii || !environment.contains("locale") && !environment.contains("encoding"), "{what}");
        }
    }
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
    let (_, message) = shell(r#"exec "$0" "$@" "$(printf 'a\377b')""#, &["check"]);
    assert_eq!(message, "netcore-aes: cannot read 'a\\xffb': No such file or directory\n");
}
