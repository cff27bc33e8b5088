//! The one way out to C.

use std::panic::{AssertUnwindSafe, catch_unwind};

use netcore_aes_core::{BatchError, Error};

use crate::status::{NETCORE_AES_ERR_PANIC, NETCORE_AES_OK, netcore_aes_status};

/// Why a call failed, as C is told.
#[derive(Clone, Copy)]
pub(crate) struct Failure {
    pub(crate) status: netcore_aes_status,
    /// The length that was needed, where it was the output's that failed.
    pub(crate) needed: Option<usize>,
    /// The message of a batch that was at fault.
    pub(crate) message: Option<usize>,
}

impl From<netcore_aes_status> for Failure {
    fn from(status: netcore_aes_status) -> Self {
        Self { status, needed: None, message: None }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let needed = if let Error::BufferTooSmall { needed, .. } = error { Some(needed) } else { None };
        Self { status: error.status(), needed, message: None }
    }
}

impl From<BatchError> for Failure {
    fn from(BatchError { error, message }: BatchError) -> Self {
        Self { message, ..error.into() }
    }
}

/// Runs the body of an export that returns a status.
pub(crate) fn guard(body: impl FnOnce() -> Result<(), Failure>) -> netcore_aes_status {
    guard_or(NETCORE_AES_ERR_PANIC, || body().map_or_else(|failure| failure.status, |()| NETCORE_AES_OK))
}

/// Runs the body of any other export.
pub(crate) fn guard_or<T>(after_panic: T, body: impl FnOnce() -> T) -> T {
    let body = || {
        point();
        body()
    };
    // What a panic leaves behind is never looked at again: handles are immutable, and outputs are wiped by `Output`.
    let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or(after_panic);
    #[cfg(feature = "test-hooks")]
    crate::hooks::end();
    result
}

/// A place where the tests make a call panic; nothing otherwise.
pub(crate) fn point() {
    #[cfg(feature = "test-hooks")]
    crate::hooks::point();
}
