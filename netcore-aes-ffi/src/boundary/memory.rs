//! What C hands in: pointers and lengths, checked before they become slices.

use super::failure::Failure;
use super::fault_points::panic_if_armed;
use super::status::{
    NETCORE_AES_ERR_NULL, NETCORE_AES_ERR_OFFSETS, NETCORE_AES_ERR_OVERLAP, NETCORE_AES_ERR_TOO_LARGE,
};

/// A range of addresses.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// No address at all: overlaps nothing.
    pub(crate) const EMPTY: Self = Self { start: 0, end: 0 };

    fn new<T>(ptr: *const T, count: usize) -> Result<Self, Failure> {
        if ptr.is_null() && count > 0 {
            return Err(NETCORE_AES_ERR_NULL.into());
        }
        let bytes = count.checked_mul(size_of::<T>()).filter(|bytes| isize::try_from(*bytes).is_ok());
        let end = bytes.and_then(|bytes| ptr.addr().checked_add(bytes));
        Ok(Self { start: ptr.addr(), end: end.ok_or(NETCORE_AES_ERR_TOO_LARGE)? })
    }

    fn overlaps(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }
}

/// Refuses an output that overlaps an input or another output, be it by one byte.
pub(crate) fn disjoint(inputs: &[Span], outputs: &[Span]) -> Result<(), Failure> {
    let overlaps = |(index, output): (usize, &Span)| {
        inputs.iter().chain(outputs.iter().take(index)).any(|other| other.overlaps(*output))
    };
    if outputs.iter().enumerate().any(overlaps) { Err(NETCORE_AES_ERR_OVERLAP.into()) } else { Ok(()) }
}

/// An array that C lets us read.
#[derive(Clone, Copy)]
pub(crate) struct Input<T> {
    ptr: *const T,
    count: usize,
    pub(crate) span: Span,
}

impl<T> Input<T> {
    pub(crate) fn new(ptr: *const T, count: usize) -> Result<Self, Failure> {
        let span = Span::new(ptr, count)?;
        aligned(ptr)?;
        Ok(Self { ptr, count, span })
    }

    /// # Safety
    /// The caller of the export vouches for `count` elements at `ptr` that nobody writes to during `'a`.
    pub(crate) unsafe fn slice<'a>(self) -> &'a [T] {
        if self.count == 0 {
            return &[];
        }
        // SAFETY: not NULL, aligned, and within `isize::MAX` bytes, as `new` saw; the rest is this function's contract.
        unsafe { std::slice::from_raw_parts(self.ptr, self.count) }
    }
}

/// An array that C lets us write.
#[derive(Clone, Copy)]
pub(crate) struct Output<T> {
    ptr: *mut T,
    count: usize,
    pub(crate) span: Span,
}

impl<T: Copy + Default> Output<T> {
    pub(crate) fn new(ptr: *mut T, count: usize) -> Result<Self, Failure> {
        let span = Span::new(ptr, count)?;
        aligned(ptr)?;
        Ok(Self { ptr, count, span })
    }

    /// Lets `write` have the array. If it panics, the array is wiped: plaintext may stand in it.
    ///
    /// # Safety
    /// The caller of the export vouches for `count` elements at `ptr`, and that nobody else reads or writes them
    /// meanwhile; `disjoint` has seen that no other argument does.
    pub(crate) unsafe fn write<R>(self, write: impl FnOnce(&mut [T]) -> R) -> R {
        // SAFETY: this function's contract.
        let wiped = unsafe { self.wiped_by_panic() };
        let result = write(&mut *wiped.0);
        panic_if_armed();
        result
    }

    /// As [`Self::write`], with a second array: a panic wipes both, to the end.
    ///
    /// # Safety
    /// That of [`Self::write`], for both.
    pub(crate) unsafe fn write_both<U: Copy + Default, R>(
        self,
        other: Output<U>,
        write: impl FnOnce(&mut [T], &mut [U]) -> R,
    ) -> R {
        // SAFETY: this function's contract.
        let (one, other) = unsafe { (self.wiped_by_panic(), other.wiped_by_panic()) };
        let result = write(&mut *one.0, &mut *other.0);
        panic_if_armed();
        result
    }

    /// # Safety
    /// That of [`Self::write`], as long as it lives.
    unsafe fn wiped_by_panic<'a>(self) -> WipedByPanic<'a, T> {
        if self.count == 0 {
            return WipedByPanic(&mut []);
        }
        // SAFETY: not NULL, aligned, and within `isize::MAX` bytes, as `new` saw; the rest is this function's contract.
        // Memory that comes through a C ABI has some value, be it an unknown one.
        WipedByPanic(unsafe { std::slice::from_raw_parts_mut(self.ptr, self.count) })
    }
}

struct WipedByPanic<'a, T: Copy + Default>(&'a mut [T]);

impl<T: Copy + Default> Drop for WipedByPanic<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fill(T::default());
        }
    }
}

/// Only offsets can be out of line: everything else is bytes, or a [`Place`].
fn aligned<T>(ptr: *const T) -> Result<(), Failure> {
    if ptr.is_aligned() { Ok(()) } else { Err(NETCORE_AES_ERR_OFFSETS.into()) }
}

/// A text that C hands in, if it is UTF-8.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, std::str::Utf8Error> {
    std::str::from_utf8(bytes)
}

/// Where one result goes, such as `*out_len`. It need not be aligned.
pub(crate) struct Place<T> {
    ptr: *mut T,
    pub(crate) span: Span,
}

impl<T> Place<T> {
    pub(crate) fn new(ptr: *mut T) -> Result<Self, Failure> {
        Ok(Self { ptr, span: Span::new(ptr, 1)? })
    }

    /// # Safety
    /// The caller of the export vouches for room for a `T` at `ptr`.
    pub(crate) unsafe fn set(&self, value: T) {
        // SAFETY: not NULL, as `new` saw; the rest is this function's contract.
        unsafe { self.ptr.write_unaligned(value) }
    }
}

impl Place<usize> {
    /// Does the work and reports a length: the one written, or after a failure the one needed, or 0.
    ///
    /// # Safety
    /// As [`Self::set`].
    pub(crate) unsafe fn answer(&self, work: impl FnOnce() -> Result<usize, Failure>) -> Result<(), Failure> {
        // What it stays at if the work panics.
        // SAFETY: this function's contract.
        unsafe { self.set(0) }
        let result = work();
        let length = result.unwrap_or_else(|failure| failure.needed.unwrap_or_default());
        // SAFETY: this function's contract.
        unsafe { self.set(length) }
        result.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_overlap_by_a_byte_and_not_by_touching() {
        let bytes = [0_u8; 10];
        let span = |start: usize, len| Span::new(bytes[start..].as_ptr(), len).ok().unwrap();
        let refused = |one, other| disjoint(&[one], &[other]).is_err() && disjoint(&[], &[one, other]).is_err();
        assert!(refused(span(0, 5), span(4, 5)));
        assert!(refused(span(0, 10), span(3, 1)));
        assert!(!refused(span(0, 5), span(5, 5)));
        assert!(!refused(span(0, 10), span(3, 0)), "nothing overlaps nothing");
        assert!(disjoint(&[span(0, 5), span(2, 5)], &[]).is_ok(), "inputs may");
    }

    #[test]
    fn what_no_address_space_holds_is_too_large() {
        let byte = 0_u8;
        for count in [usize::MAX, usize::MAX / 2 + 1] {
            let failure = Span::new(&raw const byte, count).err().unwrap();
            assert_eq!(failure.status, NETCORE_AES_ERR_TOO_LARGE);
        }
        let failure = Span::new(&raw const byte, usize::MAX / 2).err();
        assert!(failure.is_none_or(|failure| failure.status == NETCORE_AES_ERR_TOO_LARGE));
        assert!(Span::new(std::ptr::without_provenance::<u8>(usize::MAX - 1), 2).is_err(), "wraps around");
    }

    #[test]
    fn a_panic_wipes_what_was_written() {
        let mut buffer = [1_u8; 4];
        let output = Output::new(buffer.as_mut_ptr(), buffer.len()).ok().unwrap();
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            // SAFETY: `buffer` outlives the call and nobody else uses it.
            unsafe { output.write(|_| panic!("on purpose")) }
        }));
        assert!(result.is_err());
        assert_eq!(buffer, [0; 4]);
    }
}
