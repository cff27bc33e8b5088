//! The upload request as a Python class.

use netcore_aes_core::{Region, UploadRequest as CoreRequest};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use crate::arguments::{self, SchemeCode};
use crate::cipher::Cipher;
use crate::errors;

/// A request to upload one encrypted payload, for any HTTP client. It is plain data: nothing is sent.
///
/// ``text``: the text that a cipher of ``scheme`` returned. ``asset_id``: the panel's asset id, the same as in the
/// events. ``api_key``: the panel's API key. ``region``: where the panel stores its data, ``"us"``, ``"in"`` or
/// ``"eu"``.
///
/// Raises :class:`UnknownSchemeError`, :class:`UnknownRegionError`; :class:`AssetIdError` and
/// :class:`ApiKeyError` if one is empty or not a valid header value; :class:`EncodingError` if ``text`` is not in
/// the encoding of the scheme, such as a payload that was never encrypted; :class:`SurrogateError`;
/// ``TypeError`` for an argument of the wrong type.
///
/// It is immutable and may be shared between threads. ``repr`` shows neither the API key nor the body; it
/// cannot be pickled; copying returns the same object.
#[pyclass(frozen, module = "netcore_aes")]
pub struct UploadRequest(CoreRequest);

#[pymethods]
#[expect(clippy::unused_self, reason = "Python passes it to every method")]
impl UploadRequest {
    #[new]
    #[pyo3(
        signature = (text, *, scheme, asset_id, api_key, region = RegionName(Region::Us)),
        text_signature = "(text, *, scheme, asset_id, api_key, region='us')"
    )]
    fn new(
        text: &Bound<'_, PyAny>,
        scheme: SchemeCode,
        asset_id: &Bound<'_, PyAny>,
        api_key: &Bound<'_, PyAny>,
        region: RegionName,
    ) -> PyResult<Self> {
        let py = text.py();
        let text = arguments::text("text", text)?;
        let asset_id = arguments::text("asset_id", asset_id)?;
        let api_key = arguments::text("api_key", api_key)?;
        CoreRequest::new(region.0, scheme.0, asset_id, api_key, text)
            .map(Self)
            .map_err(|error| errors::from_core(py, error))
    }

    /// Checks events, encrypts them and builds the request.
    ///
    /// ``cipher``: its scheme is the request's. ``events``: a list or tuple of events, one event as a dict, or their JSON
    /// as ``str`` or ``bytes``, which is sent unchanged. The other parameters are those of the class.
    ///
    /// Raises :class:`EventsError`, with every problem, if :func:`check_events` finds an error; nothing is encrypted
    /// then. The other errors are those of the class and of :meth:`Cipher.encrypt`.
    #[classmethod]
    #[pyo3(
        signature = (cipher, events, *, asset_id, api_key, region = RegionName(Region::Us)),
        text_signature = "(cipher, events, *, asset_id, api_key, region='us')"
    )]
    fn from_events(
        _class: &Bound<'_, PyType>,
        cipher: &Bound<'_, Cipher>,
        events: &Bound<'_, PyAny>,
        asset_id: &Bound<'_, PyAny>,
        api_key: &Bound<'_, PyAny>,
        region: RegionName,
    ) -> PyResult<Self> {
        let py = events.py();
        let asset = arguments::text("asset_id", asset_id)?;
        let api_key = arguments::text("api_key", api_key)?;
        let payload = py.import("netcore_aes._events")?.getattr("checked_payload")?.call1((events, asset))?;
        let text = cipher.get().encrypt(&payload, None)?;
        CoreRequest::new(region.0, cipher.get().core_scheme(), asset, api_key, text.to_str()?)
            .map(Self)
            .map_err(|error| errors::from_core(py, error))
    }

    /// The request as a ``curl`` command for a POSIX shell.
    ///
    /// It does not contain the API key: the shell takes it from the variable ``NETCORE_API_KEY``.
    fn curl(&self, py: Python<'_>) -> PyResult<String> {
        self.0.curl().map_err(|error| errors::from_core(py, error))
    }

    /// ``"POST"``.
    #[getter]
    fn method(&self) -> &'static str {
        CoreRequest::METHOD
    }

    /// The URL to post to.
    #[getter]
    fn url(&self) -> &'static str {
        self.0.url()
    }

    /// The headers, in a new dict each time. ``Authorization`` contains the API key: keep it out of logs.
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let headers = PyDict::new(py);
        for (name, value) in self.0.headers() {
            headers.set_item(name, value)?;
        }
        Ok(headers)
    }

    /// The body: ``{"encryptedRequest":"..."}``.
    #[getter]
    fn body(&self) -> &str {
        self.0.body()
    }

    fn __repr__(&self) -> String {
        let [_, (code, code_value), (asset, asset_value), _] = self.0.headers();
        format!("<UploadRequest to {} with {code}: {code_value}, {asset}: {asset_value}>", self.0.url())
    }

    fn __copy__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __deepcopy__<'py>(this: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        this
    }

    fn __reduce_ex__(&self, _protocol: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(errors::not_picklable("an UploadRequest", "it contains an API key; create it in the process that sends it"))
    }
}

/// The argument `region`.
#[derive(Clone, Copy)]
pub struct RegionName(pub Region);

impl<'py> FromPyObject<'_, 'py> for RegionName {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let region = arguments::text("region", &value)?.parse();
        region.map(Self).map_err(|error| errors::from_core(value.py(), error))
    }
}
