//! The compiled half of the npm package `netcore-aes`.
//!
//! It converts types and adds nothing to `netcore-aes-core`. It is called by the JavaScript in `lib` alone, which checks the types of
//! arguments and makes errors of the faults that are returned: nothing here throws because of what a caller passed.
//! `index.d.ts` documents the package for its callers.

#![expect(clippy::needless_pass_by_value, reason = "napi passes strings by value")]

mod cipher;
mod events;
mod fault;
mod flat;
mod found;
mod keygen;
mod node_api;
mod pieces;
mod request;
mod tasks;
mod uploads;

use napi_derive::napi;

/// The version of the package.
#[napi]
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
