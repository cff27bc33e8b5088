//! What lives between calls: ciphers, streams, and the memory for arguments and results.

use std::cell::RefCell;
use std::sync::Arc;

use netcore_aes_core::{Batch, BatchError, Cipher, Error, Offsets, WipedBytes};

use crate::found;
use crate::record::{Record, size};

/// What a function returns in place of a length or a number; the fault is the result then.
pub const FAULT: u32 = u32::MAX;
/// The operations: the numbers are those of `lib/cipher.js`.
const ENCRYPT: u32 = 0;
const DECRYPT: u32 = 1;

/// Values that JavaScript names by their place.
pub struct Places<T>(Vec<Option<T>>);

impl<T> Places<T> {
    /// Puts a value into the first free place.
    pub fn put(&mut self, value: T) -> Result<u32, Error> {
        let place = self.0.iter().position(Option::is_none).unwrap_or(self.0.len());
        match self.0.get_mut(place) {
            Some(free) => *free = Some(value),
            None => self.0.push(Some(value)),
        }
        size(place)
    }

    /// The value at a place.
    pub fn at(&mut self, place: u32) -> Option<&mut T> {
        self.0.get_mut(usize::try_from(place).ok()?)?.as_mut()
    }

    /// Drops the value at a place.
    pub fn free(&mut self, place: u32) {
        if let Some(value) = usize::try_from(place).ok().and_then(|place| self.0.get_mut(place)) {
            *value = None;
        }
    }
}

/// All that lives between calls.
#[derive(Default)]
pub struct State {
    pub ciphers: Places<Arc<Cipher>>,
    pub streams: Places<found::State>,
    /// Arguments, one after the other.
    pub input: WipedBytes,
    pub input_offsets: Vec<i32>,
    pub output: WipedBytes,
    pub output_offsets: Vec<i32>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Works on the state, and returns a length or a number, or [`FAULT`]. `first` is the index of the first item of a batch.
pub fn with<E: Into<BatchError>>(first: u32, work: impl FnOnce(&mut State) -> Result<u32, E>) -> u32 {
    STATE.with(|state| {
        let Ok(mut state) = state.try_borrow_mut() else { return FAULT };
        work(&mut state).unwrap_or_else(|error| {
            state.output.clear();
            let first = usize::try_from(first).unwrap_or_default();
            // Without memory for it the fault is empty, which JavaScript takes for a failure of the library.
            let _ = Record(&mut state.output).fault(error.into(), first).map(|_| ());
            FAULT
        })
    })
}

impl State {
    /// Writes a result of several parts, and returns its length.
    pub fn record(&mut self, write: impl FnOnce(&mut Record<'_>) -> Result<(), Error>) -> Result<u32, Error> {
        self.output.clear();
        write(&mut Record(&mut self.output))?;
        size(self.output.len())
    }

    /// The cipher at a place. `lib/cipher.js` does not use one that it closed.
    pub fn cipher(&mut self, place: u32) -> Result<Arc<Cipher>, Error> {
        self.ciphers.at(place).cloned().ok_or(Error::SelfTest)
    }

    /// The arguments, of which `lens` are the lengths.
    pub fn arguments<const N: usize>(&self, lens: [u32; N]) -> Result<[&[u8]; N], Error> {
        let mut rest: &[u8] = &self.input;
        let mut arguments = [Default::default(); N];
        for (argument, len) in arguments.iter_mut().zip(lens) {
            let bytes = usize::try_from(len).unwrap_or(usize::MAX);
            (*argument, rest) = rest.split_at_checked(bytes).ok_or(Error::Memory { bytes })?;
        }
        Ok(arguments)
    }

    /// Encrypts or decrypts a message, and returns the result's length.
    pub fn crypt(&mut self, place: u32, operation: u32, lens: [u32; 2]) -> Result<u32, Error> {
        let (cipher, mut output) = (self.cipher(place)?, std::mem::take(&mut self.output));
        let [message, aad] = self.arguments(lens)?;
        let len = if operation == ENCRYPT {
            let out = output.at_least(cipher.encrypted_len(message.len())?)?;
            cipher.encrypt_into(message, aad, out)?
        } else {
            let out = output.at_least(cipher.decrypted_bound(message.len())?)?;
            cipher.decrypt_into(message, aad, out)?
        };
        if operation == DECRYPT {
            text(output.get(..len).unwrap_or_default())?;
        }
        self.output = output;
        size(len)
    }

    /// The length in bytes that the results of a batch need.
    pub fn batch_len(&mut self, place: u32, operation: u32) -> Result<usize, BatchError> {
        let (cipher, offsets) = (self.cipher(place)?, Offsets::new(&self.input_offsets)?);
        Ok(if operation == ENCRYPT {
            cipher.encrypted_batch_len(offsets)?
        } else {
            cipher.decrypted_batch_bound(offsets)?
        })
    }

    /// Encrypts or decrypts a batch into at most `capacity` bytes, and returns the length of all results.
    pub fn batch(&mut self, place: u32, operation: u32, len: u32, capacity: u32) -> Result<u32, BatchError> {
        let capacity = usize::try_from(capacity).unwrap_or(usize::MAX);
        let (needed, cipher) = (self.batch_len(place, operation)?.min(capacity), self.cipher(place)?);
        let (mut output, mut offsets) = (std::mem::take(&mut self.output), std::mem::take(&mut self.output_offsets));
        let [data] = self.arguments([len])?;
        let batch = Batch::new(data, &self.input_offsets)?;
        room(&mut offsets, self.input_offsets.len())?;
        let out = output.at_least(needed)?;
        let len = if operation == ENCRYPT {
            cipher.encrypt_batch_into(batch, out, &mut offsets)?
        } else {
            cipher.decrypt_batch_into(batch, out, &mut offsets)?
        };
        if operation == DECRYPT {
            for (index, message) in Batch::new(&output, &offsets)?.messages().enumerate() {
                text(message).map_err(|error| BatchError { error, message: Some(index) })?;
            }
        }
        (self.output, self.output_offsets) = (output, offsets);
        Ok(size(len)?)
    }
}

/// A message as a string. Under a wrong key it may be anything, so the error is that of decryption.
pub fn text(message: &[u8]) -> Result<&str, Error> {
    str::from_utf8(message).map_err(|_| Error::Decrypt)
}

/// Makes the length of offsets `count`.
pub fn room(offsets: &mut Vec<i32>, count: usize) -> Result<(), Error> {
    let bytes = count.saturating_mul(size_of::<i32>());
    offsets.try_reserve_exact(count.saturating_sub(offsets.len())).map_err(|_| Error::Memory { bytes })?;
    offsets.resize(count, 0);
    Ok(())
}
