//! The upload request as a `curl` command.

use crate::alloc::try_concat;
use crate::error::Error;

/// The command in words of a POSIX shell.
pub(super) fn command(url: &str, headers: &[(&str, &str)], body: &str) -> Result<String, Error> {
    let mut command = try_concat(&["curl --location ", &quoted(url)?])?;
    for (name, value) in headers {
        let header = if *name == "Authorization" {
            try_concat(&["\"", name, ": Bearer $NETCORE_API_KEY\""])?
        } else {
            quoted(&try_concat(&[name, ": ", value])?)?
        };
        command = try_concat(&[&command, " \\\n  --header ", &header])?;
    }
    try_concat(&[&command, " \\\n  --data ", &quoted(body)?])
}

/// A word in single quotes, in which the shell interprets nothing but the single quote itself.
fn quoted(word: &str) -> Result<String, Error> {
    let mut inner = String::new();
    for (index, part) in word.split('\'').enumerate() {
        inner = if index == 0 { try_concat(&[part])? } else { try_concat(&[&inner, r"'\''", part])? };
    }
    try_concat(&["'", &inner, "'"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_a_word_in_quotes_as_it_is() {
        assert_eq!(quoted("").unwrap(), "''");
        assert_eq!(quoted("a b$c").unwrap(), "'a b$c'");
        assert_eq!(quoted("it's 'so'").unwrap(), r"'it'\''s '\''so'\'''");
    }
}
