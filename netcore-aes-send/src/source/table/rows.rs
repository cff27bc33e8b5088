//! Rows that become lines.

use std::io;

/// Lines are passed on from this number of bytes on.
pub(super) const ENOUGH: usize = 1 << 18;

/// Rows that become lines.
pub(super) trait Rows: Send {
    /// Writes the lines of some rows; returns false at the end.
    fn write(&mut self, out: &mut Vec<u8>) -> io::Result<bool>;
}
