//! Many messages in one call: between a Python iterable or list and the core's layout.

use netcore_aes_core::{Batch, BatchError, Cipher, Error, Offsets};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::arguments::{self, Bytes};
use crate::cipher::plaintext_string;
use crate::errors;
use crate::wiped::Wiped;

/// The method of the core's cipher that tells how much room the result of a batch needs.
type Room = fn(&Cipher, Offsets<'_>) -> Result<usize, BatchError>;
/// The one that does the work.
type Work = fn(&Cipher, Batch<'_>, &mut [u8], &mut [u64]) -> Result<usize, BatchError>;

/// Messages end to end; message i is `data[offsets[i]..offsets[i + 1]]`.
pub struct Messages {
    data: Wiped,
    offsets: Vec<u64>,
}

impl Messages {
    /// Copies the items of a Python iterable.
    pub fn of(items: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = items.py();
        // A string is an iterable too, of characters: one message passed by mistake.
        if arguments::is_one_message(items) || !items.get_type().hasattr("__iter__")? {
            return Err(errors::wrong_type(&"items", "a list (or other iterable) of messages", items));
        }
        let mut messages = Self { data: Wiped::default(), offsets: vec![0] };
        for (index, item) in items.try_iter()?.enumerate() {
            let item = item?;
            let message = Bytes::of(&format_args!("item {index}"), &item);
            let message = message.map_err(|error| errors::at_item(py, index, error))?;
            messages.push(&message).map_err(|error| errors::of(py, error))?;
        }
        Ok(messages)
    }

    fn push(&mut self, message: &[u8]) -> Result<(), Error> {
        self.data.append(message)?;
        let bytes = self.data.len();
        self.offsets.try_reserve(1).map_err(|_| Error::Memory { bytes })?;
        self.offsets.push(u64::try_from(bytes).map_err(|_| Error::TooLarge { bytes })?);
        Ok(())
    }

    /// What `work` makes of them, given the room that `room` tells.
    pub fn through(&self, cipher: &Cipher, room: Room, work: Work) -> Result<Self, BatchError> {
        let batch = Batch::new(&self.data, &self.offsets)?;
        let mut data = Wiped::zeroed(room(cipher, batch.offsets())?)?;
        let mut offsets = Vec::new();
        offsets.try_reserve_exact(self.offsets.len()).map_err(|_| Error::Memory { bytes: self.offsets.len() })?;
        offsets.resize(self.offsets.len(), 0);
        work(cipher, batch, &mut data, &mut offsets)?;
        Ok(Self { data, offsets })
    }

    /// A list of strings. One that is not UTF-8 did not decrypt.
    pub fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let batch = Batch::new(&self.data, &self.offsets).map_err(|error| errors::of(py, error))?;
        let list = PyList::empty(py);
        for (index, message) in batch.messages().enumerate() {
            list.append(plaintext_string(py, message, Some(index))?)?;
        }
        Ok(list)
    }
}
