//! A writer for outputs that may be too small.

use std::io::{self, Write};

use netcore_aes_core::Error;
use serde::Serialize;

use super::failure::Failure;

/// Takes all bytes written to it, stores those that fit, and counts them all.
pub(crate) struct CountingWriter<'a> {
    out: &'a mut [u8],
    len: usize,
}

impl<'a> CountingWriter<'a> {
    pub(crate) fn new(out: &'a mut [u8]) -> Self {
        Self { out, len: 0 }
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let end = self.len.saturating_add(bytes.len());
        if let Some(place) = self.out.get_mut(self.len..end) {
            place.copy_from_slice(bytes);
        }
        self.len = end;
    }

    pub(crate) fn put_json(&mut self, value: &impl Serialize) {
        // Cannot fail: the writer takes all bytes, and every key is a string.
        let _ = serde_json::to_writer(self, value);
    }

    /// Wipes the output.
    pub(crate) fn wipe(self) {
        self.out.fill(0);
    }

    /// Returns the length written. If the output is too small, wipes it.
    pub(crate) fn finish(self) -> Result<usize, Failure> {
        let (needed, capacity) = (self.len, self.out.len());
        if needed > capacity {
            self.wipe();
            return Err(Error::BufferTooSmall { needed, capacity }.into());
        }
        Ok(needed)
    }
}

impl Write for CountingWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_of_the_exact_length_is_kept_and_a_shorter_one_is_wiped() {
        for (room, expected) in [(6, Ok(6)), (5, Err(Some(6)))] {
            let mut out = [0xaa; 6];
            let place = &mut out[..room];
            let mut writer = CountingWriter::new(place);
            writer.put(b"abc");
            writer.put_json(&serde_json::json!(123));
            let length = writer.finish().map_err(|failure| failure.needed);
            assert_eq!(length, expected);
            assert_eq!(out[..room], if length.is_ok() { *b"abc123" } else { [0; 6] }[..room]);
        }
    }
}
