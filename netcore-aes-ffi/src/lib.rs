//! The C ABI of netcore-aes. `include/netcore_aes.h`, generated from this crate, is its manual.
//!
//! Every export is one call of [`guard`](boundary::guard): it turns a panic into a status, so that nothing unwinds into C. What
//! the caller hands in becomes a Rust slice only in [`memory`](boundary::memory), after NULL, length and overlap were checked.

#![expect(unsafe_code, reason = "C hands in pointers")]
#![expect(
    clippy::doc_markdown,
    clippy::missing_safety_doc,
    reason = "the documentation of exports is the header's text: plain, and the contract of safety throughout"
)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "an overflow in a test fails the test"))]

mod boundary;
mod exports;
#[cfg(test)]
mod tests;

pub use boundary::status::*;
pub use exports::*;
