//! Results with several parts, as `lib/wasm.js` reads them: numbers of 8 bytes, and texts after their length in 4 bytes.

use netcore_aes_core::{BatchError, Error, Problem, UploadEvents, WipedBytes};

use crate::found::Found;

/// Stands for an index that is not there.
const NONE: f64 = -1.0;

/// Appends the parts of a result to memory.
pub struct Record<'m>(pub &'m mut WipedBytes);

impl Record<'_> {
    /// A number.
    pub fn number(&mut self, number: impl Into<f64>) -> Result<&mut Self, Error> {
        self.append(&number.into().to_le_bytes())
    }

    /// A length or an index.
    pub fn count(&mut self, count: usize) -> Result<&mut Self, Error> {
        self.number(size(count)?)
    }

    /// Text or bytes.
    pub fn text(&mut self, text: impl AsRef<[u8]>) -> Result<&mut Self, Error> {
        let text = text.as_ref();
        self.append(&size(text.len())?.to_le_bytes())?.append(text)
    }

    /// Names and values, after their number.
    pub fn pairs<'t>(&mut self, pairs: impl ExactSizeIterator<Item = (&'t str, &'t str)>) -> Result<&mut Self, Error> {
        self.count(pairs.len())?;
        for (name, value) in pairs {
            self.text(name)?.text(value)?;
        }
        Ok(self)
    }

    /// Problems, after their number.
    pub fn problems(&mut self, problems: &[Problem]) -> Result<&mut Self, Error> {
        self.count(problems.len())?;
        for problem in problems {
            let event = problem.event.and_then(|event| u32::try_from(event).ok()).map_or(NONE, f64::from);
            self.text(&problem.pointer)?.number(event)?.text(problem.rule.name())?;
            self.text(problem.severity().name())?.text(problem.rule.to_string())?;
        }
        Ok(self)
    }

    /// A body, or an event with problems. The first number tells them apart.
    pub fn found(&mut self, found: &Found) -> Result<&mut Self, Error> {
        match found {
            Found::Body(UploadEvents { count, first, last }, body) => {
                self.number(1)?.text(body)?.count(*count)?.count(*first)?.count(*last)
            }
            Found::Problems { index, event, problems, is_refused, is_last } => {
                self.number(0)?.count(*index)?.text(event)?.problems(problems)?.number(*is_refused)?.number(*is_last)
            }
        }
    }

    /// An error, with its place in a batch whose first item has the index `first`.
    pub fn fault(&mut self, BatchError { error, message }: BatchError, first: usize) -> Result<&mut Self, Error> {
        match message.map(|index| index.saturating_add(first)) {
            Some(index) => self.number(error.status())?.count(index)?.text(format!("item {index}: {error}")),
            None => self.number(error.status())?.number(NONE)?.text(error.to_string()),
        }
    }

    fn append(&mut self, bytes: &[u8]) -> Result<&mut Self, Error> {
        self.0.append(bytes)?;
        Ok(self)
    }
}

/// A length as JavaScript passes it.
pub fn size(bytes: usize) -> Result<u32, Error> {
    u32::try_from(bytes).map_err(|_| Error::TooLarge { bytes })
}
