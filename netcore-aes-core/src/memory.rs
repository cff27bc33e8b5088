//! Allocation that reports failure instead of aborting.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impossible_size_is_an_error() {
        assert_eq!(try_zeroed(usize::MAX), Err(Error::Memory { bytes: usize::MAX }));
    }
}
