//! Shared by the fuzz targets: a second implementation, and the control that shows that results are compared.

mod control;
mod oracle;

pub use control::{is_control, spoil};
pub use oracle::{Encoding, cbc_decrypt, cbc_encrypt, decode, encode};

/// Expands a fuzzer's bytes: those below 128 stand for themselves, each of the others for a token.
pub fn expand(data: &[u8], tokens: &[&str]) -> Vec<u8> {
    let mut whole = Vec::new();
    for byte in data {
        match byte.checked_sub(128) {
            None => whole.push(*byte),
            Some(token) => whole.extend_from_slice(tokens[usize::from(token) % tokens.len()].as_bytes()),
        }
    }
    whole
}
