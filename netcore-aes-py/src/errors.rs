//! The core's errors as the exceptions of `netcore_aes._errors`.

use std::fmt::Display;

use netcore_aes_core::{BatchError, Error};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

/// The exception for an error.
pub fn of(py: Python<'_>, error: Error) -> PyErr {
    exception(py, class(&error), &error, Some(error.status()))
}

/// The exception for an error in a batch.
pub fn of_batch(py: Python<'_>, BatchError { error, message }: BatchError) -> PyErr {
    match message {
        Some(index) => {
            let words = format_args!("item {index}: {error}");
            at_item(py, index, exception(py, class(&error), &words, Some(error.status())))
        }
        None => of(py, error),
    }
}

/// Sets an exception's attribute `index`.
pub fn at_item(py: Python<'_>, index: usize, error: PyErr) -> PyErr {
    match error.value(py).setattr("index", index) {
        Ok(()) => error,
        Err(failed) => failed,
    }
}

/// The exception for a scheme that is no 32-bit number, which the core has no words for.
pub fn scheme_out_of_range(py: Python<'_>) -> PyErr {
    let words = "the scheme is out of range; it must be one of the x-eCodes 11256, 11257 and 11258";
    exception(py, "UnknownSchemeError", &words, None)
}

/// The exception for a string that has no UTF-8.
pub fn not_utf8(py: Python<'_>, name: &dyn Display) -> PyErr {
    let words = format_args!(
        "{name} holds half of a surrogate pair, which UTF-8 cannot write; decode it properly where it comes from, or \
         pass bytes"
    );
    exception(py, "SurrogateError", &words, None)
}

/// A `TypeError` that names the argument and the type it has, never its value.
pub fn wrong_type(name: &dyn Display, wanted: &str, value: &Bound<'_, PyAny>) -> PyErr {
    match value.get_type().name() {
        Ok(given) => PyTypeError::new_err(format!("{name} must be {wanted}, not {given}")),
        Err(error) => error,
    }
}

/// The `ValueError` for using a splitter on after its end.
pub fn finished() -> PyErr {
    PyValueError::new_err("the splitter is finished; make a new one for another stream")
}

/// The `TypeError` for pickling what must stay in its process.
pub fn not_pickled(what: &str, advice: &str) -> PyErr {
    PyTypeError::new_err(format!("{what} is secret and cannot be pickled; {advice}"))
}

fn exception(py: Python<'_>, class: &str, words: &dyn Display, status: Option<i32>) -> PyErr {
    let make = || {
        let value = py.import("netcore_aes._errors")?.getattr(class)?.call1((words.to_string(),))?;
        // The core's own number, beside the one that the class documents.
        status.map_or(Ok(()), |status| value.setattr("status", status))?;
        Ok(PyErr::from_value(value))
    };
    make().unwrap_or_else(|failed| failed)
}

/// The name of an error's class. A cause that is new in the core goes by the base class until it has one.
const fn class(error: &Error) -> &'static str {
    match error {
        Error::UnknownScheme { .. } => "UnknownSchemeError",
        Error::AadNotTaken { .. } => "AadNotTakenError",
        Error::KeyLength { .. } => "KeyLengthError",
        Error::KeyCharacter { .. } => "KeyCharacterError",
        Error::KeyBase64 => "KeyBase64Error",
        Error::IvLength { .. } => "IvLengthError",
        Error::IvCharacter { .. } => "IvCharacterError",
        Error::IvBase64 => "IvBase64Error",
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
        // Of buffers and offsets, which Python's callers never hand over; and what is not known here yet.
        _ => "NetcoreAesError",
    }
}
