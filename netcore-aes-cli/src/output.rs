//! The standard output.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use crate::fault::Fault;

/// The standard output, written in large pieces.
pub(crate) struct Output(BufWriter<Stdout>);

impl Output {
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout()))
    }

    /// Whether a person looks at it.
    pub(crate) fn is_terminal(&self) -> bool {
        self.0.get_ref().is_terminal()
    }

    pub(crate) fn write(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Fault> {
        self.0.write_all(bytes.as_ref()).map_err(|error| Fault::output(&error))
    }

    /// Writes a text at once, if there is anyone to read it: what was done stays done.
    pub(crate) fn tell(&mut self, text: &str) {
        let stdout = self.0.get_mut();
        _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }

    /// Writes what is still in memory.
    pub(crate) fn flush(&mut self) -> Result<(), Fault> {
        self.0.flush().map_err(|error| Fault::output(&error))
    }
}
