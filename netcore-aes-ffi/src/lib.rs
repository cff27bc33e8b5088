//! The C ABI of netcore-aes. `include/netcore_aes.h`, generated from this crate, is its manual.
//!
//! [`boundary`] stands between C and Rust: every export runs in its guard, which turns a panic into a status, so nothing unwinds
//! into C. An export with a status is one [`Call`](boundary::call::Call), which checks pointers before they become references.
//! [`exports`] holds the functions, a file for each section of the header.

#![expect(unsafe_code, reason = "C hands in pointers")]
#![expect(
    clippy::doc_markdown,
    clippy::missing_safety_doc,
    reason = "the documentation of exports is the header's text: plain, and the contract of safety throughout"
)]
#![allow(
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    rustdoc::invalid_rust_codeblocks,
    rustdoc::private_intra_doc_links,
    reason = "the same; and there is no public Rust"
)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "an overflow in a test fails the test"))]

mod boundary;
mod exports;
#[cfg(test)]
mod tests;

pub use boundary::status::*;
pub use exports::*;
