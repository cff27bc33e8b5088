//! Places where the tests make a call panic; without the feature `test-hooks` they do nothing.

#[cfg(feature = "test-hooks")]
use std::sync::atomic::{AtomicI64, Ordering};

/// How many points the next call passes before it panics; it does not panic where this is negative.
#[cfg(feature = "test-hooks")]
static POINTS_LEFT: AtomicI64 = AtomicI64::new(-1);

/// Makes the next call panic after it passed `points` points.
#[cfg(feature = "test-hooks")]
pub(crate) fn arm(points: i64) {
    POINTS_LEFT.store(points, Ordering::SeqCst);
}

/// Lets all points pass again, at the end of a call.
pub(crate) fn disarm() {
    #[cfg(feature = "test-hooks")]
    POINTS_LEFT.store(-1, Ordering::SeqCst);
}

/// Panics if this is the point that a test chose.
pub(crate) fn panic_if_armed() {
    #[cfg(feature = "test-hooks")]
    assert!(POINTS_LEFT.fetch_sub(1, Ordering::SeqCst) != 0, "told to by a test");
}
