//! The help, the completions and the manual pages.

use crate::program::output_of;

const COMMANDS: [&str; 7] = ["keygen", "encrypt", "decrypt", "check", "request", "send", "sandbox"];

#[test]
fn the_help_of_a_command_fits_on_a_screen_and_has_an_example() {
    for name in COMMANDS {
        let text = output_of(&[name, "--help"], b"");
        assert_eq!(text, output_of(&[name, "-h"], b""));
        // A screen of 24 lines; for `send`, whose options are many, one of 50.
        assert!(text.lines().count() <= if name == "send" { 50 } else { 24 }, "{text}");
        assert!(text.lines().all(|line| line.len() <= 100), "{text}");
        assert!(
            text.contains(&format!("Example:\n  netcore-aes {name} "))
                || text.contains(&format!("| netcore-aes {name}")),
            "{text}"
        );
    }
    let text = output_of(&["--help"], b"");
    assert!(text.lines().count() <= 24, "{text}");
    assert!(COMMANDS.iter().all(|name| text.contains(&format!("\n  {name} "))), "{text}");
    assert!(!text.contains("completions") && !text.contains("manual"), "{text}");
}

#[test]
fn completions_and_manual_pages_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = output_of(&["completions", shell], b"");
        assert!(COMMANDS.iter().all(|name| script.contains(name)) && script.contains("asset-id"), "{shell}");
    }
    assert!(output_of(&["manual"], b"").contains(r"netcore\-aes\-check(1)"));
    let page = output_of(&["manual", "request"], b"");
    assert!(page.contains(r"\-\-asset\-id"), "{page}");
}
