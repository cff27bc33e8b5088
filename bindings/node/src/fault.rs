//! The core's errors as JavaScript gets them.

use std::fmt::Display;

use napi::bindgen_prelude::Either;
use napi_derive::napi;
use netcore_aes_core::{BatchError, Error};

/// Why a call was refused, from which `lib/errors.js` makes the error that it throws.
#[napi(object, object_from_js = false)]
pub struct Fault {
    /// The number of the cause, the same in every language.
    pub status: i32,
    /// The core's sentence.
    pub message: String,
    /// The index of the item at fault in a batch.
    pub index: Option<u32>,
}

/// A result, or the fault in its place.
pub type OrFault<T> = Either<T, Fault>;

/// The result as JavaScript gets it.
pub fn or_fault<T, E: Into<Fault>>(result: Result<T, E>) -> OrFault<T> {
    match result {
        Ok(value) => Either::A(value),
        Err(error) => Either::B(error.into()),
    }
}

impl Fault {
    /// A fault of the library itself.
    pub fn panic() -> Self {
        Self { status: 100, message: "the library failed; please report it".to_owned(), index: None }
    }

    /// Input and output in the same memory.
    pub fn overlap() -> Self {
        let message = "out overlaps the data or the offsets; pass memory of its own".to_owned();
        Self { status: 7, message, index: None }
    }

    /// An error with its place in a batch.
    fn in_batch(error: &Error, message: &dyn Display, index: usize) -> Self {
        Self { status: error.status(), message: message.to_string(), index: u32::try_from(index).ok() }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self { status: error.status(), message: error.to_string(), index: None }
    }
}

impl From<BatchError> for Fault {
    fn from(BatchError { error, message }: BatchError) -> Self {
        match message {
            Some(index) => Self::in_batch(&error, &format_args!("item {index}: {error}"), index),
            None => error.into(),
        }
    }
}
