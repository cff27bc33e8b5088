//! A batch as bytes and offsets, in Arrow's layout, without a string for each message.

use napi::bindgen_prelude::{AsyncTask, Buffer, External, Int32Array, Int32ArraySlice, Uint8ArraySlice};
use napi::{Env, Unknown};
use napi_derive::napi;
use netcore_aes_core::{Batch, BatchError, Cipher, Error, Offsets, WipedBytes};

use crate::cipher::{Handle, Operation, text};
use crate::fault::{Fault, OrFault, or_fault};
use crate::node_api::{self, Arrays};
use crate::tasks::Work;

/// Messages end to end: message i is `data[offsets[i]..offsets[i + 1]]`.
#[napi(object, object_from_js = false)]
pub struct Flat {
    /// The bytes.
    pub data: Buffer,
    /// One offset more than there are messages.
    pub offsets: Int32Array,
}

/// The length of buffer in bytes that a batch needs.
#[napi]
pub fn flat_len(handle: &External<Handle>, operation: u32, offsets: Int32ArraySlice<'_>) -> OrFault<f64> {
    let len = |offsets: &[i32]| {
        let (cipher, offsets) = (handle.cipher()?, Offsets::new(offsets)?);
        Ok::<_, Fault>(match Operation::of(operation) {
            Operation::Encrypt => cipher.encrypted_batch_len(offsets)?,
            Operation::Decrypt | Operation::DecryptBytes => cipher.decrypted_batch_bound(offsets)?,
        })
    };
    or_fault(len(&offsets).map(number))
}

/// Encrypts or decrypts a batch into the caller's memory, and returns the length of all results.
pub fn crypt_flat(env: &Env, handle: Handle) -> napi::Result<Unknown<'_>> {
    node_api::function::<5, _>(env, move |call| {
        let operation = Operation::of(call.number(0)?);
        handle.with(|cipher| {
            let Arrays { data, offsets, out, out_offsets } = call.arrays(1)?;
            let batch = Batch::new(data, offsets)?;
            let len = match operation {
                Operation::Encrypt => cipher.encrypt_batch_into(batch, out, out_offsets)?,
                Operation::Decrypt | Operation::DecryptBytes => cipher.decrypt_batch_into(batch, out, out_offsets)?,
            };
            call.double(number(len))
        })
    })
}

/// Results end to end, and their offsets.
type Results = (Vec<u8>, Vec<i32>);

/// Encrypts or decrypts a copy of a batch on another thread.
#[napi]
pub fn crypt_flat_async(
    handle: &External<Handle>,
    operation: u32,
    data: Uint8ArraySlice<'_>,
    offsets: Int32ArraySlice<'_>,
) -> AsyncTask<Work<Results, Flat>> {
    let operation = Operation::of(operation);
    let input = handle.cipher().and_then(|cipher| Ok((cipher, WipedBytes::copy_of(&data)?, offsets.to_vec())));
    Work::start(
        move || {
            let (cipher, data, offsets) = input?;
            Ok(crypt(&cipher, operation, &data, &offsets)?)
        },
        flat,
    )
}

fn crypt(cipher: &Cipher, operation: Operation, data: &[u8], offsets: &[i32]) -> Result<Results, BatchError> {
    let batch = Batch::new(data, offsets)?;
    let (mut out, mut out_offsets) = (WipedBytes::default(), Vec::new());
    let bytes = offsets.len().saturating_mul(4);
    out_offsets.try_reserve_exact(offsets.len()).map_err(|_| Error::Memory { bytes })?;
    out_offsets.resize(offsets.len(), 0);
    let len = if operation == Operation::Encrypt {
        let len = cipher.encrypted_batch_len(batch.offsets())?;
        cipher.encrypt_batch_into(batch, out.at_least(len)?, &mut out_offsets)?
    } else {
        let len = cipher.decrypted_batch_bound(batch.offsets())?;
        cipher.decrypt_batch_into(batch, out.at_least(len)?, &mut out_offsets)?
    };
    if operation == Operation::Decrypt {
        for (index, message) in Batch::new(&out, &out_offsets)?.messages().enumerate() {
            text(message).map_err(|error| BatchError { error, message: Some(index) })?;
        }
    }
    out.truncate(len);
    Ok((out.into_vec(), out_offsets))
}

fn flat((data, offsets): Results) -> Flat {
    Flat { data: data.into(), offsets: Int32Array::new(offsets) }
}

/// A length or an index as JavaScript counts, up to 2^53.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "JavaScript has no other numbers")]
pub const fn number(count: usize) -> f64 {
    count as f64
}
