//! The body of a request that came out of a stream.

use std::sync::Arc;

use netcore_aes_core::{UploadBodies, UploadEvents};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// The body of a request. Post it with the URL and the headers of its :class:`UploadStream`.
///
/// The bodies of up to 16 requests share memory, which is freed with the last of them. It is immutable and may be shared between
/// threads. ``repr`` does not show the body; it cannot be pickled; copying returns the same object.
#[pyclass(frozen, module = "netcore_aes")]
pub struct UploadBody {
    bodies: Arc<UploadBodies>,
    index: usize,
}

#[pymethods]
impl UploadBody {
    /// ``{"encryptedRequest":"..."}``: a new object each time.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.bodies.get(self.index).map_or(&[], |body| body.body))
    }

    /// The number of events in it.
    #[getter]
    fn events(&self) -> usize {
        self.place().count
    }

    /// The index of the first event in the stream, from 0.
    #[getter]
    fn first(&self) -> usize {
        self.place().first
    }

    /// The index of the last event. Refused events between the two are not in the body.
    #[getter]
    fn last(&self) -> usize {
        self.place().last
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __repr__(&self) -> String {
        let UploadEvents { count, first, last } = self.place();
        format!("<UploadBody of {count} events, {first} to {last}>")
    }
}

impl UploadBody {
    /// One of the bodies that were encrypted together.
    pub fn new(bodies: &Arc<UploadBodies>, index: usize) -> Self {
        Self { bodies: Arc::clone(bodies), index }
    }

    fn place(&self) -> UploadEvents {
        self.bodies.get(self.index).map_or(UploadEvents { count: 0, first: 0, last: 0 }, |body| body.events)
    }
}
