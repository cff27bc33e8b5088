//! The cipher as a Python class.

use netcore_aes_core::{BatchError, Cipher as CoreCipher, Error, KeyForm, Scheme};
use pyo3::exceptions::PyUnicodeDecodeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use crate::arguments::{Bytes, SchemeCode};
use crate::batch::Through;
use crate::errors;
use crate::wiped::Wiped;

/// The length in bytes from which the GIL is released: 2 to 8 µs of work. Measured with two threads on two cores, most
/// calls gain from here on; at half this length none does, since taking the GIL back costs as much as is won.
const RELEASE_FROM: usize = 4096;

/// Encrypts and decrypts under one scheme, key and IV.
///
/// ``key``: 32 printable ASCII characters, whose bytes are the key, or 32 bytes written as 44 characters of
/// base64. ``iv``: likewise 16 characters, or 16 bytes as 24 characters of base64; none for scheme 11258, which
/// draws a nonce for each message. ``scheme``: the x-eCode, 11256 (CBC, base64), 11257 (CBC, hexadecimal) or
/// 11258 (GCM, base64).
///
/// Raises :class:`UnknownSchemeError`, :class:`InvalidKeyError`, :class:`InvalidIvError` (a subclass of them
/// says what is wrong), :class:`SurrogateError`; ``TypeError`` for an argument of another type.
///
/// Make it once and share it: it cannot be changed, and every method may run in any number of threads at once.
/// The key is wiped when the last reference goes. ``repr`` shows the scheme alone; it cannot be pickled;
/// copying returns the same object.
///
/// Wherever ``bytes`` are taken, so are ``bytearray`` and ``memoryview``: they are copied first, so changing
/// them meanwhile does no harm. ``str`` stands for its UTF-8. The GIL is released around work that is worth it.
#[pyclass(frozen, module = "netcore_aes")]
pub struct Cipher(CoreCipher);

#[pymethods]
#[expect(clippy::unused_self, reason = "Python hands it over all the same")]
impl Cipher {
    #[new]
    #[pyo3(
        signature = (key, iv = None, *, scheme = SchemeCode(Scheme::default())),
        text_signature = "(key, iv=None, *, scheme=11256)"
    )]
    fn new(key: &Bound<'_, PyAny>, iv: Option<&Bound<'_, PyAny>>, scheme: SchemeCode) -> PyResult<Self> {
        let py = key.py();
        let key = Bytes::of(&"key", key)?;
        let iv = Bytes::or_none(&"iv", iv)?;
        CoreCipher::parse(scheme.0.code(), &key, &iv).map(Self).map_err(|error| errors::of(py, error))
    }

    /// The x-eCode.
    #[getter]
    fn scheme(&self) -> u32 {
        self.0.scheme().code()
    }

    /// How the key was written: ``"text"`` if its 32 characters are the key, ``"base64"`` if 44 of them hold it.
    #[getter]
    fn key_form(&self) -> &'static str {
        match self.0.key_form() {
            KeyForm::Text => "text",
            KeyForm::Base64 => "base64",
            KeyForm::Bytes => "bytes",
        }
    }

    /// Encrypts a message to text: base64, or hexadecimal for scheme 11257.
    ///
    /// ``aad``: associated data, which scheme 11258 authenticates and does not encrypt. The CBC schemes take none.
    ///
    /// Raises :class:`AadNotTakenError`, :class:`SurrogateError`, :class:`TooLargeError`, ``MemoryError``; under
    /// 11258 also :class:`RandomError` and :class:`KeyUsedUpError`.
    #[pyo3(signature = (plaintext, *, aad = None))]
    pub fn encrypt<'py>(
        &self,
        plaintext: &Bound<'py, PyAny>,
        aad: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyString>> {
        let py = plaintext.py();
        let plaintext = Bytes::of(&"plaintext", plaintext)?;
        let aad = Bytes::or_none(&"aad", aad)?;
        let (plaintext, aad): (&[u8], &[u8]) = (&plaintext, &aad);
        let text = released(py, [plaintext, aad], || self.0.encrypt_with_aad(plaintext, aad))?;
        PyString::from_bytes(py, text.as_bytes())
    }

    /// Decrypts a text to a string, with the associated data that it was encrypted with.
    ///
    /// Under CBC nothing tells whether a text was changed on its way, and the error itself is a padding oracle to
    /// whoever may try texts at will: never decrypt for a stranger.
    ///
    /// Raises :class:`EncodingError` if the text is not strict base64 or hexadecimal, and :class:`DecryptError` for
    /// every other cause, one of which is a plaintext that is not UTF-8 (:meth:`decrypt_bytes` returns those). Also
    /// :class:`AadNotTakenError`, :class:`SurrogateError`, :class:`TooLargeError`, ``MemoryError``.
    #[pyo3(signature = (text, *, aad = None))]
    fn decrypt<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        aad: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyString>> {
        let py = text.py();
        plaintext_string(py, &self.decrypted(text, aad)?, None)
    }

    /// Decrypts a text to bytes, whatever they are; otherwise as :meth:`decrypt`.
    #[pyo3(signature = (text, *, aad = None))]
    fn decrypt_bytes<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        aad: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let plaintext = self.decrypted(text, aad)?;
        PyBytes::new_with(text.py(), plaintext.len(), |bytes| {
            bytes.copy_from_slice(&plaintext);
            Ok(())
        })
    }

    /// Encrypts many messages in one call, in order and without associated data.
    ///
    /// All or nothing. An error says which item is at fault, in words and as its attribute ``index``; otherwise the
    /// errors are those of :meth:`encrypt`.
    fn encrypt_batch<'py>(&self, items: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        Through::new(items.py(), &self.0, CoreCipher::encrypted_batch_len, CoreCipher::encrypt_batch_into).run(items)
    }

    /// Decrypts many texts in one call, in order and without associated data.
    ///
    /// All or nothing. An error says which item is at fault, in words and as its attribute ``index``; otherwise the
    /// errors are those of :meth:`decrypt`.
    fn decrypt_batch<'py>(&self, items: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        Through::new(items.py(), &self.0, CoreCipher::decrypted_batch_bound, CoreCipher::decrypt_batch_into).run(items)
    }

    fn __repr__(&self) -> String {
        format!("Cipher(scheme={})", self.scheme())
    }

    fn __copy__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __deepcopy__<'py>(this: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        this
    }

    fn __reduce_ex__(&self, _protocol: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(errors::not_pickled("a Cipher", "it holds a key; make it anew where it is needed"))
    }
}

impl Cipher {
    pub const fn core_scheme(&self) -> Scheme {
        self.0.scheme()
    }

    fn decrypted(&self, text: &Bound<'_, PyAny>, aad: Option<&Bound<'_, PyAny>>) -> PyResult<Wiped> {
        let py = text.py();
        let text = Bytes::of(&"text", text)?;
        let aad = Bytes::or_none(&"aad", aad)?;
        let (text, aad): (&[u8], &[u8]) = (&text, &aad);
        released(py, [text, aad], || self.0.decrypt_with_aad(text, aad)).map(Wiped::from)
    }
}

/// Does `work` over `input`, without the GIL if that is worth it.
fn released<T: Send>(py: Python<'_>, input: [&[u8]; 2], work: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    let len = input.into_iter().fold(0_usize, |len, bytes| len.saturating_add(bytes.len()));
    let result = if len < RELEASE_FROM { work() } else { py.detach(work) };
    result.map_err(|error| errors::of(py, error))
}

/// A plaintext as a string; `index` is its place in a batch. One that is not UTF-8 is answered as if it had not
/// decrypted: a second answer would tell more of it. (Python's own error would carry it along.)
pub fn plaintext_string<'py>(
    py: Python<'py>,
    plaintext: &[u8],
    index: Option<usize>,
) -> PyResult<Bound<'py, PyString>> {
    PyString::from_bytes(py, plaintext).map_err(|error| {
        if error.is_instance_of::<PyUnicodeDecodeError>(py) {
            errors::of_batch(py, BatchError { error: Error::Decrypt, message: index })
        } else {
            error
        }
    })
}
