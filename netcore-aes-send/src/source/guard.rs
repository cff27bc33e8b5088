//! Decoders of other crates, which damaged data can make panic: that is caught.

use std::cell::Cell;
use std::io::{ErrorKind, Read, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is within a decoder.
pub(super) fn is_decoding() -> bool {
    IS_DECODING.get()
}

/// Calls a decoder, which shares nothing. None after a panic.
pub(super) fn caught<T>(decode: impl FnOnce() -> T) -> Option<T> {
    let before = IS_DECODING.replace(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    IS_DECODING.set(before);
    decoded.ok()
}

/// A decoder that is not asked again after a panic.
pub(super) struct Guarded<R>(Option<R>);

impl<R: Read> Guarded<R> {
    pub(super) const fn new(decoder: R) -> Self {
        Self(Some(decoder))
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.0.as_mut().and_then(|decoder| caught(|| decoder.read(buffer)));
        read.unwrap_or_else(|| {
            self.0 = None;
            Err(ErrorKind::InvalidData.into())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> Result<usize> {
            panic!("broken");
        }
    }

    #[test]
    fn a_decoder_that_panics_is_damaged_data() {
        let mut guarded = Guarded::new(Broken);
        for _ in 0..2 {
            assert_eq!(guarded.read(&mut [0; 9]).unwrap_err().kind(), ErrorKind::InvalidData);
        }
        assert!(guarded.0.is_none() && !is_decoding());
    }
}
