//! The keys of the objects that are being read, to find those that stand twice.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::Error;
use crate::memory::try_push;

/// How many keys of an object are compared one by one; nearly all objects have fewer. The rest go into a set.
const FEW: usize = 16;

/// The first few keys of every object that is open, innermost last: one vector for all, so that an object costs no
/// allocation.
#[derive(Default)]
pub(crate) struct Keys<'de>(Vec<Cow<'de, str>>);

/// An object that is open.
pub(crate) struct Object<'de> {
    start: usize,
    many: Option<HashSet<Cow<'de, str>>>,
}

impl<'de> Keys<'de> {
    /// Begins an object. It must be closed before the one that it stands in goes on.
    pub(crate) const fn open(&self) -> Object<'de> {
        Object { start: self.0.len(), many: None }
    }

    pub(crate) fn close(&mut self, object: &Object<'de>) {
        self.0.truncate(object.start);
    }

    pub(crate) fn contains(&self, object: &Object<'_>, key: &str) -> bool {
        self.few(object).iter().any(|known| known == key) || object.many.as_ref().is_some_and(|many| many.contains(key))
    }

    /// Adds a key to the innermost object; returns whether it is new there.
    pub(crate) fn insert(&mut self, object: &mut Object<'de>, key: Cow<'de, str>) -> Result<bool, Error> {
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

    fn few(&self, object: &Object<'_>) -> &[Cow<'de, str>] {
        self.0.get(object.start..).unwrap_or_default()
    }
}
