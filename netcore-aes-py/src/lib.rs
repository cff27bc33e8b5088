//! The compiled half of the Python package `netcore-aes`.
//!
//! It converts types and errors and adds nothing to `netcore-aes-core`. The comment above a class or a method is its
//! docstring, so it addresses Python's callers; `python/netcore_aes/_native.pyi` repeats it for editors, and a test
//! compares the two.

mod arguments;
mod arrow;
mod batch;
mod cipher;
mod errors;
mod events;
mod keygen;
mod plaintext;
mod request;
mod upload_body;
mod upload_stream;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _native {
    use netcore_aes_core::Scheme;
    use pyo3::prelude::*;
    use pyo3::types::{PyDict, PyMappingProxy};

    #[pymodule_export]
    use crate::arrow::{ArrowColumn, check_arrow};
    #[pymodule_export]
    use crate::cipher::Cipher;
    #[pymodule_export]
    use crate::events::{EventSplitter, check_events};
    #[pymodule_export]
    use crate::keygen::{generate_gcm_key, keygen};
    #[pymodule_export]
    use crate::request::UploadRequest;
    #[pymodule_export]
    use crate::upload_body::UploadBody;
    #[pymodule_export]
    use crate::upload_stream::UploadPieces;

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let schemes = PyDict::new(module.py());
        for scheme in Scheme::ALL {
            schemes.set_item(scheme.name(), scheme.code())?;
        }
        module.add("SCHEMES", PyMappingProxy::new(module.py(), schemes.as_mapping()))
    }
}
