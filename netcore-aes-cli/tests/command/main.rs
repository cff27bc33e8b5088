//! The command as its users meet it: a program with arguments, streams and an environment.
#![cfg(unix)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod environments;
mod help;
mod inputs;
mod program;
