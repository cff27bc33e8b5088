//! Why a call failed.

use netcore_aes_core::{BatchError, Error};

use super::status::netcore_aes_status;

/// Why a call failed: the status, and what the report tells besides.
#[derive(Clone, Copy)]
pub(crate) struct Failure {
    pub(crate) status: netcore_aes_status,
    /// The length needed, if the output is too small.
    pub(crate) needed: Option<usize>,
    /// The message of a batch that has the fault.
    pub(crate) message: Option<usize>,
    /// The place in a stream of events where the fault is, in bytes.
    pub(crate) offset: Option<u64>,
}

impl From<netcore_aes_status> for Failure {
    fn from(status: netcore_aes_status) -> Self {
        Self { status, needed: None, message: None, offset: None }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let needed = if let Error::BufferTooSmall { needed, .. } = error { Some(needed) } else { None };
        let offset = if let Error::EventStream { offset } = error { Some(offset) } else { None };
        Self { status: error.status(), needed, message: None, offset }
    }
}

impl From<BatchError> for Failure {
    fn from(BatchError { error, message }: BatchError) -> Self {
        Self { message, ..error.into() }
    }
}
