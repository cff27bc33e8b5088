//! Keys and IVs: parsing and generating them, and keeping them out of sight. Memory for plaintext.

mod generate;
mod iv;
mod key;
mod published;
mod secret;
mod wiped_bytes;

pub use generate::{Credentials, generate_gcm_key, keygen};
pub use iv::Iv;
pub use key::{Key, KeyForm};
pub use secret::SecretString;
pub use wiped_bytes::WipedBytes;
