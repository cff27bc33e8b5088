//! Encryption of event payloads for Netcore CE, as the vendor's guide describes it.
//!
//! An event's JSON is encrypted by a [`Cipher`] under one of three [`Scheme`]s, and the text that comes out is put into
//! an [`UploadRequest`]. Keys come from [`keygen`] or [`generate_gcm_key`].
//!
//! This crate does no I/O, keeps no global state and logs nothing; the one thing it asks of the operating system, besides
//! memory, is random bytes. Unsafe code stands in one module, which talks to the CPU; it holds the one piece of state, what the CPU
//! was found to have. Nothing a caller passes makes it panic.
//!
//! # What it does not do
//!
//! The CBC schemes, 11256 and 11257, use one IV for all messages, since the vendor's protocol does: equal events give
//! equal texts, and equal beginnings show. CBC detects no change to a text. Prefer 11258 where the panel has it, and never
//! decrypt for a stranger. Strings and vectors that are returned belong to the caller and are not wiped.

#![deny(unsafe_code)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "an overflow in a test fails the test"))]

#[cfg(test)]
#[path = "../tests/common/mod.rs"]
mod common;

mod batch;
mod cbc;
mod chunk;
mod cipher;
mod credentials;
mod curl;
mod encoding;
mod error;
mod event;
mod expanded;
mod fault;
mod field;
mod gcm;
mod json;
#[cfg(all(target_arch = "x86_64", not(netcore_aes_instruction_set = "portable")))]
mod kernel;
#[cfg(not(all(target_arch = "x86_64", not(netcore_aes_instruction_set = "portable"))))]
#[path = "no_kernel.rs"]
mod kernel;
mod keygen;
mod keys;
mod known_message;
mod limit;
mod memory;
mod nonce;
mod padding;
mod pointer;
mod problem;
mod random;
mod request;
mod residue;
mod scheme;
mod self_test;
mod split;
mod timestamp;

pub use batch::{Batch, BatchError, Offsets};
pub use chunk::{Chunk, ChunkLimits, chunks};
pub use cipher::Cipher;
pub use credentials::{Iv, Key, KeyForm, SecretString};
pub use encoding::Encoding;
pub use error::Error;
pub use event::{EventContext, MAX_EVENTS, check_events, check_events_with};
pub use fault::JsonFault;
pub use keygen::{Credentials, generate_gcm_key, keygen};
// For the shells, which must not abort either.
#[doc(hidden)]
pub use memory::{Boxed, try_box};
pub use problem::{Problem, Rule, Severity};
pub use request::{Region, UploadHeaders, UploadRequest, upload_body};
pub use scheme::{IV_BASE64_LEN, IV_LEN, KEY_BASE64_LEN, KEY_LEN, Mode, NONCE_LEN, Scheme, TAG_LEN};
pub use split::EventSplitter;

/// The instruction set that encrypts under the CBC schemes on this machine: `vaes512`, `vaes256`, `aesni`, or `portable` for the
/// `aes` and `cbc` crates. The results are the same; only the speed differs.
#[must_use]
pub fn instruction_set() -> &'static str {
    kernel::instruction_set()
}

/// Compiles and runs the Rust code on the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
