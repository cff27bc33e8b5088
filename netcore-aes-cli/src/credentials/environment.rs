//! The variables of the environment that hold credentials, or name a file of them.

use std::env;

use zeroize::Zeroizing;

pub(super) const KEY: &str = "NETCORE_AES_KEY";
pub(super) const IV: &str = "NETCORE_AES_IV";
pub(super) const API_KEY: &str = "NETCORE_API_KEY";
pub(super) const FILE: &str = "NETCORE_AES_CREDENTIALS";

/// Bytes that are wiped when they are dropped.
pub(super) type SecretBytes = Zeroizing<Vec<u8>>;

/// A variable that is set and not empty.
pub(super) fn variable(name: &str) -> Option<SecretBytes> {
    let value = Zeroizing::new(env::var_os(name)?.into_encoded_bytes());
    (!value.is_empty()).then_some(value)
}
