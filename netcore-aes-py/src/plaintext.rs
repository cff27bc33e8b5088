//! A plaintext as a Python string.

use netcore_aes_core::{BatchError, Error};
use pyo3::exceptions::PyUnicodeDecodeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::errors;

/// Decodes the UTF-8 of a plaintext; `index` is its position in a batch. One that is not UTF-8 raises the same error as a
/// text that does not decrypt: an error of its own would tell more about it, and Python's own would contain the plaintext.
pub fn to_string<'py>(py: Python<'py>, plaintext: &[u8], index: Option<usize>) -> PyResult<Bound<'py, PyString>> {
    PyString::from_bytes(py, plaintext).map_err(|error| {
        if error.is_instance_of::<PyUnicodeDecodeError>(py) {
            errors::from_batch(py, BatchError { error: Error::Decrypt, message: index })
        } else {
            error
        }
    })
}
