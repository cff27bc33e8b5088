//! The end of a command that cannot go on: one line that says what to do, and an exit status.

use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::path::Path;

use netcore_aes_core::Error;

use netcore_aes_send::source::{SourceError, reason};
use netcore_aes_send::text::quoted;

/// The exit status for usage, credentials and input.
pub(crate) const INPUT: u8 = 2;
/// The exit status if events are wrong, or did not arrive.
pub(crate) const NOT_SENT: u8 = 1;

/// Why a command cannot go on.
pub(crate) enum Fault {
    /// The message is for the user, and holds nothing secret.
    Message { message: String, status: u8 },
    /// The reader of the output has left: there is nobody to tell.
    OutputClosed,
}

impl Fault {
    /// A fault of the arguments, the credentials or the input.
    pub(crate) fn input(message: impl Display) -> Self {
        Self::Message { message: message.to_string(), status: INPUT }
    }

    /// The operating system refused to do something to a file, such as `write`.
    pub(crate) fn file(action: &str, path: &Path, error: &io::Error) -> Self {
        Self::input(format_args!("cannot {action} {}: {}", quoted(path), reason(error)))
    }

    /// The standard output does not take any more.
    pub(crate) fn output(error: &io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            return Self::OutputClosed;
        }
        Self::input(format_args!("cannot write the output: {}", reason(error)))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::input(error)
    }
}

impl From<SourceError> for Fault {
    fn from(error: SourceError) -> Self {
        Self::input(error)
    }
}

impl From<netcore_aes_send::Fault> for Fault {
    fn from(fault: netcore_aes_send::Fault) -> Self {
        Self::Message { message: fault.message, status: fault.status }
    }
}
