//! A place in a payload, and its JSON pointer.

use std::fmt::{self, Write as _};

use super::text::RawText;
use crate::alloc::TryString;
use crate::error::Error;

/// The place of a value: a step from the array or object around it.
#[derive(Clone, Copy)]
pub(super) enum Place<'p> {
    Payload,
    Element { array: &'p Place<'p>, index: usize },
    Member { object: &'p Place<'p>, key: RawText<'p> },
}

impl Place<'_> {
    /// The JSON pointer (RFC 6901) to the value, or to `field` of it.
    pub(super) fn pointer(&self, field: Option<&str>) -> Result<String, Error> {
        let mut pointer = TryString::default();
        self.write_cut(&mut pointer, field).map_err(|fmt::Error| Error::Memory { bytes: MAX_POINTER })?;
        Ok(pointer.0)
    }

    fn write_cut(&self, pointer: &mut TryString, field: Option<&str>) -> fmt::Result {
        self.write(pointer)?;
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

    fn write(&self, pointer: &mut TryString) -> fmt::Result {
        match self {
            Self::Payload => Ok(()),
            Self::Element { array, index } => {
                array.write(pointer)?;
                write!(pointer, "/{index}")
            }
            Self::Member { object, key } => {
                object.write(pointer)?;
                write_key(pointer, str::from_utf8(&key.decode().map_err(|_| fmt::Error)?).unwrap_or_default())
            }
        }
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
