//! Why a table cannot be read on.

use std::error::Error;
use std::{fmt, io};

use crate::text::quoted;

/// Why a table cannot be read on. It holds names of columns, and nothing of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) enum Fault {
    /// It ends before its end.
    Truncated,
    /// What was read is none of its format.
    Damaged,
    /// Data follows its end.
    Behind,
    /// It is read from its end, which this input does not give.
    NotSeekable,
    /// A piece that must be read whole is longer than this, in bytes.
    TooLong { piece: &'static str, most: u64 },
    /// Its columns are no event: a sentence without its subject, the input.
    Columns(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table that cannot be read")
    }
}

impl Error for Fault {}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        Self::other(fault)
    }
}

/// The name of a column, for a message. One in a damaged file can be long.
pub(super) fn shown(name: &str) -> String {
    const MOST: usize = 80;
    quoted(name.chars().take(MOST).collect::<String>())
}

/// The names of columns, for a message.
pub(super) fn listed(names: &[String]) -> String {
    const MOST: usize = 20;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| shown(name)).collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    if shown.is_empty() { "none".to_owned() } else { format!("{}{more}", shown.join(", ")) }
}
