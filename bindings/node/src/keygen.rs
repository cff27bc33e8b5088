//! Key generation.

use napi_derive::napi;

use crate::fault::{OrFault, or_fault};

/// A key and an IV.
#[napi(object, object_from_js = false)]
pub struct Credentials {
    /// 32 letters and digits.
    pub key: String,
    /// 16 letters and digits.
    pub iv: String,
}

/// Generates a key and an IV for the CBC schemes.
#[napi]
pub fn keygen() -> OrFault<Credentials> {
    or_fault(netcore_aes_core::keygen().map(|credentials| Credentials {
        key: credentials.key.expose().to_owned(),
        iv: credentials.iv.expose().to_owned(),
    }))
}

/// Generates a key for scheme 11258.
#[napi]
pub fn generate_gcm_key() -> OrFault<String> {
    or_fault(netcore_aes_core::generate_gcm_key().map(|key| key.expose().to_owned()))
}
