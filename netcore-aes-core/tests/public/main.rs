//! The core by what it exports. One program, since each compiles what it uses of the core again; `wiped_bytes` has an allocator of its
//! own, and so stands alone.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod cases;
mod oracle;

mod bad_input;
mod check;
mod display;
mod events;
mod properties;
mod requests;
mod sizes;
mod splitter;
mod upload;
mod vectors;
mod wycheproof;
