//! Which rows are not null.

use arrow_buffer::Buffer;
use netcore_aes_core::Error;

/// A bit for each row, 0 for null.
#[derive(Default)]
pub struct Validity {
    bits: Vec<u8>,
    len: usize,
    nulls: usize,
}

impl Validity {
    pub fn add(&mut self, is_valid: bool) -> Result<(), Error> {
        let bit = self.len & 7;
        if bit == 0 {
            self.bits.try_reserve(1).map_err(|_| Error::Memory { bytes: self.bits.len() })?;
            self.bits.push(0);
        }
        if let Some(last) = self.bits.last_mut() {
            *last |= u8::from(is_valid) << bit;
        }
        self.len = self.len.saturating_add(1);
        self.nulls = self.nulls.saturating_add(usize::from(!is_valid));
        Ok(())
    }

    /// Adds rows that are not null.
    pub fn add_valid(&mut self, count: usize) -> Result<(), Error> {
        let len = self.len.saturating_add(count);
        let more = len.div_ceil(8).saturating_sub(self.bits.len());
        self.bits.try_reserve(more).map_err(|_| Error::Memory { bytes: more })?;
        if let Some(last) = self.bits.last_mut().filter(|_| self.len & 7 > 0) {
            *last |= 0xff << (self.len & 7);
        }
        self.bits.resize(len.div_ceil(8), 0xff);
        // The bits of rows that are still to come stay 0.
        if let Some(last) = self.bits.last_mut().filter(|_| len & 7 > 0) {
            *last &= !(0xff << (len & 7));
        }
        self.len = len;
        Ok(())
    }

    pub const fn len(&self) -> usize {
        self.len
    }

    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub const fn nulls(&self) -> usize {
        self.nulls
    }

    /// The bits; none if no row is null.
    pub fn into_buffer(self) -> Option<Buffer> {
        if self.nulls == 0 { None } else { Some(Buffer::from_vec(self.bits)) }
    }
}
