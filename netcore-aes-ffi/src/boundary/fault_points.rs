//! Points where a test can make a call panic. Without the feature `test-hooks` they do nothing.

#[cfg(feature = "test-hooks")]
use std::sync::atomic::{AtomicI64, Ordering};

/// The number of points that the next call passes before it panics; if negative, it does not panic.
#[cfg(feature = "test-hooks")]
static POINTS_LEFT: AtomicI64 = AtomicI64::new(-1);

/// Makes the next call panic after `points` points.
#[cfg(feature = "test-hooks")]
pub(crate) fn arm(points: i64) {
    POINTS_LEFT.store(points, Ordering::SeqCst);
}

/// Ends a call: no point panics until a test arms one again.
pub(crate) fn disarm() {
    #[cfg(feature = "test-hooks")]
    POINTS_LEFT.store(-1, Ordering::SeqCst);
}

/// Panics if a test chose this point.
pub(crate) fn panic_if_armed() {
    #[cfg(feature = "test-hooks")]
    assert!(POINTS_LEFT.fetch_sub(1, Ordering::SeqCst) != 0, "told to by a test");
}
