//! The body of a request that came out of a stream.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use netcore_aes_core::{UploadBodies, UploadEvents};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// The body of a request. Post it with the URL and the headers of its :class:`UploadStream`.
///
/// It is immutable and may be shared between threads. ``repr`` does not show the body; it cannot be pickled; copying
/// returns the same object.
#[pyclass(frozen, module = "netcore_aes")]
pub struct UploadBody {
    events: UploadEvents,
    place: Arc<Place>,
}

/// Where a body is.
pub struct Place(Mutex<Bytes>);

enum Bytes {
    /// Among those that were encrypted together, with its index.
    Shared(Arc<UploadBodies>, usize),
    Own(Vec<u8>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Self::Shared(bodies, index) => bodies.get(*index).map_or(&[], |body| body.body),
            Self::Own(bytes) => bytes,
        }
    }
}

impl Place {
    /// Copies the body to memory of its own, if there is some: else it keeps the memory of all.
    pub fn own(&self) {
        let (mut bytes, mut own) = (self.bytes(), Vec::new());
        if matches!(*bytes, Bytes::Shared(..)) && own.try_reserve_exact(bytes.get().len()).is_ok() {
            own.extend_from_slice(bytes.get());
            *bytes = Bytes::Own(own);
        }
    }

    fn bytes(&self) -> MutexGuard<'_, Bytes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl UploadBody {
    /// ``{"encryptedRequest":"..."}``: a new object each time.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.place.bytes().get())
    }

    /// The number of events in it.
    #[getter]
    fn events(&self) -> usize {
        self.events.count
    }

    /// The index of the first event in the stream, from 0.
    #[getter]
    fn first(&self) -> usize {
        self.events.first
    }

    /// The index of the last event. Refused events between the two are not in the body.
    #[getter]
    fn last(&self) -> usize {
        self.events.last
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __repr__(&self) -> String {
        let UploadEvents { count, first, last } = self.events;
        format!("<UploadBody of {count} events, {first} to {last}>")
    }
}

impl UploadBody {
    /// One of the bodies that were encrypted together.
    pub fn new(bodies: &Arc<UploadBodies>, index: usize, events: UploadEvents) -> Self {
        Self { events, place: Arc::new(Place(Mutex::new(Bytes::Shared(Arc::clone(bodies), index)))) }
    }

    /// Where it is, as long as it lives.
    pub fn place(&self) -> Weak<Place> {
        Arc::downgrade(&self.place)
    }
}
