//! The cipher: a handle, and the two functions that encrypt and decrypt strings.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{AsyncTask, Buffer, Either, External, Object, Uint8ArraySlice};
use napi_derive::napi;
use netcore_aes_core::{Cipher, Error, KeyForm, Scheme, WipedBytes};

use crate::fault::{Fault, OrFault};
use crate::flat;
use crate::node_api::{self, Call, Stop, Value};
use crate::pieces::{self, ITEMS, Pieces};
use crate::tasks::Work;

/// What a cipher is asked to do: the first argument of its functions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A message to a text.
    Encrypt,
    /// A text to a message that is a string.
    Decrypt,
    /// A text to a message that is bytes.
    DecryptBytes,
}

impl Operation {
    pub const fn of(number: u32) -> Self {
        match number {
            0 => Self::Encrypt,
            1 => Self::Decrypt,
            _ => Self::DecryptBytes,
        }
    }
}

/// A cipher that can be closed. Work on another thread keeps it until that is done.
#[derive(Clone)]
pub struct Handle(Rc<RefCell<Option<Arc<Cipher>>>>);

impl Handle {
    /// The cipher. `lib/cipher.js` does not use one that it closed.
    pub fn cipher(&self) -> Result<Arc<Cipher>, Fault> {
        self.0.try_borrow().ok().and_then(|cipher| cipher.clone()).ok_or_else(Fault::panic)
    }

    /// Uses the cipher on this thread.
    pub fn with<T>(&self, work: impl FnOnce(&Cipher) -> Result<T, Stop>) -> Result<T, Stop> {
        match self.0.try_borrow().ok().as_ref().and_then(|cipher| cipher.as_ref()) {
            Some(cipher) => work(cipher),
            None => Err(Fault::panic().into()),
        }
    }
}

/// Makes a cipher: its `handle`, its properties, and the functions `crypt(operation, message, aad?)`, `cryptMany(operation, index,
/// collect, ...messages)` and `cryptFlat(operation, data, offsets, out, outOffsets)`.
#[napi]
pub fn open_cipher<'e>(
    env: &'e Env,
    key: Uint8ArraySlice<'_>,
    iv: Uint8ArraySlice<'_>,
    scheme: u32,
) -> napi::Result<OrFault<Object<'e>>> {
    let cipher = match Cipher::parse(scheme, &key, &iv) {
        Ok(cipher) => cipher,
        Err(error) => return Ok(Either::B(error.into())),
    };
    let mut object = Object::new(env)?;
    object.set("scheme", cipher.scheme().code())?;
    object.set("keyForm", form(cipher.key_form()))?;
    object.set("keyIsPublished", cipher.key_is_published())?;
    let handle = Handle(Rc::new(RefCell::new(Some(Arc::new(cipher)))));
    object.set("crypt", crypt(env, handle.clone())?)?;
    object.set("cryptMany", crypt_many(env, handle.clone())?)?;
    object.set("cryptFlat", flat::crypt_flat(env, handle.clone())?)?;
    object.set("handle", External::new(handle))?;
    Ok(Either::A(object))
}

/// Wipes the key once no work on another thread uses it.
#[napi]
pub fn close_cipher(handle: &External<Handle>) {
    if let Ok(mut cipher) = handle.0.try_borrow_mut() {
        drop(cipher.take());
    }
}

/// Makes a GCM cipher refuse to encrypt after `left` more messages.
#[cfg(feature = "test-hooks")]
#[napi]
pub fn leave_messages(handle: &External<Handle>, left: u32) {
    if let Ok(cipher) = handle.cipher() {
        cipher.leave_messages(left.into());
    }
}

const fn form(form: KeyForm) -> &'static str {
    match form {
        KeyForm::Text => "text",
        KeyForm::Base64 => "base64",
        KeyForm::Bytes => "bytes",
    }
}

/// The codes of the schemes and their names, in order.
#[napi]
pub fn schemes() -> Vec<(u32, &'static str)> {
    Scheme::ALL.into_iter().map(|scheme| (scheme.code(), scheme.name())).collect()
}

/// Memory for the calls of a cipher, which is used again.
#[derive(Default)]
struct Memory {
    input: WipedBytes,
    aad: WipedBytes,
    output: WipedBytes,
}

fn crypt(env: &Env, handle: Handle) -> napi::Result<napi::Unknown<'_>> {
    let memory = Cell::new(Memory::default());
    node_api::function::<3, _>(env, move |call| {
        // A call within this one would find new memory.
        let mut taken = memory.take();
        let result = handle.with(|cipher| crypt_one(cipher, call, &mut taken));
        taken.input.clear();
        taken.aad.clear();
        for bytes in [&mut taken.input, &mut taken.aad, &mut taken.output] {
            bytes.trim();
        }
        memory.set(taken);
        result
    })
}

fn crypt_one<'c>(cipher: &Cipher, call: &Call<'c>, memory: &mut Memory) -> Result<Value<'c>, Stop> {
    let operation = Operation::of(call.number(0)?);
    let Memory { input, aad, output } = memory;
    call.append(1, input)?;
    if call.count() > 2 {
        call.append(2, aad)?;
    }
    if operation == Operation::Encrypt {
        let out = output.at_least(cipher.encrypted_len(input.len())?)?;
        let len = cipher.encrypt_into(input, aad, out)?;
        return call.ascii(out.get(..len).unwrap_or_default());
    }
    let result = decrypt_one(cipher, operation, call, memory);
    memory.output.clear();
    result
}

fn decrypt_one<'c>(
    cipher: &Cipher,
    operation: Operation,
    call: &Call<'c>,
    memory: &mut Memory,
) -> Result<Value<'c>, Stop> {
    let out = memory.output.at_least(cipher.decrypted_bound(memory.input.len())?)?;
    let len = cipher.decrypt_into(&memory.input, &memory.aad, out)?;
    let message = out.get(..len).unwrap_or_default();
    if operation == Operation::DecryptBytes { call.buffer(message) } else { call.string(text(message)?) }
}

/// A message as a string. Under a wrong key it may be anything, so the error is that of decryption.
pub fn text(message: &[u8]) -> Result<&str, Error> {
    str::from_utf8(message).map_err(|_| Error::Decrypt)
}

fn crypt_many(env: &Env, handle: Handle) -> napi::Result<napi::Unknown<'_>> {
    let memory = Cell::new(Pieces::default());
    node_api::function::<{ ITEMS.saturating_add(3) }, _>(env, move |call| {
        let (operation, mut taken) = (Operation::of(call.number(0)?), memory.take());
        let result = handle.with(|cipher| pieces::crypt(cipher, operation, call, &mut taken));
        taken.clear(operation);
        memory.set(taken);
        result
    })
}

/// Encrypts or decrypts a copy of a message on another thread. A text is the bytes of its characters.
#[napi]
pub fn crypt_async(
    handle: &External<Handle>,
    operation: u32,
    message: Uint8ArraySlice<'_>,
    aad: Uint8ArraySlice<'_>,
) -> AsyncTask<Work<Vec<u8>, Buffer>> {
    let operation = Operation::of(operation);
    let input =
        handle.cipher().and_then(|cipher| Ok((cipher, WipedBytes::copy_of(&message)?, WipedBytes::copy_of(&aad)?)));
    let work = move || {
        let (cipher, message, aad) = input?;
        if operation == Operation::Encrypt {
            return Ok(cipher.encrypt_with_aad(&message, &aad)?.into_bytes());
        }
        let message = cipher.decrypt_with_aad(&message, &aad)?;
        if operation == Operation::Decrypt {
            text(&message)?;
        }
        Ok(message)
    };
    Work::start(work, Buffer::from)
}
