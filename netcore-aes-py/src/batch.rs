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

/// How many bytes are handed to the core at a time. The memory for so many is used over and over; fresh memory for a whole
/// batch costs more than encrypting it, since the operating system provides it page by page.
const AT_ONCE: usize = 48 * 1024;

/// A batch on its way through a cipher.
pub struct Through<'c, 'py> {
    cipher: &'c Cipher,
    room: Room,
    work: Work,
    /// What is to be handed to the core next, and what comes of it.
    messages: Messages,
    results: Messages,
    /// What has come of all before.
    done: Bound<'py, PyList>,
}

impl<'c, 'py> Through<'c, 'py> {
    pub fn new(py: Python<'py>, cipher: &'c Cipher, room: Room, work: Work) -> Self {
        let (messages, results) = (Messages::default(), Messages::default());
        Self { cipher, room, work, messages, results, done: PyList::empty(py) }
    }

    /// Takes the items of a Python iterable, and returns what became of each as a list of strings.
    pub fn run(mut self, items: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let py = items.py();
        // A string is an iterable too, of characters: one message passed by mistake.
        if arguments::is_one_message(items) || !items.get_type().hasattr("__iter__")? {
            return Err(errors::wrong_type(&"items", "a list (or other iterable) of messages", items));
        }
        for (index, item) in items.try_iter()?.enumerate() {
            let item = item?;
            let message = Bytes::of(&format_args!("item {index}"), &item);
            let message = message.map_err(|error| errors::at_item(py, index, error))?;
            self.messages.push(&message).map_err(|error| errors::of(py, error))?;
            if self.messages.data.len() >= AT_ONCE {
                self.work_off(py)?;
            }
        }
        self.work_off(py)?;
        Ok(self.done)
    }

    /// Hands over what was gathered, and makes strings of what comes of it. One that is not UTF-8 did not decrypt.
    fn work_off(&mut self, py: Python<'py>) -> PyResult<()> {
        let (cipher, room, work) = (self.cipher, self.room, self.work);
        let (messages, results) = (&self.messages, &mut self.results);
        let before = self.done.len();
        py.detach(|| messages.through(cipher, room, work, results)).map_err(|error| {
            let message = error.message.map(|message| message.saturating_add(before));
            errors::of_batch(py, BatchError { message, ..error })
        })?;
        let batch = Batch::new(&self.results.data, &self.results.offsets).map_err(|error| errors::of(py, error))?;
        for (index, result) in batch.messages().enumerate() {
            self.done.append(plaintext_string(py, result, Some(before.saturating_add(index)))?)?;
        }
        self.messages.clear();
        Ok(())
    }
}

/// Messages end to end; message i is `data[offsets[i]..offsets[i + 1]]`.
struct Messages {
    data: Wiped,
    offsets: Vec<u64>,
}

impl Default for Messages {
    fn default() -> Self {
        Self { data: Wiped::default(), offsets: vec![0] }
    }
}

impl Messages {
    fn push(&mut self, message: &[u8]) -> Result<(), Error> {
        self.data.append(message)?;
        let bytes = self.data.len();
        self.offsets.try_reserve(1).map_err(|_| Error::Memory { bytes })?;
        self.offsets.push(u64::try_from(bytes).map_err(|_| Error::TooLarge { bytes })?);
        Ok(())
    }

    /// Back to no message. The memory is kept, and wiped when it is dropped.
    fn clear(&mut self) {
        self.data.clear();
        self.offsets.truncate(1);
    }

    /// Puts into `results` what `work` makes of them, given the room that `room` tells.
    fn through(&self, cipher: &Cipher, room: Room, work: Work, results: &mut Self) -> Result<(), BatchError> {
        let batch = Batch::new(&self.data, &self.offsets)?;
        results.data.resize(room(cipher, batch.offsets())?)?;
        let missing = self.offsets.len().saturating_sub(results.offsets.len());
        results.offsets.try_reserve_exact(missing).map_err(|_| Error::Memory { bytes: self.offsets.len() })?;
        results.offsets.resize(self.offsets.len(), 0);
        work(cipher, batch, &mut results.data, &mut results.offsets)?;
        Ok(())
    }
}
