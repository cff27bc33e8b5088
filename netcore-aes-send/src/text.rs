//! Text as a terminal may get it: a name from elsewhere can neither steer it nor break a line.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::{env, iter};

/// The text with each character in escaped form (`\u001b`) that does not print, or that the locale cannot show. Those of `keep` stay.
#[must_use]
pub fn printable(text: &str, keep: &[char]) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|character| push(&mut shown, character, is_shown(character) || keep.contains(&character)));
    shown
}

/// The message as one line: a space stands for each character that does not print.
#[must_use]
pub fn line(message: &str) -> String {
    let spaced: String =
        message.chars().map(|character| if is_printable(character) { character } else { ' ' }).collect();
    printable(&spaced, &[])
}

/// The name in quotes, in escaped form where [`printable`] text is; a byte that is not UTF-8 is `\x…`. A backslash is doubled, except on
/// Windows, where it parts the folders of a path.
pub fn quoted(name: impl AsRef<OsStr>) -> String {
    let bytes = name.as_ref().as_encoded_bytes();
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character == quote || character == '\\' && !cfg!(windows) {
                shown.push('\\');
            }
            push(&mut shown, character, is_shown(character));
        }
        // Writing to a string cannot fail.
        chunk.invalid().iter().for_each(|byte| _ = write!(shown, "\\x{byte:02x}"));
    }
    shown.push(quote);
    shown
}

/// Whether the terminal gets UTF-8: unless the locale names another encoding. Without a locale, as in containers, it does.
#[must_use]
pub fn is_utf8() -> bool {
    static IS_UTF8: OnceLock<bool> = OnceLock::new();
    *IS_UTF8.get_or_init(|| names_utf8(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned())))
}

fn names_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    named.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

fn is_shown(character: char) -> bool {
    is_printable(character) && (character.is_ascii() || is_utf8())
}

/// Whether a character has a form of its own on paper: no control, no mark that changes direction, no space but the usual one.
pub(crate) fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_control();
    }
    // The standard library escapes such characters; behind another one it leaves accents alone.
    iter::once('a').chain(iter::once(character)).collect::<String>().escape_debug().count() == 2
}

fn push(shown: &mut String, character: char, is_shown: bool) {
    if is_shown {
        shown.push(character);
    } else {
        _ = write!(shown, "\\u{:04x}", u32::from(character));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        assert_eq!(printable("a\x1b[1m\u{202e}\t\u{9b}", &['\t']), "a\\u001b[1m\\u202e\t\\u009b");
        assert!(is_printable('é') && is_printable('\u{301}') && is_printable('ि') && is_printable('🙂'));
        assert!(!is_printable('\u{a0}') && !is_printable('\u{feff}') && !is_printable('\u{2028}'));
        assert_eq!(line("a\nb\x07c"), "a b c");
    }

    #[test]
    fn a_name_is_in_quotes() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), "\"it's\"");
        let backslash = if cfg!(windows) { r"\" } else { r"\\" };
        let wanted = [r#"'\'""#, backslash, r"\u000a'"].concat();
        assert_eq!(quoted("'\"\\\n"), wanted);
    }

    #[test]
    fn the_first_locale_that_is_set_counts() {
        let is_utf8 = |set: &[(&str, &str)]| {
            names_utf8(|name| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(is_utf8(&[]));
        assert!(is_utf8(&[("LC_ALL", ""), ("LANG", "de_DE.UTF-8")]));
        assert!(is_utf8(&[("LC_CTYPE", "C.utf8"), ("LANG", "C")]));
        assert!(!is_utf8(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]));
        assert!(!is_utf8(&[("LANG", "POSIX")]));
    }
}
