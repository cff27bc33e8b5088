//! The guard between Rust and C: no panic unwinds into C.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::failure::Failure;
use super::fault_points;
use super::status::{NETCORE_AES_ERR_PANIC, netcore_aes_status};

/// Runs the body of an export that returns a status; after a panic, `NETCORE_AES_ERR_PANIC`.
pub(crate) fn guard(body: impl FnOnce() -> Result<netcore_aes_status, Failure>) -> netcore_aes_status {
    guard_or(NETCORE_AES_ERR_PANIC, || body().unwrap_or_else(|failure| failure.status))
}

/// Runs the body of an export; after a panic it returns `after_panic`.
pub(crate) fn guard_or<T>(after_panic: T, body: impl FnOnce() -> T) -> T {
    let body = || {
        fault_points::panic_if_armed();
        body()
    };
    // A panic leaves nothing half done: handles are immutable, and `WipedByPanic` wipes outputs.
    let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or(after_panic);
    fault_points::disarm();
    result
}
