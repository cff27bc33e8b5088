//! The current position in a payload, and its JSON pointer.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::alloc::{TryString, try_push};
use crate::error::Error;

/// The steps from the payload to the current value.
#[derive(Default)]
pub(super) struct Path<'de>(Vec<Step<'de>>);

pub(super) enum Step<'de> {
    Index(usize),
    Key(Cow<'de, str>),
}

impl<'de> Path<'de> {
    pub(super) fn enter(&mut self, step: Step<'de>) -> Result<(), Error> {
        try_push(&mut self.0, step)
    }

    pub(super) fn leave(&mut self) {
        self.0.pop();
    }

    /// The JSON pointer (RFC 6901) to the current value, or to `field` of the current object.
    pub(super) fn pointer(&self, field: Option<&str>) -> Result<String, Error> {
        let mut pointer = TryString::default();
        self.write_pointer(&mut pointer, field).map_err(|fmt::Error| Error::Memory { bytes: MAX_POINTER })?;
        Ok(pointer.0)
    }

    /// The pointer to the outermost value: a reader that stops in the middle leaves the path as it is.
    pub(super) fn pointer_to_first(&mut self) -> Result<String, Error> {
        self.0.truncate(1);
        self.pointer(None)
    }

    fn write_pointer(&self, pointer: &mut TryString, field: Option<&str>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Index(index) => write!(pointer, "/{index}")?,
                Step::Key(key) => write_key(pointer, key)?,
            }
        }
        if let Some(field) = field {
            write_key(pointer, field)?;
        }
        if pointer.0.len() > MAX_POINTER {
            let end = (0..=MAX_POINTER).rev().find(|end| pointer.0.is_char_boundary(*end)).unwrap_or_default();
            pointer.0.truncate(end);
            pointer.write_char('…')?;
        }
        Ok(())
    }
}

/// The bytes after which a pointer is cut: a key can be as long as the payload, and occur in every pointer.
const MAX_POINTER: usize = 1024;

fn write_key(pointer: &mut TryString, key: &str) -> fmt::Result {
    pointer.write_char('/')?;
    // Characters that would be cut off are not written at all.
    for character in key.chars().take(MAX_POINTER) {
        match character {
            '~' => pointer.write_str("~0")?,
            '/' => pointer.write_str("~1")?,
            other => pointer.write_char(other)?,
        }
    }
    Ok(())
}
