//! The stream of events on its way to upload requests, which `netcore_aes._uploads` makes an iterator.

use std::sync::{Arc, Weak};

use netcore_aes_core::{
    Error, EventContext, Upload, UploadBodies, UploadHeaders, UploadLimits, UploadStream as CoreStream,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

use crate::arguments::{self, Bytes};
use crate::cipher::Cipher;
use crate::errors;
use crate::events::{Row, row};
use crate::request::RegionName;
use crate::upload_body::{Place, UploadBody};

/// Splits, checks, groups and encrypts, piece by piece; ``netcore_aes.UploadStream`` iterates over it.
#[pyclass(module = "netcore_aes")]
pub struct UploadPieces {
    stream: CoreStream,
    cipher: Py<Cipher>,
    asset_id: String,
    headers: UploadHeaders,
    region: RegionName,
    /// The last bodies that were written, and where the caller's objects find them.
    bodies: Arc<UploadBodies>,
    places: Vec<Weak<Place>>,
    /// The error that follows what was returned last.
    fault: Option<Error>,
}

/// What came out of a piece.
enum Found {
    Nothing,
    /// They are in `bodies`.
    Bodies,
    /// The event's index, its bytes, its problems, whether it is refused, and whether these are its last bytes.
    Problems(usize, Vec<u8>, Vec<Row>, bool, bool),
}

#[pymethods]
impl UploadPieces {
    #[new]
    fn new(
        cipher: &Bound<'_, Cipher>,
        asset_id: &Bound<'_, PyAny>,
        api_key: &Bound<'_, PyAny>,
        region: RegionName,
        max_events: &Bound<'_, PyAny>,
        max_payload_bytes: &Bound<'_, PyAny>,
        max_event_bytes: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let asset_id = arguments::text("asset_id", asset_id)?;
        let api_key = arguments::text("api_key", api_key)?;
        let headers = UploadHeaders::new(cipher.get().core_scheme(), asset_id, api_key)
            .map_err(|error| errors::from_core(cipher.py(), error))?;
        let limits = UploadLimits {
            events: arguments::limit("max_events", max_events)?,
            payload_bytes: arguments::limit("max_payload_bytes", max_payload_bytes)?,
            event_bytes: arguments::limit("max_event_bytes", max_event_bytes)?,
        };
        Ok(Self {
            stream: CoreStream::new(limits),
            cipher: cipher.clone().unbind(),
            asset_id: asset_id.to_owned(),
            headers,
            region,
            bodies: Arc::default(),
            places: Vec::new(),
            fault: None,
        })
    }

    /// The URL to post to.
    #[getter]
    fn url(&self) -> &'static str {
        self.region.0.url()
    }

    /// The headers, in a new dict each time.
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let headers = PyDict::new(py);
        for (name, value) in self.headers.pairs() {
            headers.set_item(name, value)?;
        }
        Ok(headers)
    }

    /// Takes the next piece; returns what came out: bodies, and tuples ``(index, event, rows of problems, is_refused,
    /// is_last)``.
    fn push<'py>(&mut self, piece: &Bound<'py, PyAny>, now: i64) -> PyResult<Bound<'py, PyList>> {
        let py = piece.py();
        let piece = Bytes::of(&"a piece of the source", piece)?;
        self.push_bytes(py, &piece, now)
    }

    /// Ends the stream; returns the rest as ``push`` does.
    fn finish<'py>(&mut self, py: Python<'py>, now: i64) -> PyResult<Bound<'py, PyList>> {
        self.stream.finish();
        self.push_bytes(py, &[], now)
    }
}

impl UploadPieces {
    fn push_bytes<'py>(&mut self, py: Python<'py>, mut piece: &[u8], now: i64) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        if let Some(fault) = self.fault {
            return Err(errors::from_core(py, fault));
        }
        loop {
            match py.detach(|| self.next(&mut piece, now)) {
                Ok(Found::Nothing) => return Ok(list),
                Ok(Found::Bodies) => {
                    for (index, body) in self.bodies.iter().enumerate() {
                        let body = UploadBody::new(&self.bodies, index, body.events);
                        self.places.push(body.place());
                        list.append(body)?;
                    }
                }
                Ok(Found::Problems(index, event, rows, is_refused, is_last)) => {
                    list.append((index, PyBytes::new(py, &event), rows, is_refused, is_last))?;
                }
                // What came before the fault is returned first; the next call raises.
                Err(fault) if list.is_empty() => {
                    self.fault = Some(fault);
                    return Err(errors::from_core(py, fault));
                }
                Err(fault) => {
                    self.fault = Some(fault);
                    return Ok(list);
                }
            }
        }
    }

    fn next(&mut self, piece: &mut &[u8], now: i64) -> Result<Found, Error> {
        let context = EventContext { asset_id: Some(&self.asset_id), now: Some(now) };
        Ok(match self.stream.next(piece, &context)? {
            None => Found::Nothing,
            Some(Upload::Payloads(ready)) => {
                // Bodies that the caller still holds, most often one, are copied, so that the memory can be used again: touching
                // fresh memory takes longer.
                self.places.drain(..).filter_map(|place| place.upgrade()).for_each(|place| place.own());
                let mut bodies = Arc::try_unwrap(std::mem::take(&mut self.bodies)).unwrap_or_default();
                ready.encrypt(self.cipher.get().core(), &mut bodies)?;
                self.bodies = Arc::new(bodies);
                Found::Bodies
            }
            Some(Upload::Problems { index, event, is_last, problems, is_refused }) => {
                let rows = problems.into_iter().map(row).collect();
                Found::Problems(index, event.to_vec(), rows, is_refused, is_last)
            }
        })
    }
}
