//! Many messages in one call: from a Python iterable to the core's batch, and from there to a Python list.

use netcore_aes_core::{Batch, BatchError, Cipher, Error, Offsets, WipedBytes};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::arguments::{self, Bytes};
use crate::errors;
use crate::plaintext;

/// The core's method that returns the size of the output buffer for a batch.
type OutputLen = fn(&Cipher, Offsets<'_>) -> Result<usize, BatchError>;
/// The core's method that encrypts or decrypts a batch.
type CryptBatch = fn(&Cipher, Batch<'_>, &mut [u8], &mut [u64]) -> Result<usize, BatchError>;

/// The least size of a piece in bytes of input: the core is called once that much is gathered. All pieces use the same memory; new
/// memory for a whole batch costs more than its encryption, since the operating system provides it page by page.
const PIECE_BYTES: usize = 48 * 1024;
/// The least number of messages in a piece that is encrypted: the core's lanes, up to 16 side by side, need a few messages each.
pub const LANES_FILLED: usize = 64;
/// The size of a piece of long messages, which is encrypted with fewer, so that memory stays bounded.
pub const LARGE_PIECE_BYTES: usize = 16 << 20;

/// Encrypts or decrypts the items of a Python iterable, piece by piece.
pub struct BatchRunner<'c, 'py> {
    cipher: &'c Cipher,
    output_len: OutputLen,
    crypt: CryptBatch,
    /// The least number of messages in a piece.
    piece_count: usize,
    /// The input and the output of the current piece.
    inputs: Messages,
    outputs: Messages,
    /// The results of all pieces before it.
    results: Bound<'py, PyList>,
}

impl<'c, 'py> BatchRunner<'c, 'py> {
    pub fn new(
        py: Python<'py>,
        cipher: &'c Cipher,
        output_len: OutputLen,
        crypt: CryptBatch,
        piece_count: usize,
    ) -> Self {
        let (inputs, outputs) = (Messages::default(), Messages::default());
        Self { cipher, output_len, crypt, piece_count, inputs, outputs, results: PyList::empty(py) }
    }

    /// Encrypts or decrypts every item, and returns the results as a list of strings.
    pub fn run(mut self, items: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let py = items.py();
        // A string is an iterable of characters too: one message passed by mistake.
        if arguments::is_one_message(items) || !items.get_type().hasattr("__iter__")? {
            return Err(errors::wrong_type(&"items", "a list (or other iterable) of messages", items));
        }
        for (index, item) in items.try_iter()?.enumerate() {
            let item = item?;
            let message = Bytes::of(&format_args!("item {index}"), &item);
            let message = message.map_err(|error| errors::with_index(py, index, error))?;
            self.inputs.push(&message).map_err(|error| errors::from_core(py, error))?;
            let bytes = self.inputs.data.len();
            if bytes >= LARGE_PIECE_BYTES || (bytes >= PIECE_BYTES && self.inputs.count() >= self.piece_count) {
                self.flush(py)?;
            }
        }
        self.flush(py)?;
        Ok(self.results)
    }

    /// Encrypts or decrypts the current piece and appends its results.
    fn flush(&mut self, py: Python<'py>) -> PyResult<()> {
        let (cipher, output_len, crypt) = (self.cipher, self.output_len, self.crypt);
        let (inputs, outputs) = (&self.inputs, &mut self.outputs);
        let before = self.results.len();
        py.detach(|| inputs.crypt_into(outputs, cipher, output_len, crypt)).map_err(|error| {
            let message = error.message.map(|message| message.saturating_add(before));
            errors::from_batch(py, BatchError { message, ..error })
        })?;
        let batch =
            Batch::new(&self.outputs.data, &self.outputs.offsets).map_err(|error| errors::from_core(py, error))?;
        for (index, output) in batch.messages().enumerate() {
            self.results.append(plaintext::to_string(py, output, Some(before.saturating_add(index)))?)?;
        }
        self.inputs.clear();
        Ok(())
    }
}

/// Messages end to end; message i is `data[offsets[i]..offsets[i + 1]]`.
struct Messages {
    data: WipedBytes,
    offsets: Vec<u64>,
}

impl Default for Messages {
    fn default() -> Self {
        Self { data: WipedBytes::default(), offsets: vec![0] }
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

    const fn count(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Removes and wipes all messages. The allocations stay.
    fn clear(&mut self) {
        self.data.clear();
        self.offsets.truncate(1);
    }

    /// Encrypts or decrypts these messages into `outputs`, which grows to the size that `output_len` returns.
    fn crypt_into(
        &self,
        outputs: &mut Self,
        cipher: &Cipher,
        output_len: OutputLen,
        crypt: CryptBatch,
    ) -> Result<(), BatchError> {
        let batch = Batch::new(&self.data, &self.offsets)?;
        let out = outputs.data.at_least(output_len(cipher, batch.offsets())?)?;
        let missing = self.offsets.len().saturating_sub(outputs.offsets.len());
        outputs.offsets.try_reserve_exact(missing).map_err(|_| Error::Memory { bytes: self.offsets.len() })?;
        outputs.offsets.resize(self.offsets.len(), 0);
        crypt(cipher, batch, out, &mut outputs.offsets)?;
        Ok(())
    }
}
