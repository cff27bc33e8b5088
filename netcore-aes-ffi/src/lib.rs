//! The C ABI of netcore-aes. `include/netcore_aes.h`, generated from this crate, is its manual.
//!
//! Every export is one call of [`guard`](mod@guard): it turns a panic into a status, so that nothing unwinds into C. What
//! the caller hands in becomes a Rust slice only in [`slice`](mod@slice), after NULL, length and overlap were checked.

#![expect(unsafe_code, reason = "C hands in pointers")]
#![expect(
    clippy::doc_markdown,
    clippy::missing_safety_doc,
    reason = "the documentation of exports is the header's text: plain, and the contract of safety throughout"
)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "an overflow in a test fails the test"))]

mod bounded;
mod guard;
#[cfg(feature = "test-hooks")]
mod hooks;
mod slice;
#[cfg(test)]
mod tests;

// In the order of the header, which is theirs.
mod version;

mod status;

mod keygen;

mod cipher;

mod message;

mod batch;

mod event;

mod request;

pub use batch::*;
pub use cipher::*;
pub use event::*;
#[cfg(feature = "test-hooks")]
pub use hooks::*;
pub use keygen::*;
pub use message::*;
pub use request::*;
pub use status::*;
pub use version::*;
