//! Generation of keys.

use netcore_aes_core::SecretString;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::errors;

/// Generates a key and an IV; ``netcore_aes.keygen`` returns them as :class:`Credentials`.
#[pyfunction]
pub fn keygen(py: Python<'_>) -> PyResult<(Bound<'_, PyString>, Bound<'_, PyString>)> {
    let credentials = netcore_aes_core::keygen().map_err(|error| errors::from_core(py, error))?;
    Ok((string(py, &credentials.key)?, string(py, &credentials.iv)?))
}

/// Generates a key for scheme 11258, as the vendor's "V5" generator does: 32 random bytes, in base64.
///
/// Any thread may call it. Raises :class:`RandomError` if the operating system returns no random bytes.
#[pyfunction]
pub fn generate_gcm_key(py: Python<'_>) -> PyResult<Bound<'_, PyString>> {
    let key = netcore_aes_core::generate_gcm_key().map_err(|error| errors::from_core(py, error))?;
    string(py, &key)
}

fn string<'py>(py: Python<'py>, secret: &SecretString) -> PyResult<Bound<'py, PyString>> {
    PyString::from_bytes(py, secret.expose().as_bytes())
}
