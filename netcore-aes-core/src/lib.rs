//! Encryption of event payloads for Netcore CE, as the vendor's guide describes it.
//!
//! [`check_events`] checks the JSON of events, a [`Cipher`] encrypts it under one of three [`Scheme`]s, and an
//! [`UploadRequest`] carries the text. Keys come from [`keygen`] or [`generate_gcm_key`].
//!
//! The crate does no I/O, has no global state and logs nothing. From the operating system it takes only memory and random
//! bytes. Unsafe code is in one module, `kernel`, which talks to the CPU. The only values kept between calls are facts about
//! the CPU: its instruction set, and the results of the self-tests. No argument makes it panic.
//!
//! # Limits
//!
//! The CBC schemes, 11256 and 11257, use one IV for all messages, as the vendor's protocol requires: equal events give equal
//! texts, and equal beginnings show. CBC does not detect changes to a text. Prefer 11258 where the panel offers it, and never
//! decrypt for a stranger. Strings and vectors that are returned belong to the caller and are not wiped; [`WipedBytes`] wipes a
//! vector.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "an overflow in a test fails the test"))]

#[cfg(test)]
#[path = "../tests/public/cases.rs"]
mod cases;

mod alloc;
mod cipher;
mod error;
mod events;
mod kernel;
mod random;
mod request;
mod scheme;
mod secrets;
mod upload;

// For the shells, which must not abort either.
#[doc(hidden)]
pub use alloc::TryBox;
// For columns of events, whose rows are no payloads.
pub use cipher::{Batch, BatchError, Cipher, Offset, Offsets};
pub use error::Error;
pub use events::{
    EventContext, EventSplitter, JsonError, MAX_EVENTS, Problem, Rule, Severity, SplitEvent, check_event, check_events,
    check_events_with,
};
pub use kernel::instruction_set;
pub use request::{Region, UploadHeaders, UploadRequest, upload_body, upload_body_parts};
pub use scheme::{
    Encoding, IV_BASE64_LEN, IV_LEN, KEY_BASE64_LEN, KEY_LEN, Mode, NONCE_LEN, Scheme, TAG_LEN, TextForm,
};
pub use secrets::{Credentials, Iv, Key, KeyForm, SecretString, WipedBytes, generate_gcm_key, keygen};
pub use upload::{ReadyPayloads, Upload, UploadBodies, UploadBody, UploadEvents, UploadLimits, UploadStream};

/// Compiles and runs the code on the page for Rust.
#[cfg(doctest)]
#[doc = include_str!("../../docs/rust.md")]
struct RustPage;
