//! Pointers and lengths from C, checked before they become references.

use super::status::{NETCORE_AES_ERR_NULL, NETCORE_AES_ERR_OFFSETS, NETCORE_AES_ERR_TOO_LARGE, netcore_aes_status};

/// The addresses from `start` up to `end`.
#[derive(Clone, Copy)]
pub(crate) struct AddressRange {
    start: usize,
    end: usize,
}

impl AddressRange {
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }
}

/// The addresses of an argument, and the fault that forbids its use.
#[derive(Clone, Copy)]
pub(crate) struct CheckedRange {
    /// Meaningless if there is a fault.
    pub(crate) addresses: AddressRange,
    /// NULL, too large or misaligned.
    pub(crate) fault: Result<(), netcore_aes_status>,
}

impl CheckedRange {
    fn new<T>(ptr: *const T, count: usize) -> Self {
        let bytes = count.checked_mul(size_of::<T>()).filter(|bytes| isize::try_from(*bytes).is_ok());
        let start = ptr.addr();
        let fault = if ptr.is_null() && count > 0 {
            Err(NETCORE_AES_ERR_NULL)
        } else if bytes.and_then(|bytes| start.checked_add(bytes)).is_none() {
            Err(NETCORE_AES_ERR_TOO_LARGE)
        } else {
            Ok(())
        };
        let end = start.wrapping_add(count.wrapping_mul(size_of::<T>()));
        Self { addresses: AddressRange { start, end }, fault }
    }

    fn of_array<T>(ptr: *const T, count: usize) -> Self {
        let Self { addresses, fault } = Self::new(ptr, count);
        // Only arrays of offsets, and of `netcore_aes_upload_events`, can be misaligned: all others are of bytes.
        let aligned = if ptr.is_aligned() { Ok(()) } else { Err(NETCORE_AES_ERR_OFFSETS) };
        Self { addresses, fault: fault.and(aligned) }
    }
}

/// A pointer from C to an object of the library.
#[derive(Clone, Copy)]
pub(crate) struct Handle<T>(*const T);

impl Handle<()> {
    /// For functions that take no handle.
    pub(crate) const NONE: Self = Self(std::ptr::from_ref(&()));
}

impl<T> Handle<T> {
    pub(crate) const fn new(ptr: *const T) -> Self {
        Self(ptr)
    }
}

/// The handles of a call: one, or two.
pub(crate) trait Handles {
    type Objects<'a>;

    /// # Safety
    /// Each handle is NULL, or came from this library and is not freed during `'a`.
    unsafe fn get<'a>(self) -> Result<Self::Objects<'a>, netcore_aes_status>;
}

impl<T: 'static> Handles for Handle<T> {
    type Objects<'a> = &'a T;

    unsafe fn get<'a>(self) -> Result<&'a T, netcore_aes_status> {
        // SAFETY: this function's contract; an object behind a handle that changes does so behind a lock.
        unsafe { self.0.as_ref() }.ok_or(NETCORE_AES_ERR_NULL)
    }
}

impl<A: 'static, B: 'static> Handles for (Handle<A>, Handle<B>) {
    type Objects<'a> = (&'a A, &'a B);

    unsafe fn get<'a>(self) -> Result<(&'a A, &'a B), netcore_aes_status> {
        // SAFETY: this function's contract.
        unsafe { Ok((self.0.get()?, self.1.get()?)) }
    }
}

/// An array that the library reads.
#[derive(Clone, Copy)]
pub(crate) struct Input<T> {
    ptr: *const T,
    count: usize,
}

impl<T> Input<T> {
    pub(crate) const EMPTY: Self = Self::new(std::ptr::null(), 0);

    pub(crate) const fn new(ptr: *const T, count: usize) -> Self {
        Self { ptr, count }
    }

    pub(crate) fn range(&self) -> CheckedRange {
        CheckedRange::of_array(self.ptr, self.count)
    }

    /// # Safety
    /// [`Self::range`] found no fault, and the caller of the export vouches for `count` elements at `ptr` that nobody writes to
    /// during `'a`.
    pub(crate) unsafe fn slice<'a>(self) -> &'a [T] {
        if self.count == 0 {
            return &[];
        }
        // SAFETY: not NULL, aligned, and within `isize::MAX` bytes; the rest is this function's contract.
        unsafe { std::slice::from_raw_parts(self.ptr, self.count) }
    }
}

/// An array that the library writes.
#[derive(Clone, Copy)]
pub(crate) struct Output<T> {
    ptr: *mut T,
    count: usize,
}

impl<T> Output<T> {
    pub(crate) const fn new(ptr: *mut T, count: usize) -> Self {
        Self { ptr, count }
    }

    pub(crate) fn range(&self) -> CheckedRange {
        CheckedRange::of_array(self.ptr, self.count)
    }

    /// # Safety
    /// [`Self::range`] found no fault, and the caller of the export vouches for `count` elements at `ptr`, which nobody else
    /// reads or writes during `'a`.
    pub(crate) unsafe fn slice<'a>(self) -> &'a mut [T] {
        if self.count == 0 {
            return &mut [];
        }
        // SAFETY: not NULL, aligned, and within `isize::MAX` bytes; the rest is this function's contract. Memory that comes
        // through a C ABI has some value, if an unknown one.
        unsafe { std::slice::from_raw_parts_mut(self.ptr, self.count) }
    }
}

/// Where one value goes, such as `*out_len`. It need not be aligned.
#[derive(Clone, Copy)]
pub(crate) struct OutParameter<T> {
    ptr: *mut T,
}

impl<T> OutParameter<T> {
    pub(crate) const fn new(ptr: *mut T) -> Self {
        Self { ptr }
    }

    pub(crate) fn range(&self) -> CheckedRange {
        CheckedRange::new(self.ptr, 1)
    }

    /// # Safety
    /// [`Self::range`] found no fault, and the caller of the export vouches for room for a `T` at `ptr`.
    pub(crate) unsafe fn set(&self, value: T) {
        // SAFETY: not NULL; the rest is this function's contract.
        unsafe { self.ptr.write_unaligned(value) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_overlap_by_a_byte_and_not_by_touching() {
        let bytes = [0_u8; 10];
        let range = |start: usize, len| CheckedRange::new(bytes[start..].as_ptr(), len).addresses;
        assert!(range(0, 5).overlaps(range(4, 5)));
        assert!(range(0, 10).overlaps(range(3, 1)));
        assert!(!range(0, 5).overlaps(range(5, 5)));
        assert!(!range(0, 10).overlaps(range(3, 0)), "an empty range overlaps nothing");
    }

    #[test]
    fn a_range_beyond_the_address_space_is_too_large() {
        let byte = 0_u8;
        for count in [usize::MAX, usize::MAX / 2 + 1] {
            assert_eq!(CheckedRange::new(&raw const byte, count).fault, Err(NETCORE_AES_ERR_TOO_LARGE));
        }
        let status = CheckedRange::new(&raw const byte, usize::MAX / 2).fault.err();
        assert!(status.is_none_or(|status| status == NETCORE_AES_ERR_TOO_LARGE));
        assert!(
            CheckedRange::new(std::ptr::without_provenance::<u8>(usize::MAX - 1), 2).fault.is_err(),
            "wraps around"
        );
    }
}
