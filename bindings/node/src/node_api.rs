//! Node-API itself, for the calls that encrypt or decrypt strings: napi's conversions take twice as long as the encryption of an event.
//!
//! A [`function`] is a JavaScript function that owns a closure. It is called with a [`Call`], which reads arguments and makes results.
#![expect(unsafe_code, reason = "Node-API is a C interface, and napi has no faster way around its own conversions")]

use std::ffi::c_void;
use std::marker::PhantomData;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{NonNull, null, null_mut, slice_from_raw_parts_mut};

use napi::bindgen_prelude::{FromNapiValue, ToNapiValue, Unknown};
use napi::{Env, sys};
use netcore_aes_core::{Error, WipedBytes};

use crate::fault::Fault;

/// The room for a string at first, in bytes. One that does not fit is measured, and read again.
const FIRST_ROOM: usize = 4096;

/// A value, as long as the call lasts.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Value<'c>(sys::napi_value, PhantomData<&'c ()>);

/// Why a call ends without a result.
pub enum Stop {
    /// The caller gets the fault.
    Fault(Fault),
    /// Node-API refused: an exception is pending, or the engine is shutting down.
    Pending,
}

impl<E: Into<Fault>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// A call of a function, on the thread of its engine.
pub struct Call<'c> {
    env: sys::napi_env,
    arguments: &'c [sys::napi_value],
}

impl<'c> Call<'c> {
    /// The number of arguments.
    pub const fn count(&self) -> usize {
        self.arguments.len()
    }

    /// An argument; the function is called by this package alone, with the arguments that it takes.
    fn argument(&self, index: usize) -> Result<sys::napi_value, Stop> {
        self.arguments.get(index).copied().ok_or(Stop::Pending)
    }

    /// A number from 0 on.
    pub fn number(&self, index: usize) -> Result<u32, Stop> {
        let mut number = 0;
        // SAFETY: the environment and the argument are those of this call, and `number` may be written to.
        done(unsafe { sys::napi_get_value_uint32(self.env, self.argument(index)?, &raw mut number) })?;
        Ok(number)
    }

    /// Appends a string in UTF-8, or the bytes of a `Uint8Array`, to `out`.
    pub fn append(&self, index: usize, out: &mut WipedBytes) -> Result<(), Stop> {
        let value = self.argument(index)?;
        out.reserve(FIRST_ROOM)?;
        let Some((written, room)) = self.append_string(value, out)? else {
            return self.append_bytes(value, out);
        };
        // Node-API cuts a string that does not fit, before a character of up to four bytes; it also writes a NUL.
        if written.saturating_add(5) > room {
            out.truncate(out.len().saturating_sub(written));
            let mut len = 0;
            // SAFETY: as above; without a buffer it returns the length.
            done(unsafe { sys::napi_get_value_string_utf8(self.env, value, null_mut(), 0, &raw mut len) })?;
            out.reserve(len.saturating_add(1))?;
            self.append_string(value, out)?;
        }
        Ok(())
    }

    /// Appends a string as far as it fits. Returns the number of bytes and the room; none for another value.
    fn append_string(&self, value: sys::napi_value, out: &mut WipedBytes) -> Result<Option<(usize, usize)>, Stop> {
        let vector = out.as_mut_vec();
        let (before, spare) = (vector.len(), vector.spare_capacity_mut());
        let (room, mut written) = (spare.len(), 0);
        // SAFETY: as above; it writes at most `room` bytes to the spare capacity.
        let status = unsafe {
            sys::napi_get_value_string_utf8(self.env, value, spare.as_mut_ptr().cast(), room, &raw mut written)
        };
        if status == sys::Status::napi_string_expected {
            return Ok(None);
        }
        done(status)?;
        // SAFETY: that many bytes of the spare capacity were written.
        unsafe { vector.set_len(before.saturating_add(written.min(room))) };
        Ok(Some((written, room)))
    }

    fn append_bytes(&self, value: sys::napi_value, out: &mut WipedBytes) -> Result<(), Stop> {
        // SAFETY: the environment and the value are those of this call. The bytes are read before JavaScript runs again, and no other
        // thread has them: the package refuses shared memory.
        let bytes = unsafe { napi::bindgen_prelude::Uint8ArraySlice::from_napi_value(self.env, value) };
        let bytes = bytes.map_err(|_| Stop::Pending)?;
        Ok(out.append(&bytes)?)
    }

    /// A string of ASCII characters.
    pub fn ascii(&self, text: &[u8]) -> Result<Value<'c>, Stop> {
        let (mut value, len) = (null_mut(), len(text)?);
        // SAFETY: it reads `len` bytes of `text`, and writes `value`.
        let status = unsafe { sys::napi_create_string_latin1(self.env, text.as_ptr().cast(), len, &raw mut value) };
        made(status, value, text)
    }

    /// A string.
    pub fn string(&self, text: &str) -> Result<Value<'c>, Stop> {
        if text.is_ascii() {
            return self.ascii(text.as_bytes());
        }
        let (mut value, len) = (null_mut(), len(text.as_bytes())?);
        // SAFETY: it reads `len` bytes of `text`, and writes `value`.
        let status = unsafe { sys::napi_create_string_utf8(self.env, text.as_ptr().cast(), len, &raw mut value) };
        made(status, value, text.as_bytes())
    }

    /// A `Buffer` with a copy of `bytes`.
    pub fn buffer(&self, bytes: &[u8]) -> Result<Value<'c>, Stop> {
        let mut value = null_mut();
        // SAFETY: it copies the bytes, and writes `value`.
        let status = unsafe {
            sys::napi_create_buffer_copy(self.env, bytes.len(), bytes.as_ptr().cast(), null_mut(), &raw mut value)
        };
        made(status, value, bytes)
    }

    /// A number.
    pub fn double(&self, number: f64) -> Result<Value<'c>, Stop> {
        let mut value = null_mut();
        // SAFETY: it writes `value`.
        done(unsafe { sys::napi_create_double(self.env, number, &raw mut value) })?;
        Ok(Value(value, PhantomData))
    }

    /// The arrays of a batch, of which `first` is the argument of the first.
    pub fn arrays(&self, first: usize) -> Result<Arrays<'_>, Stop> {
        let argument = |place| self.argument(first.saturating_add(place));
        let (data, offsets) = (self.array::<u8>(argument(0)?)?, self.array::<i32>(argument(1)?)?);
        let (out, out_offsets) = (self.array::<u8>(argument(2)?)?, self.array::<i32>(argument(3)?)?);
        let (inputs, outputs) = ([range(data), range(offsets)], [range(out), range(out_offsets)]);
        let overlap = |[a, b]: [&Range<usize>; 2]| !a.is_empty() && !b.is_empty() && a.start < b.end && b.start < a.end;
        let [first_output, second_output] = &outputs;
        if overlap([first_output, second_output])
            || outputs.iter().any(|out| inputs.iter().any(|each| overlap([each, out])))
        {
            return Err(Fault::overlap().into());
        }
        // SAFETY: the memory is that of the arrays, which live as long as the call, and JavaScript does not run meanwhile. No other
        // thread has it: the package refuses shared memory. What is written to overlaps nothing.
        Ok(unsafe { Arrays { data: &*data, offsets: &*offsets, out: &mut *out, out_offsets: &mut *out_offsets } })
    }

    /// The memory of a typed array.
    fn array<T: Element>(&self, value: sys::napi_value) -> Result<*mut [T], Stop> {
        let (mut kind, mut len, mut data) = (0, 0, null_mut());
        // SAFETY: the value is one of this call; it writes the kind, the length and the address.
        done(unsafe {
            let (env, kind, len, data) = (self.env, &raw mut kind, &raw mut len, &raw mut data);
            sys::napi_get_typedarray_info(env, value, kind, len, data, null_mut(), null_mut())
        })?;
        if kind != T::KIND {
            return Err(Stop::Pending);
        }
        let start = if len == 0 { NonNull::dangling().as_ptr() } else { data.cast::<T>() };
        Ok(slice_from_raw_parts_mut(start, len))
    }

    /// Calls the function that an argument is.
    pub fn call(&self, function: usize, arguments: &[Value<'c>]) -> Result<Value<'c>, Stop> {
        let (function, mut this, mut result) = (self.argument(function)?, null_mut(), null_mut());
        // SAFETY: it writes `this`.
        done(unsafe { sys::napi_get_undefined(self.env, &raw mut this) })?;
        // SAFETY: a `Value` is a `napi_value`, and all are those of this call; it writes `result`.
        done(unsafe {
            let arguments = (arguments.len(), arguments.as_ptr().cast());
            sys::napi_call_function(self.env, this, function, arguments.0, arguments.1, &raw mut result)
        })?;
        Ok(Value(result, PhantomData))
    }
}

/// The arrays of a batch.
pub struct Arrays<'c> {
    pub data: &'c [u8],
    pub offsets: &'c [i32],
    pub out: &'c mut [u8],
    pub out_offsets: &'c mut [i32],
}

/// An element of a typed array.
trait Element {
    const KIND: sys::napi_typedarray_type;
}

impl Element for u8 {
    const KIND: sys::napi_typedarray_type = sys::TypedarrayType::uint8_array;
}

impl Element for i32 {
    const KIND: sys::napi_typedarray_type = sys::TypedarrayType::int32_array;
}

/// The addresses of an array.
fn range<T>(array: *mut [T]) -> Range<usize> {
    let start = array.cast::<T>().addr();
    start..start.saturating_add(array.len().saturating_mul(size_of::<T>()))
}

/// A JavaScript function that owns `call` and calls it, with at most `N` arguments.
pub fn function<const N: usize, F>(env: &Env, call: F) -> napi::Result<Unknown<'_>>
where
    F: for<'c> Fn(&Call<'c>) -> Result<Value<'c>, Stop> + 'static,
{
    let (data, mut value): (*mut F, _) = (Box::into_raw(Box::new(call)), null_mut());
    // SAFETY: the trampoline gets `data`, which lives as long as the function; it writes `value`.
    let status = unsafe {
        sys::napi_create_function(env.raw(), null(), 0, Some(trampoline::<N, F>), data.cast(), &raw mut value)
    };
    napi::check_status!(status)?;
    // SAFETY: the finalizer gets `data` once, when the function is gone.
    let status =
        unsafe { sys::napi_add_finalizer(env.raw(), value, data.cast(), Some(finalize::<F>), null_mut(), null_mut()) };
    napi::check_status!(status)?;
    // SAFETY: `value` is a function of this environment.
    unsafe { Unknown::from_napi_value(env.raw(), value) }
}

unsafe extern "C" fn trampoline<const N: usize, F>(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value
where
    F: for<'c> Fn(&Call<'c>) -> Result<Value<'c>, Stop>,
{
    let (mut arguments, mut count, mut data) = ([null_mut(); N], N, null_mut());
    // SAFETY: it writes at most `N` arguments, their number, and the data of `function`.
    let status =
        unsafe { sys::napi_get_cb_info(env, info, &raw mut count, arguments.as_mut_ptr(), null_mut(), &raw mut data) };
    if status != sys::Status::napi_ok {
        return null_mut();
    }
    // SAFETY: `data` is the closure of `function`, which lives as long as the function that is being called.
    let call = unsafe { &*data.cast_const().cast::<F>() };
    let arguments = arguments.get(..count).unwrap_or(&arguments);
    let result = catch_unwind(AssertUnwindSafe(|| match call(&Call { env, arguments }) {
        Ok(value) => value.0,
        Err(Stop::Fault(fault)) => returned(env, fault),
        Err(Stop::Pending) => null_mut(),
    }));
    result.unwrap_or_else(|_| returned(env, Fault::panic()))
}

/// A fault as the function's result.
fn returned(env: sys::napi_env, fault: Fault) -> sys::napi_value {
    // SAFETY: the environment is that of the call.
    unsafe { Fault::to_napi_value(env, fault) }.unwrap_or(null_mut())
}

unsafe extern "C" fn finalize<F>(_env: sys::napi_env, data: *mut c_void, _hint: *mut c_void) {
    // SAFETY: `data` is the closure of `function`, and no call uses it any more.
    drop(unsafe { Box::from_raw(data.cast::<F>()) });
}

const fn done(status: sys::napi_status) -> Result<(), Stop> {
    if status == sys::Status::napi_ok { Ok(()) } else { Err(Stop::Pending) }
}

/// A new value. Engines limit the length of a string, and Node that of a buffer.
fn made<'c>(status: sys::napi_status, value: sys::napi_value, from: &[u8]) -> Result<Value<'c>, Stop> {
    match status {
        sys::Status::napi_ok => Ok(Value(value, PhantomData)),
        sys::Status::napi_pending_exception => Err(Stop::Pending),
        _ => Err(Error::TooLarge { bytes: from.len() }.into()),
    }
}

fn len(bytes: &[u8]) -> Result<isize, Stop> {
    Ok(isize::try_from(bytes.len()).map_err(|_| Error::TooLarge { bytes: bytes.len() })?)
}
