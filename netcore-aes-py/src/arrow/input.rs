//! A Python object as arrays of strings.

use arrow_data::ffi::FFI_ArrowArray;
use arrow_schema::Field;
use arrow_schema::ffi::FFI_ArrowSchema;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use super::fault::Fault;
use super::interface::{self, Stream};
use super::kind::{ACCEPTED, Kind, name_of};
use super::rows::Rows;
use crate::errors;

const ARRAY: &str =
    "an Arrow array, such as a pyarrow.Array or a polars.Series (__arrow_c_array__ or __arrow_c_stream__)";

/// A column that another library passed: its arrays, in order.
pub struct Input {
    /// Its name, and whether it may hold nulls.
    pub name: String,
    pub is_nullable: bool,
    pub kind: Kind,
    arrays: Vec<FFI_ArrowArray>,
}

impl Input {
    /// Takes the arrays of `value`, without copying them.
    pub fn of(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = value.py();
        // A type has the methods of its objects, which cannot be called on it.
        let has = |name| value.get_type().hasattr(name);
        if has(intern!(py, "__arrow_c_stream__"))? {
            let capsule = value.call_method0(intern!(py, "__arrow_c_stream__"))?;
            let mut stream = interface::stream_of(capsule_of(&capsule, "__arrow_c_stream__", value)?)?;
            let read = || stream.schema();
            let (field, kind) = column(&py.detach(read).map_err(|fault| fault.exception(py))?)?;
            let arrays = py.detach(|| all(stream)).map_err(|fault| fault.exception(py))?;
            return Ok(Self::new(&field, kind, arrays));
        }
        if !has(intern!(py, "__arrow_c_array__"))? {
            return Err(errors::wrong_type(&"array", ARRAY, value));
        }
        let capsules = value.call_method0(intern!(py, "__arrow_c_array__"))?;
        let Ok((schema, array)) = capsules.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() else {
            return Err(errors::wrong_type(&"the result of __arrow_c_array__", "two capsules", &capsules));
        };
        let schema = capsule_of(&schema, "__arrow_c_array__", value)?;
        let (field, kind) = interface::schema_of(schema, column)??;
        let array = interface::array_of(capsule_of(&array, "__arrow_c_array__", value)?)?;
        Ok(Self::new(&field, kind, vec![array]))
    }

    fn new(field: &Field, kind: Kind, arrays: Vec<FFI_ArrowArray>) -> Self {
        Self { name: field.name().clone(), is_nullable: field.is_nullable(), kind, arrays }
    }

    /// The rows of each array.
    pub fn rows(&self) -> Result<Vec<Rows<'_>>, Fault> {
        self.arrays.iter().map(|array| Rows::of(array, self.kind.layout)).collect()
    }
}

/// All arrays of a stream.
fn all(mut stream: Stream) -> Result<Vec<FFI_ArrowArray>, Fault> {
    std::iter::from_fn(|| stream.next().transpose()).collect()
}

fn capsule_of<'a, 'py>(
    object: &'a Bound<'py, PyAny>,
    method: &str,
    value: &Bound<'py, PyAny>,
) -> PyResult<&'a Bound<'py, PyCapsule>> {
    let name = format_args!("the result of {method} of {}", value.get_type().name()?);
    object.cast().map_err(|_| errors::wrong_type(&name, "a capsule", object))
}

/// Reads the type of a column, which must be one of those that are taken.
fn column(schema: &FFI_ArrowSchema) -> PyResult<(Field, Kind)> {
    let refused = |found: &str| PyTypeError::new_err(format!("array must be of the type {ACCEPTED}, not {found}"));
    let field = Field::try_from(schema).map_err(|_| refused("one that is unknown"))?;
    let kind = if schema.dictionary().is_some() { None } else { Kind::of(field.data_type()) };
    let kind = kind.ok_or_else(|| refused(&name_of(field.data_type())))?;
    Ok((field, kind))
}
