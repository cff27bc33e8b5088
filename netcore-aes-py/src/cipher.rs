//! The cipher as a Python class.

use netcore_aes_core::{Cipher as CoreCipher, Error, KeyForm, Scheme, WipedBytes};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use crate::arguments::{Bytes, SchemeCode};
use crate::arrow::{self, ArrowColumn};
use crate::batch::{BatchRunner, LANES_FILLED};
use crate::errors;
use crate::plaintext;

/// The input length in bytes from which the GIL is released: 2 to 8 µs of work. Measured with two threads on two cores,
/// most calls gain from this length on; at half of it none does, since taking the GIL back costs what its release saves.
const RELEASE_GIL_BYTES: usize = 4096;

/// Encrypts and decrypts under one scheme, key and IV.
///
/// ``key``: 32 printable ASCII characters, whose bytes are the key, or 32 bytes written as 44 characters of
/// base64. ``iv``: likewise 16 characters, or 16 bytes as 24 characters of base64; none for scheme 11258, which
/// draws a nonce for each message. ``scheme``: the x-eCode, 11256 (CBC, base64), 11257 (CBC, hexadecimal) or
/// 11258 (GCM, base64).
///
/// Raises :class:`UnknownSchemeError`, a subclass of :class:`InvalidKeyError` or :class:`InvalidIvError` that
/// names the fault, :class:`SurrogateError`; ``TypeError`` for an argument of the wrong type.
///
/// Create it once and share it: it is immutable, and any number of threads may call its methods at once. The
/// key is wiped when the last reference is dropped. ``repr`` shows only the scheme; it cannot be pickled; copying
/// returns the same object.
///
/// An argument that may be ``bytes`` may also be ``bytearray`` or ``memoryview``: the call works on a copy, so
/// the buffer may change meanwhile. ``str`` means its UTF-8 encoding. The GIL is released for messages of 4096
/// bytes and more, and for batches.
#[pyclass(frozen, module = "netcore_aes")]
pub struct Cipher(CoreCipher);

#[pymethods]
#[expect(clippy::unused_self, reason = "Python passes it to every method")]
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
        CoreCipher::parse(scheme.0.code(), &key, &iv).map(Self).map_err(|error| errors::from_core(py, error))
    }

    /// The x-eCode.
    #[getter]
    fn scheme(&self) -> u32 {
        self.0.scheme().code()
    }

    /// The form of the key: ``"text"`` for its 32 characters, ``"base64"`` for 44 characters of base64.
    #[getter]
    fn key_form(&self) -> &'static str {
        match self.0.key_form() {
            KeyForm::Text => "text",
            KeyForm::Base64 => "base64",
            KeyForm::Bytes => "bytes",
        }
    }

    /// Whether the vendor has published the key as a sample, in a script or in its guide. Anyone can decrypt the texts of a
    /// published key: never send events under it.
    #[getter]
    fn key_is_published(&self) -> bool {
        self.0.key_is_published()
    }

    /// Encrypts a message and returns the text: base64, or hexadecimal for scheme 11257.
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
        let text = without_gil(py, [plaintext, aad], || self.0.encrypt_with_aad(plaintext, aad))?;
        PyString::from_bytes(py, text.as_bytes())
    }

    /// Decrypts a text and returns the message as a string.
    ///
    /// ``aad``: the associated data that was passed to :meth:`encrypt`.
    ///
    /// CBC does not detect a change to a text, and the error itself is a padding oracle for anyone who may submit
    /// texts at will: never decrypt for a stranger.
    ///
    /// Raises :class:`EncodingError` if the text is not strict base64 or hexadecimal, and :class:`DecryptError` for
    /// every other cause, including a message that is not UTF-8 (:meth:`decrypt_bytes` returns those). Also
    /// :class:`AadNotTakenError`, :class:`SurrogateError`, :class:`TooLargeError`, ``MemoryError``.
    #[pyo3(signature = (text, *, aad = None))]
    fn decrypt<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        aad: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyString>> {
        let py = text.py();
        plaintext::to_string(py, &self.decrypted(text, aad)?, None)
    }

    /// Decrypts a text and returns the message as bytes, which need not be UTF-8; otherwise like :meth:`decrypt`.
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

    /// Encrypts many messages in one call and returns their texts in order. It takes no associated data.
    ///
    /// All or nothing: if one item is at fault, the call raises, and the error names the item in its message and in
    /// its attribute ``index``. The errors are those of :meth:`encrypt`.
    fn encrypt_batch<'py>(&self, items: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let (output_len, crypt) = (CoreCipher::encrypted_batch_len, CoreCipher::encrypt_batch_into);
        BatchRunner::new(items.py(), &self.0, output_len, crypt, LANES_FILLED).run(items)
    }

    /// Decrypts many texts in one call and returns their messages in order. It takes no associated data.
    ///
    /// All or nothing: if one item is at fault, the call raises, and the error names the item in its message and in
    /// its attribute ``index``. The errors are those of :meth:`decrypt`.
    fn decrypt_batch<'py>(&self, items: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        // One message after the other: small pieces stay in the cache.
        let (output_len, crypt) = (CoreCipher::decrypted_batch_bound, CoreCipher::decrypt_batch_into);
        BatchRunner::new(items.py(), &self.0, output_len, crypt, 1).run(items)
    }

    /// Encrypts each row of an Arrow array, and returns a column of the same type; nulls stay null. It takes no associated data.
    ///
    /// ``array``: an object with ``__arrow_c_array__`` or ``__arrow_c_stream__``, such as a ``pyarrow.Array`` or a
    /// ``polars.Series``, of type ``string``, ``large_string``, ``string_view``, ``binary``, ``large_binary`` or
    /// ``binary_view``. It is not copied. A text is ASCII: in a binary column it is the bytes of its characters.
    ///
    /// All or nothing: if one row is at fault, the call raises, and the error names the row in its message and in its
    /// attribute ``index``. Raises ``TypeError`` for an array of another type, ``ValueError`` for one that is malformed or
    /// whose stream fails, and the errors of :meth:`encrypt`.
    fn encrypt_arrow(&self, array: &Bound<'_, PyAny>) -> PyResult<ArrowColumn> {
        arrow::encrypt(&self.0, array)
    }

    /// Decrypts each row of an Arrow array, and returns a column of the same type; nulls stay null. It takes no associated data.
    ///
    /// ``array``: as for :meth:`encrypt_arrow`. The messages of a string column must be UTF-8; those of a binary column
    /// may be any bytes.
    ///
    /// All or nothing, as :meth:`encrypt_arrow`. Raises the same ``TypeError`` and ``ValueError``, and the errors of
    /// :meth:`decrypt`.
    fn decrypt_arrow(&self, array: &Bound<'_, PyAny>) -> PyResult<ArrowColumn> {
        arrow::decrypt(&self.0, array)
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
        Err(errors::not_picklable("a Cipher", "it contains a key; create it in the process that needs it"))
    }
}

impl Cipher {
    pub const fn core(&self) -> &CoreCipher {
        &self.0
    }

    pub const fn core_scheme(&self) -> Scheme {
        self.0.scheme()
    }

    fn decrypted(&self, text: &Bound<'_, PyAny>, aad: Option<&Bound<'_, PyAny>>) -> PyResult<WipedBytes> {
        let py = text.py();
        let text = Bytes::of(&"text", text)?;
        let aad = Bytes::or_none(&"aad", aad)?;
        let (text, aad): (&[u8], &[u8]) = (&text, &aad);
        without_gil(py, [text, aad], || self.0.decrypt_with_aad(text, aad)).map(WipedBytes::from)
    }
}

/// Calls `work`, which reads `input`; without the GIL if the input is long enough.
fn without_gil<T: Send>(
    py: Python<'_>,
    input: [&[u8]; 2],
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> PyResult<T> {
    let len = input.into_iter().fold(0_usize, |len, bytes| len.saturating_add(bytes.len()));
    let result = if len < RELEASE_GIL_BYTES { work() } else { py.detach(work) };
    result.map_err(|error| errors::from_core(py, error))
}
