//! Random bytes from the operating system.

use crate::error::Error;

/// Fills `dest` from the operating system's generator.
pub(crate) fn fill(dest: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(dest).map_err(|_| Error::Random)
}
