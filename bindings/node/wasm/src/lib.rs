//! The WebAssembly half of the npm package `netcore-aes`, for where its compiled half does not run.
//!
//! As the compiled half it converts types and adds nothing to `netcore-aes-core`, and it is called by the package's JavaScript alone
//! (`lib/wasm.js`). `exports` has the functions. JavaScript writes arguments into memory that `state::State` owns, and reads results
//! from there, so that no function gets an address, and the memory is wiped here.

mod exports;
#[path = "../../src/found.rs"]
mod found;
mod record;
mod state;
