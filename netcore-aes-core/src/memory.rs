//! Allocation that reports failure instead of aborting.

use std::borrow::Cow;
use std::fmt;

use crate::Error;

/// One value on the heap. A secret that lives here is moved by moving the pointer, which leaves no copies behind.
pub type Boxed<T> = Box<[T; 1]>;

/// Moves a value to the heap.
///
/// # Errors
/// [`Error::Memory`], where `Box::new` would abort.
pub fn try_box<T>(value: T) -> Result<Boxed<T>, Error> {
    let refused = Error::Memory { bytes: size_of::<T>() };
    let mut one = Vec::new();
    one.try_reserve_exact(1).map_err(|_| refused)?;
    one.push(value);
    one.into_boxed_slice().try_into().map_err(|_| refused)
}

/// A vector of `len` zero bytes.
pub(crate) fn try_zeroed(len: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(len).map_err(|_| Error::Memory { bytes: len })?;
    bytes.resize(len, 0);
    Ok(bytes)
}

/// Some strings, one after the other.
pub(crate) fn try_concat(parts: &[&str]) -> Result<String, Error> {
    let bytes = parts.iter().fold(0_usize, |bytes, part| bytes.saturating_add(part.len()));
    let mut whole = String::new();
    whole.try_reserve_exact(bytes).map_err(|_| Error::Memory { bytes })?;
    for part in parts {
        whole.push_str(part);
    }
    Ok(whole)
}

/// Adds one value to a vector.
pub(crate) fn try_push<T>(vector: &mut Vec<T>, value: T) -> Result<(), Error> {
    vector.try_reserve(1).map_err(|_| Error::Memory { bytes: size_of::<T>() })?;
    vector.push(value);
    Ok(())
}

/// Adds to a string.
pub(crate) fn try_append(text: &mut Cow<'_, str>, part: &str) -> Result<(), Error> {
    match text {
        Cow::Borrowed(begin) => *text = Cow::Owned(try_concat(&[begin, part])?),
        Cow::Owned(text) => try_push_str(text, part)?,
    }
    Ok(())
}

fn try_push_str(text: &mut String, part: &str) -> Result<(), Error> {
    text.try_reserve(part.len()).map_err(|_| Error::Memory { bytes: part.len() })?;
    text.push_str(part);
    Ok(())
}

/// Another of the same string.
pub(crate) fn try_clone<'a>(text: &Cow<'a, str>) -> Result<Cow<'a, str>, Error> {
    match text {
        Cow::Borrowed(text) => Ok(Cow::Borrowed(text)),
        Cow::Owned(text) => try_concat(&[text]).map(Cow::Owned),
    }
}

/// A string to format into. Only memory can be what it fails by.
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
}
