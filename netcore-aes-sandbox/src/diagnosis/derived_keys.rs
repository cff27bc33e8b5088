//! Keys that code makes of the right one by mistake.

use md5::Md5;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::encodings::to_hex;
use crate::finding::Finding;

/// A mistake, and what it makes of a key or an IV as they are written.
pub(super) struct DerivedKey {
    pub(super) fault: Finding,
    pub(super) derive: fn(&[u8]) -> Zeroizing<Vec<u8>>,
}

pub(super) const DERIVED_KEYS: &[DerivedKey] = &[
    DerivedKey {
        fault: Finding::new(
            "key-sha256",
            "The key was hashed with SHA-256 before use; its 32 characters are the key, so pass their bytes.",
        ),
        derive: |key| Zeroizing::new(Sha256::digest(key).to_vec()),
    },
    DerivedKey {
        fault: Finding::new(
            "key-sha256-hex",
            "The key was replaced by the first 32 characters of its SHA-256 in hexadecimal; pass the key's own bytes.",
        ),
        derive: |key| first(32, to_hex(&Sha256::digest(key)).as_bytes()),
    },
    DerivedKey {
        fault: Finding::new(
            "key-md5-hex",
            "The key was replaced by its MD5 in hexadecimal; its 32 characters are the key, so pass their bytes.",
        ),
        derive: |key| first(32, to_hex(&Md5::digest(key)).as_bytes()),
    },
    DerivedKey {
        fault: Finding::new(
            "key-truncated",
            "Only the first 16 characters of the key were used, and zeros behind them; pass all 32 bytes.",
        ),
        derive: |key| {
            let mut derived = first(16, key);
            derived.resize(32, 0);
            derived
        },
    },
    DerivedKey {
        fault: Finding::new(
            "key-not-decoded",
            "The first 32 characters of the base64 key were used as the key; decode its 44 characters to 32 bytes first.",
        ),
        derive: |key| first(32, key),
    },
];

fn first(len: usize, bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(bytes.iter().copied().take(len).collect())
}
