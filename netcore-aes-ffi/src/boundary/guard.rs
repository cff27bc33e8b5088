//! The one way out to C.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::failure::Failure;
use super::fault_points;
use super::status::{NETCORE_AES_ERR_PANIC, NETCORE_AES_OK, netcore_aes_status};

/// Runs the body of an export that returns a status.
pub(crate) fn guard(body: impl FnOnce() -> Result<(), Failure>) -> netcore_aes_status {
    guard_or(NETCORE_AES_ERR_PANIC, || body().map_or_else(|failure| failure.status, |()| NETCORE_AES_OK))
}

/// Runs the body of any other export.
pub(crate) fn guard_or<T>(after_panic: T, body: impl FnOnce() -> T) -> T {
    let body = || {
        fault_points::panic_if_armed();
        body()
    };
    // What a panic leaves behind is never looked at again: handles are immutable, and outputs are wiped by `Output`.
    let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or(after_panic);
    fault_points::disarm();
    result
}
