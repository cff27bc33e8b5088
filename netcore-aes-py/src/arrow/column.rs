//! A column for other libraries.

use arrow_data::ArrayData;
use arrow_schema::{DataType, Field};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use super::interface;

/// A column of an Arrow array: the result of ``encrypt_arrow``, ``decrypt_arrow`` and ``check_arrow``.
///
/// Any library that takes Arrow arrays takes it without a copy: ``pyarrow.array(column)``, ``polars.Series(column)``,
/// ``nanoarrow.Array(column)``. It is immutable and may be shared between threads; ``repr`` shows its type and length.
#[pyclass(frozen, module = "netcore_aes")]
pub struct ArrowColumn {
    field: Field,
    /// One at least.
    arrays: Vec<ArrayData>,
}

impl ArrowColumn {
    pub fn new(name: &str, is_nullable: bool, arrays: Vec<ArrayData>) -> Self {
        let data_type = arrays.first().map_or(DataType::Null, |array| array.data_type().clone());
        Self { field: Field::new(name, data_type, is_nullable), arrays }
    }
}

#[pymethods]
impl ArrowColumn {
    /// The type, as an Arrow C schema in a capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        interface::schema_capsule(py, &self.field)
    }

    /// The type and the rows, as an Arrow C array in two capsules. ``requested_schema`` is not used: the type stays.
    ///
    /// Raises ``ValueError`` if the strings are longer in all than one array of 32-bit offsets can hold, 2^31 - 1 bytes.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        let _ = requested_schema;
        let [array] = self.arrays.as_slice() else {
            return Err(PyValueError::new_err(format!(
                "the strings of the column are longer in all than one array of 32-bit offsets can hold (2^31 - 1 bytes), so it has {} \
                 arrays; take them as a stream, such as pyarrow.chunked_array(column), or pass a large_string or large_binary array",
                self.arrays.len()
            )));
        };
        Ok((interface::schema_capsule(py, &self.field)?, interface::array_capsule(py, array)?))
    }

    /// The rows, as an Arrow C stream of arrays in a capsule. ``requested_schema`` is not used: the type stays.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        interface::stream_capsule(py, self.field.clone(), self.arrays.clone())
    }

    fn __len__(&self) -> usize {
        self.arrays.iter().fold(0, |len, array| len.saturating_add(array.len()))
    }

    fn __repr__(&self) -> String {
        format!("<ArrowColumn of {} rows, {}>", self.__len__(), super::kind::name_of(self.field.data_type()))
    }
}
