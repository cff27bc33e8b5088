//! Many messages in one call, piece by piece: 64 messages are enough to fill the lanes of the CPU, and they stay in its cache.

use netcore_aes_core::{Batch, BatchError, Cipher, Error, WipedBytes};

use crate::cipher::{Operation, text};
use crate::node_api::{Call, Stop, Value};

/// The most messages in a call.
pub const ITEMS: usize = 64;
/// The size of a piece of long messages, so that memory stays bounded.
const LARGE_BYTES: usize = 16 << 20;
/// The arguments before the messages: the operation, the index of the first message, and the function that collects the results.
const BEFORE: usize = 3;
const COLLECT: usize = 2;

/// Memory for a piece.
#[derive(Default)]
pub struct Pieces {
    input: WipedBytes,
    offsets: Vec<u64>,
    output: WipedBytes,
    output_offsets: Vec<u64>,
}

impl Pieces {
    /// Wipes the messages; a text need not be wiped. Large memory is given back.
    pub fn clear(&mut self, operation: Operation) {
        self.input.clear();
        if operation != Operation::Encrypt {
            self.output.clear();
        }
        self.input.trim();
        self.output.trim();
    }

    fn begin(&mut self) {
        self.input.clear();
        self.offsets.clear();
        self.offsets.push(0);
    }

    fn push(&mut self, call: &Call<'_>, argument: usize) -> Result<(), Stop> {
        call.append(argument, &mut self.input)?;
        let bytes = self.input.len();
        self.offsets.push(u64::try_from(bytes).map_err(|_| Error::TooLarge { bytes })?);
        Ok(())
    }

    fn crypt(&mut self, cipher: &Cipher, operation: Operation) -> Result<(), BatchError> {
        let batch = Batch::new(&self.input, &self.offsets)?;
        self.output_offsets.resize(self.offsets.len(), 0);
        let offsets = &mut self.output_offsets;
        if operation == Operation::Encrypt {
            let len = cipher.encrypted_batch_len(batch.offsets())?;
            cipher.encrypt_batch_into(batch, self.output.at_least(len)?, offsets)?;
        } else {
            let len = cipher.decrypted_batch_bound(batch.offsets())?;
            cipher.decrypt_batch_into(batch, self.output.at_least(len)?, offsets)?;
        }
        Ok(())
    }
}

/// Encrypts or decrypts the messages of a call, and passes the results to its function `collect`. Returns what that returned last.
pub fn crypt<'c>(
    cipher: &Cipher,
    operation: Operation,
    call: &Call<'c>,
    pieces: &mut Pieces,
) -> Result<Value<'c>, Stop> {
    let mut first = usize::try_from(call.number(1)?).map_err(|_| Error::Memory { bytes: usize::MAX })?;
    let mut argument = BEFORE;
    loop {
        pieces.begin();
        while argument < call.count() && pieces.input.len() < LARGE_BYTES {
            pieces.push(call, argument)?;
            argument = argument.saturating_add(1);
        }
        let at = |index: usize| Some(first.saturating_add(index));
        pieces.crypt(cipher, operation).map_err(|fault| BatchError { message: fault.message.and_then(at), ..fault })?;
        let collected = collect(call, operation, pieces, at)?;
        if argument >= call.count() {
            return Ok(collected);
        }
        first = first.saturating_add(pieces.offsets.len().saturating_sub(1));
    }
}

fn collect<'c>(
    call: &Call<'c>,
    operation: Operation,
    pieces: &Pieces,
    at: impl Fn(usize) -> Option<usize>,
) -> Result<Value<'c>, Stop> {
    let results = Batch::new(&pieces.output, &pieces.output_offsets)?;
    let mut values = Vec::with_capacity(ITEMS);
    for (index, result) in results.messages().enumerate() {
        values.push(if operation == Operation::Encrypt {
            call.ascii(result)?
        } else {
            call.string(text(result).map_err(|error| BatchError { error, message: at(index) })?)?
        });
    }
    call.call(COLLECT, &values)
}
