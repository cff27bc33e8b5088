//! The Arrow C data interface: the memory of another library's arrays, and arrays for other libraries. All of it is shared by
//! pointers, so a library that breaks the interface breaks the process.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;

use arrow_data::ArrayData;
use arrow_data::ffi::FFI_ArrowArray;
use arrow_schema::Field;
use arrow_schema::ffi::FFI_ArrowSchema;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use super::fault::Fault;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// The numbers of `errno.h` that a stream may return.
const EINVAL: c_int = 22;

/// The struct `ArrowArrayStream` of the Arrow C stream interface.
#[repr(C)]
pub struct Stream {
    get_schema: Option<unsafe extern "C" fn(*mut Self, *mut FFI_ArrowSchema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut Self, *mut FFI_ArrowArray) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut Self) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut Self)>,
    private_data: *mut c_void,
}

// SAFETY: the interface lets any thread use a stream, one at a time.
unsafe impl Send for Stream {}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: the interface: it is called once, with the struct that it came in.
            unsafe { release(self) };
        }
    }
}

/// Takes the array out of its capsule, which `__arrow_c_array__` returned.
pub fn array_of(capsule: &Bound<'_, PyCapsule>) -> PyResult<FFI_ArrowArray> {
    let array = capsule.pointer_checked(Some(ARRAY))?.cast();
    // SAFETY: by its name the capsule has an `ArrowArray`; an array is moved by copying it and marking the old one released.
    Ok(unsafe { FFI_ArrowArray::from_raw(array.as_ptr()) })
}

/// Reads the schema in a capsule, which keeps it.
pub fn schema_of<T>(capsule: &Bound<'_, PyCapsule>, read: impl FnOnce(&FFI_ArrowSchema) -> T) -> PyResult<T> {
    let schema = capsule.pointer_checked(Some(SCHEMA))?.cast();
    // SAFETY: by its name the capsule has an `ArrowSchema`, and it lives as long as the borrow of the capsule.
    Ok(read(unsafe { schema.as_ref() }))
}

/// Takes the stream out of its capsule, which `__arrow_c_stream__` returned.
pub fn stream_of(capsule: &Bound<'_, PyCapsule>) -> PyResult<Stream> {
    let stream = capsule.pointer_checked(Some(STREAM))?.cast::<Stream>().as_ptr();
    let moved =
        Stream { get_schema: None, get_next: None, get_last_error: None, release: None, private_data: ptr::null_mut() };
    // SAFETY: by its name the capsule has an `ArrowArrayStream`; a stream is moved by copying it and marking the old one released.
    Ok(unsafe { ptr::replace(stream, moved) })
}

impl Stream {
    /// The type of the stream's arrays.
    pub fn schema(&mut self) -> Result<FFI_ArrowSchema, Fault> {
        let get_schema = self.get_schema.ok_or(Fault::Malformed("the stream was released"))?;
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: the interface: a stream that is not released writes a schema.
        let status = unsafe { get_schema(self, &raw mut schema) };
        if status == 0 { Ok(schema) } else { Err(self.fault()) }
    }

    /// The next array; `None` at the end.
    pub fn next(&mut self) -> Result<Option<FFI_ArrowArray>, Fault> {
        let get_next = self.get_next.ok_or(Fault::Malformed("the stream was released"))?;
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: the interface: a stream that is not released writes an array, or one that is released at the end.
        let status = unsafe { get_next(self, &raw mut array) };
        if status == 0 { Ok(Some(array).filter(|array| !array.is_released())) } else { Err(self.fault()) }
    }

    fn fault(&mut self) -> Fault {
        let silent = || Fault::Stream("its producer does not say why".to_owned());
        let Some(get_last_error) = self.get_last_error else { return silent() };
        // SAFETY: the interface: it is called after a failure.
        let message = unsafe { get_last_error(self) };
        if message.is_null() {
            return silent();
        }
        // SAFETY: the interface: not NULL, so a string that lives until the next call.
        let message = unsafe { CStr::from_ptr(message) };
        Fault::Stream(message.to_string_lossy().into_owned())
    }
}

/// The first `len` bytes of a buffer of an array; the caller tells how long the interface makes it. An array without that buffer is
/// malformed, unless `len` is 0.
pub fn bytes(array: &FFI_ArrowArray, buffer: usize, len: usize) -> Result<&[u8], Fault> {
    if buffer >= array.num_buffers() {
        return Err(Fault::Malformed("the array has too few buffers"));
    }
    let start = array.buffer(buffer);
    if len == 0 {
        return Ok(&[]);
    }
    if start.is_null() {
        return Err(Fault::Malformed("a buffer is NULL"));
    }
    if isize::try_from(len).is_err() {
        return Err(Fault::Malformed("a buffer is too long"));
    }
    // SAFETY: not NULL, and within `isize::MAX`. The interface promises that the buffer is that long, and that nobody writes to it
    // until the array, which is borrowed here, is released.
    Ok(unsafe { std::slice::from_raw_parts(start, len) })
}

/// A capsule of the type of a column.
pub fn schema_capsule<'py>(py: Python<'py>, field: &Field) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, schema(field)?, SCHEMA)
}

/// A capsule of an array.
pub fn array_capsule<'py>(py: Python<'py>, array: &ArrayData) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArray::new(array), ARRAY)
}

/// A capsule of a stream of arrays.
pub fn stream_capsule(py: Python<'_>, field: Field, arrays: Vec<ArrayData>) -> PyResult<Bound<'_, PyCapsule>> {
    let exported = Box::new(Exported { field, arrays: arrays.into_iter(), fault: None });
    let stream = Stream {
        get_schema: Some(export_schema),
        get_next: Some(export_next),
        get_last_error: Some(export_fault),
        release: Some(release),
        private_data: Box::into_raw(exported).cast(),
    };
    PyCapsule::new_with_value(py, stream, STREAM)
}

fn schema(field: &Field) -> PyResult<FFI_ArrowSchema> {
    FFI_ArrowSchema::try_from(field).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The state of a stream of ours.
struct Exported {
    field: Field,
    arrays: std::vec::IntoIter<ArrayData>,
    fault: Option<CString>,
}

/// # Safety
/// `stream` is one of ours that was not released.
unsafe fn exported<'a>(stream: *mut Stream) -> &'a mut Exported {
    // SAFETY: `stream_capsule` put it there; this function's contract.
    unsafe { &mut *(*stream).private_data.cast() }
}

unsafe extern "C" fn export_schema(stream: *mut Stream, out: *mut FFI_ArrowSchema) -> c_int {
    // SAFETY: the interface: the stream was not released.
    let exported = unsafe { exported(stream) };
    match FFI_ArrowSchema::try_from(&exported.field) {
        Ok(schema) => {
            // SAFETY: the interface: `out` has room for a schema, and holds none.
            unsafe { ptr::write(out, schema) };
            0
        }
        Err(error) => {
            exported.fault = CString::new(error.to_string()).ok();
            EINVAL
        }
    }
}

unsafe extern "C" fn export_next(stream: *mut Stream, out: *mut FFI_ArrowArray) -> c_int {
    // SAFETY: the interface: the stream was not released.
    let array = unsafe { exported(stream) }.arrays.next();
    let array = array.map_or_else(FFI_ArrowArray::empty, |array| FFI_ArrowArray::new(&array));
    // SAFETY: the interface: `out` has room for an array, and holds none.
    unsafe { ptr::write(out, array) };
    0
}

unsafe extern "C" fn export_fault(stream: *mut Stream) -> *const c_char {
    // SAFETY: the interface: the stream was not released.
    unsafe { exported(stream) }.fault.as_ref().map_or(ptr::null(), |fault| fault.as_ptr())
}

unsafe extern "C" fn release(stream: *mut Stream) {
    // SAFETY: the interface: it is called once, with a stream of ours.
    drop(unsafe { Box::from_raw((*stream).private_data.cast::<Exported>()) });
    // SAFETY: as above.
    unsafe { (*stream).release = None };
}
