//! Why a column could not be read, encrypted, decrypted or checked.

use netcore_aes_core::{BatchError, Error};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::errors;

/// Why a call failed. It contains no value of a column.
#[derive(Debug)]
pub enum Fault {
    /// An error of the core, and the row at fault, if one is.
    Core(BatchError),
    /// The array is not as the Arrow C data interface has it.
    Malformed(&'static str),
    /// The stream of arrays failed; the producer's own message.
    Stream(String),
}

impl Fault {
    /// The exception: that of the core, with the row in its message and in its attribute `index`, or a `ValueError`.
    pub fn exception(self, py: Python<'_>) -> PyErr {
        match self {
            Self::Core(error) => errors::from_rows(py, error),
            Self::Malformed(what) => PyValueError::new_err(format!(
                "array breaks the Arrow C data interface: {what}; report it to the library that made it"
            )),
            Self::Stream(message) => PyValueError::new_err(format!("the stream of array failed: {message}")),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Core(error.into())
    }
}
