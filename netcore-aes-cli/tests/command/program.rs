//! What the tests of the command have in common.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

pub const KEY: &str = "Zq8Rw2Lk5Tn7Xc1Vb4Ym9Ps3Hd6Jf0Ga";
pub const IV: &str = "Uo3Ei8Mt1Wx6Cz9B";
pub const BINARY: &str = env!("CARGO_BIN_EXE_netcore-aes");

/// The program with these arguments, and no variables but the key and the IV, and those without which no program starts.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env_clear();
    command.envs(["PATH", "SYSTEMROOT"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.env("NETCORE_AES_KEY", KEY).env("NETCORE_AES_IV", IV).env("NETCORE_API_KEY", "api-key");
    command
}

/// Runs it to its end, with this standard input.
pub fn run(command: &mut Command, stdin: &[u8]) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // A command that fails early does not read it.
    _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

/// The command's output, which must have worked.
pub fn output_of(arguments: &[&str], stdin: &[u8]) -> String {
    let output = run(&mut command(BINARY, arguments), stdin);
    assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The one line that a command leaves that failed with status 2.
pub fn fault_of(command: &mut Command, stdin: &[u8]) -> String {
    let output = run(command, stdin);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{command:?}: {line}");
    assert!(output.stdout.is_empty(), "{command:?}");
    let message = line.strip_prefix("netcore-aes: ").and_then(|line| line.strip_suffix('\n'));
    let message = message.unwrap_or_else(|| panic!("{command:?}: {line}"));
    assert!(!message.contains('\n') && !message.contains(KEY) && !message.contains(IV), "{command:?}: {line}");
    message.to_owned()
}

/// A folder of its own for a test, emptied.
pub fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
