//! The keys of the objects that are being read, to find duplicates.

use std::borrow::Cow;
use std::collections::HashSet;

use super::text::RawText;
use crate::error::Error;

/// The number of keys of an object that are compared one by one; most objects have fewer. Further keys go into a set.
const FEW: usize = 16;

/// The first few keys of every open object, innermost last: one vector for all, so that an object costs no allocation.
#[derive(Default)]
pub(super) struct ObjectKeys<'de>(Vec<RawText<'de>>);

/// An object that is being read.
pub(super) struct OpenObject<'de> {
    start: usize,
    /// A bit for each key, of which several may have the same: a key whose bit is not here is new.
    bits: u64,
    many: Option<HashSet<Cow<'de, [u8]>>>,
}

impl<'de> ObjectKeys<'de> {
    /// Begins an object. Close it before the next key of the object around it.
    pub(super) const fn open(&self) -> OpenObject<'de> {
        OpenObject { start: self.0.len(), bits: 0, many: None }
    }

    pub(super) fn close(&mut self, object: &OpenObject<'de>) {
        self.0.truncate(object.start);
    }

    /// Adds a key to the innermost object; returns whether the key is new there.
    #[expect(clippy::inline_always, reason = "a few instructions for most keys")]
    #[inline(always)]
    pub(super) fn insert(&mut self, object: &mut OpenObject<'de>, key: RawText<'de>) -> Result<bool, Error> {
        if let Some(text) = key.plain() {
            let bit = bit(text);
            if object.bits & bit == 0 && self.0.len().wrapping_sub(object.start) < FEW {
                object.bits |= bit;
                return self.push(key);
            }
        }
        self.insert_compared(object, key)
    }

    #[inline(never)]
    fn insert_compared(&mut self, object: &mut OpenObject<'de>, key: RawText<'de>) -> Result<bool, Error> {
        let text = key.decode()?;
        object.bits |= bit(&text);
        for known in self.few(object) {
            let is_same = match known.plain() {
                Some(known) => known == &*text,
                None => known.decode()? == text,
            };
            if is_same {
                return Ok(false);
            }
        }
        if self.few(object).len() < FEW {
            return self.push(key);
        }
        let many = object.many.get_or_insert_default();
        many.try_reserve(1).map_err(|_| Error::Memory { bytes: size_of_val(&text) })?;
        Ok(many.insert(text))
    }

    /// Adds a key that is new.
    #[inline]
    fn push(&mut self, key: RawText<'de>) -> Result<bool, Error> {
        if self.0.len() == self.0.capacity() {
            // Most payloads need no more than this.
            self.0.try_reserve(FEW).map_err(|_| Error::Memory { bytes: FEW.saturating_mul(size_of_val(&key)) })?;
        }
        self.0.push(key);
        Ok(true)
    }

    fn few(&self, object: &OpenObject<'_>) -> &[RawText<'de>] {
        self.0.get(object.start..).unwrap_or_default()
    }
}

/// The bit of a key: of 64, by its length and its ends.
#[inline]
fn bit(key: &[u8]) -> u64 {
    let (Some(first), Some(last)) = (key.first(), key.last()) else { return 1 };
    let len = u32::try_from(key.len() & 63).unwrap_or_default();
    1_u64
        .rotate_left(len.wrapping_add(u32::from(*first).wrapping_mul(5)).wrapping_add(u32::from(*last).wrapping_mul(3)))
}
