//! Allocation that can fail: an error where the standard library would abort.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::error::Error;

/// A value on the heap, like `Box`, whose allocation can fail. Moving it moves the pointer, so a secret in it leaves no copies
/// behind.
pub struct TryBox<T>(Box<[T; 1]>);

impl<T> TryBox<T> {
    /// Moves `value` to the heap.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn new(value: T) -> Result<Self, Error> {
        let refused = Error::Memory { bytes: size_of::<T>() };
        let mut one = Vec::new();
        one.try_reserve_exact(1).map_err(|_| refused)?;
        one.push(value);
        one.into_boxed_slice().try_into().map(Self).map_err(|_| refused)
    }

    /// The box of the standard library, for `Box::into_raw`. `T` and `[T; 1]` have the same layout.
    #[must_use]
    pub fn into_inner(self) -> Box<[T; 1]> {
        self.0
    }
}

impl<T> Deref for TryBox<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let [value] = &*self.0;
        value
    }
}

impl<T> DerefMut for TryBox<T> {
    fn deref_mut(&mut self) -> &mut T {
        let [value] = &mut *self.0;
        value
    }
}

/// A vector of `len` zero bytes.
pub(crate) fn try_zeroed(len: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(len).map_err(|_| Error::Memory { bytes: len })?;
    bytes.resize(len, 0);
    Ok(bytes)
}

/// A string of all parts, end to end.
pub(crate) fn try_concat(parts: &[&str]) -> Result<String, Error> {
    let bytes = parts.iter().fold(0_usize, |bytes, part| bytes.saturating_add(part.len()));
    let mut whole = String::new();
    whole.try_reserve_exact(bytes).map_err(|_| Error::Memory { bytes })?;
    for part in parts {
        whole.push_str(part);
    }
    Ok(whole)
}

/// Appends a value to a vector.
#[inline]
pub(crate) fn try_push<T>(vector: &mut Vec<T>, value: T) -> Result<(), Error> {
    vector.try_reserve(1).map_err(|_| Error::Memory { bytes: size_of::<T>() })?;
    vector.push(value);
    Ok(())
}

/// Appends bytes to a vector.
pub(crate) fn try_extend(vector: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Error> {
    vector.try_reserve(bytes.len()).map_err(|_| Error::Memory { bytes: bytes.len() })?;
    vector.extend_from_slice(bytes);
    Ok(())
}

fn try_push_str(text: &mut String, part: &str) -> Result<(), Error> {
    text.try_reserve(part.len()).map_err(|_| Error::Memory { bytes: part.len() })?;
    text.push_str(part);
    Ok(())
}

/// A string to format into; formatting fails only if memory cannot be allocated.
#[derive(Default)]
pub(crate) struct TryString(pub(crate) String);

impl fmt::Write for TryString {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        try_push_str(&mut self.0, part).map_err(|_| fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impossible_size_is_an_error() {
        assert_eq!(try_zeroed(usize::MAX), Err(Error::Memory { bytes: usize::MAX }));
    }

    #[test]
    fn a_box_derefs_to_its_value() {
        let mut boxed = TryBox::new(7).unwrap();
        *boxed += 1;
        assert_eq!((*boxed, *boxed.into_inner()), (8, [8]));
    }
}
