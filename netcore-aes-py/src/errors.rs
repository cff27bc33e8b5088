//! The core's errors as the exceptions of `netcore_aes._errors`.

use std::fmt::Display;

use netcore_aes_core::{BatchError, Error};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

/// The exception for an error of the core.
pub fn from_core(py: Python<'_>, error: Error) -> PyErr {
    exception(py, class(&error), &error, Some(error.status()))
}

/// The exception for an error in a batch: its message and its attribute `index` name the item.
pub fn from_batch(py: Python<'_>, error: BatchError) -> PyErr {
    in_place(py, "item", error)
}

/// The exception for an error in a column: its message and its attribute `index` name the row.
pub fn from_rows(py: Python<'_>, error: BatchError) -> PyErr {
    in_place(py, "row", error)
}

fn in_place(py: Python<'_>, place: &str, BatchError { error, message }: BatchError) -> PyErr {
    match message {
        Some(index) => {
            let message = format_args!("{place} {index}: {error}");
            with_index(py, index, exception(py, class(&error), &message, Some(error.status())))
        }
        None => from_core(py, error),
    }
}

/// Sets an exception's attribute `index`.
pub fn with_index(py: Python<'_>, index: usize, error: PyErr) -> PyErr {
    match error.value(py).setattr("index", index) {
        Ok(()) => error,
        Err(failed) => failed,
    }
}

/// The exception for a scheme that is not a 32-bit number, so that the core cannot be asked.
pub fn scheme_out_of_range(py: Python<'_>) -> PyErr {
    let message = "the scheme is out of range; use x-eCode 11256, 11257 or 11258";
    exception(py, "UnknownSchemeError", &message, None)
}

/// The exception for a string that has no UTF-8 encoding.
pub fn surrogate(py: Python<'_>, name: &dyn Display) -> PyErr {
    let message = format_args!(
        "{name} contains half of a surrogate pair, which has no UTF-8 encoding; decode the string correctly at its source, \
         or pass bytes"
    );
    exception(py, "SurrogateError", &message, None)
}

/// A `TypeError` that names the argument and the type of its value, never the value.
pub fn wrong_type(name: &dyn Display, expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    match value.get_type().name() {
        Ok(given) => PyTypeError::new_err(format!("{name} must be {expected}, not {given}")),
        Err(error) => error,
    }
}

/// The `ValueError` for a splitter that is used after its end.
pub fn splitter_finished() -> PyErr {
    PyValueError::new_err("the splitter is finished; create a new one for another stream")
}

/// The `TypeError` for pickling an object that contains a secret.
pub fn not_picklable(object: &str, advice: &str) -> PyErr {
    PyTypeError::new_err(format!("{object} is secret and cannot be pickled; {advice}"))
}

fn exception(py: Python<'_>, class: &str, message: &dyn Display, status: Option<i32>) -> PyErr {
    let make = || {
        let value = py.import("netcore_aes._errors")?.getattr(class)?.call1((message.to_string(),))?;
        // The core's own number, beside the one that the class documents.
        status.map_or(Ok(()), |status| value.setattr("status", status))?;
        Ok(PyErr::from_value(value))
    };
    make().unwrap_or_else(|failed| failed)
}

/// The name of an error's class: the base class for an error that has no class of its own.
const fn class(error: &Error) -> &'static str {
    match error {
        Error::UnknownScheme { .. } => "UnknownSchemeError",
        Error::AadNotTaken { .. } => "AadNotTakenError",
        Error::KeyLength { .. } => "KeyLengthError",
        Error::KeyCharacter { .. } => "KeyCharacterError",
        Error::KeyBase64 => "KeyBase64Error",
        Error::KeyPadding { .. } => "KeyPaddingError",
        Error::IvLength { .. } => "IvLengthError",
        Error::IvCharacter { .. } => "IvCharacterError",
        Error::IvBase64 => "IvBase64Error",
        Error::IvPadding { .. } => "IvPaddingError",
        Error::IvRequired { .. } => "IvRequiredError",
        Error::IvNotTaken { .. } => "IvNotTakenError",
        Error::TooLarge { .. } => "TooLargeError",
        Error::Encoding { .. } => "EncodingError",
        Error::Decrypt => "DecryptError",
        Error::Random => "RandomError",
        Error::Memory { .. } => "OutOfMemoryError",
        Error::KeyUsedUp => "KeyUsedUpError",
        Error::EventStream { .. } => "EventStreamError",
        Error::EventTooLong { .. } => "EventTooLongError",
        Error::AssetId { .. } => "AssetIdError",
        Error::ApiKey { .. } => "ApiKeyError",
        Error::UnknownRegion => "UnknownRegionError",
        Error::SelfTest => "SelfTestError",
        // Errors of buffers and offsets, which Python's callers do not pass; and errors added to the core later.
        _ => "NetcoreAesError",
    }
}
