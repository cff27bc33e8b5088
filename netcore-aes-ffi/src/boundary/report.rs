//! The arguments through which a call reports its result, besides its status.

use netcore_aes_core::TryBox;

use super::arguments::Arguments;
use super::failure::Failure;
use super::memory::{CheckedRange, OutParameter};

/// Such arguments. If one of them has a fault or overlaps another argument, the call writes nothing.
pub(crate) trait Report: Arguments {
    type Answer;

    /// Writes what remains there after a panic.
    ///
    /// # Safety
    /// No argument has a fault, and [`OutParameter::set`] holds for each.
    unsafe fn begin(&self);

    /// Writes the answer, or what the header promises after the failure.
    ///
    /// # Safety
    /// As [`Self::begin`].
    unsafe fn finish(&self, result: Result<Self::Answer, Failure>);
}

/// For calls that report by their status alone.
impl Report for () {
    type Answer = ();

    unsafe fn begin(&self) {}

    unsafe fn finish(&self, _: Result<(), Failure>) {}
}

impl<T> Arguments for OutParameter<T> {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        std::iter::once(self.range())
    }
}

/// A length: the one written, or after a failure the one needed, or 0.
impl Report for OutParameter<usize> {
    type Answer = usize;

    unsafe fn begin(&self) {
        // SAFETY: this function's contract.
        unsafe { self.set(0) }
    }

    unsafe fn finish(&self, result: Result<usize, Failure>) {
        let length = result.unwrap_or_else(|failure| failure.needed.unwrap_or_default());
        // SAFETY: this function's contract.
        unsafe { self.set(length) }
    }
}

/// A new object: the handle, or NULL after a failure.
impl<T> Report for OutParameter<*mut T> {
    type Answer = TryBox<T>;

    unsafe fn begin(&self) {
        // SAFETY: this function's contract.
        unsafe { self.set(std::ptr::null_mut()) }
    }

    unsafe fn finish(&self, result: Result<TryBox<T>, Failure>) {
        let handle = result.map_or(std::ptr::null_mut(), |object| Box::into_raw(object.into_inner()).cast());
        // SAFETY: this function's contract.
        unsafe { self.set(handle) }
    }
}
