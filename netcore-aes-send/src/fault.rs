//! The end of a run that cannot go on: one line that says what to do, and an exit status.

use std::fmt;
use std::io;
use std::path::Path;

use crate::source::{SourceError, reason};
use crate::text::quoted;

/// The exit status for usage, credentials and input.
pub const INPUT: u8 = 2;
/// The exit status if there are dead letters, or events did not arrive.
pub const NOT_SENT: u8 = 1;
/// The exit status after a signal.
pub const INTERRUPTED: u8 = 130;

/// Why a run cannot begin or go on. The message is for the user, names what to look at, and holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// One sentence, without a full stop.
    pub message: String,
    /// The exit status that a command line gives: [`INPUT`] or [`NOT_SENT`].
    pub status: u8,
}

impl Fault {
    /// A fault of the arguments, the credentials or the input.
    pub fn input(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), status: INPUT }
    }

    /// A fault of the endpoint or of the way to it.
    pub fn not_sent(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), status: NOT_SENT }
    }

    /// The operating system refused to do something to a file, such as `write the journal`.
    #[must_use]
    pub fn file(action: &str, path: &Path, error: &io::Error) -> Self {
        Self::input(format_args!("cannot {action} {}: {}", quoted(path), reason(error)))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl From<netcore_aes_core::Error> for Fault {
    fn from(error: netcore_aes_core::Error) -> Self {
        Self::input(error)
    }
}

impl From<SourceError> for Fault {
    fn from(error: SourceError) -> Self {
        Self::input(error)
    }
}
