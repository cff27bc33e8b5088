//! Arguments from Python, checked and converted to the core's types.

use std::fmt::Display;
use std::ops::Deref;

use netcore_aes_core::{Error, Scheme};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyInt, PyMemoryView, PyString};

use crate::errors;

/// The bytes of an argument that may be `str`, `bytes`, `bytearray` or `memoryview`.
pub enum Bytes<'a> {
    /// The bytes of an immutable object.
    Borrowed(&'a [u8]),
    /// A copy of a buffer, which other threads may write to as soon as the GIL is released.
    Copied(Bound<'a, PyBytes>),
}

impl<'a> Bytes<'a> {
    /// Reads `value`; an error calls it `name`.
    pub fn of(name: &dyn Display, value: &'a Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(text) = value.cast::<PyString>() {
            utf8(name, text).map(|text| Self::Borrowed(text.as_bytes()))
        } else if let Ok(bytes) = value.cast::<PyBytes>() {
            Ok(Self::Borrowed(bytes.as_bytes()))
        } else if is_buffer(value) {
            let copy = value.py().get_type::<PyBytes>().call1((value,))?;
            Ok(Self::Copied(copy.cast_into()?))
        } else {
            Err(errors::wrong_type(name, "str, bytes, bytearray or memoryview", value))
        }
    }

    /// Reads an argument that may be `None`, which means no bytes.
    pub fn or_none(name: &dyn Display, value: Option<&'a Bound<'_, PyAny>>) -> PyResult<Self> {
        value.map_or(Ok(Self::Borrowed(&[])), |value| Self::of(name, value))
    }
}

impl Deref for Bytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Copied(copy) => copy.as_bytes(),
        }
    }
}

/// Whether `value` is a single message.
pub fn is_one_message(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() || is_buffer(value)
}

/// Reads an argument that must be `str`.
pub fn text<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> PyResult<&'a str> {
    let text = value.cast::<PyString>().map_err(|_| errors::wrong_type(&name, "str", value))?;
    utf8(&name, text)
}

/// Reads a limit, an `int` of at least 1.
pub fn limit(name: &str, value: &Bound<'_, PyAny>) -> PyResult<usize> {
    if !value.is_instance_of::<PyInt>() || value.is_instance_of::<PyBool>() {
        return Err(errors::wrong_type(&name, "int", value));
    }
    if value.lt(1)? {
        return Err(PyValueError::new_err(format!("{name} is {value}; it must be at least 1")));
    }
    // Too large for a length, it limits nothing.
    Ok(value.extract().unwrap_or(usize::MAX))
}

/// The argument `scheme`.
#[derive(Clone, Copy)]
pub struct SchemeCode(pub Scheme);

impl<'py> FromPyObject<'_, 'py> for SchemeCode {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if !value.is_instance_of::<PyInt>() || value.is_instance_of::<PyBool>() {
            return Err(errors::wrong_type(&"scheme", "int", &value));
        }
        let code = value.extract().map_err(|_| errors::scheme_out_of_range(value.py()))?;
        Scheme::from_code(code).map(Self).ok_or_else(|| errors::from_core(value.py(), Error::UnknownScheme { code }))
    }
}

fn is_buffer(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyByteArray>() || value.is_instance_of::<PyMemoryView>()
}

/// The UTF-8 of a string. Python's own error is dropped, since it contains the whole string.
fn utf8<'a>(name: &dyn Display, text: &'a Bound<'_, PyString>) -> PyResult<&'a str> {
    text.to_str().map_err(|_| errors::surrogate(text.py(), name))
}
