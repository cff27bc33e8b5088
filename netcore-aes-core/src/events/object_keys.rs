//! The keys of the objects that are being read, to find duplicates.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::alloc::try_push;
use crate::error::Error;

/// The number of keys of an object that are compared one by one; most objects have fewer. Further keys go into a set.
const FEW: usize = 16;

/// The first few keys of every open object, innermost last: one vector for all, so that an object costs no allocation.
#[derive(Default)]
pub(super) struct ObjectKeys<'de>(Vec<Cow<'de, str>>);

/// An object that is being read.
pub(super) struct OpenObject<'de> {
    start: usize,
    many: Option<HashSet<Cow<'de, str>>>,
}

impl<'de> ObjectKeys<'de> {
    /// Begins an object. Close it before the next key of the object around it.
    pub(super) const fn open(&self) -> OpenObject<'de> {
        OpenObject { start: self.0.len(), many: None }
    }

    pub(super) fn close(&mut self, object: &OpenObject<'de>) {
        self.0.truncate(object.start);
    }

    fn contains(&self, object: &OpenObject<'_>, key: &str) -> bool {
        self.few(object).iter().any(|known| known == key) || object.many.as_ref().is_some_and(|many| many.contains(key))
    }

    /// Adds a key to the innermost object; returns whether the key is new there.
    pub(super) fn insert(&mut self, object: &mut OpenObject<'de>, key: Cow<'de, str>) -> Result<bool, Error> {
        if self.contains(object, &key) {
            return Ok(false);
        }
        if self.few(object).len() < FEW {
            try_push(&mut self.0, key)?;
        } else {
            let many = object.many.get_or_insert_default();
            many.try_reserve(1).map_err(|_| Error::Memory { bytes: size_of_val(&key) })?;
            many.insert(key);
        }
        Ok(true)
    }

    fn few(&self, object: &OpenObject<'_>) -> &[Cow<'de, str>] {
        self.0.get(object.start..).unwrap_or_default()
    }
}
