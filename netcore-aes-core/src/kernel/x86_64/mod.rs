//! The kernel for x86-64: AES-NI, or VAES on vectors of 256 or 512 bits.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "of arrays whose sizes are constants, by loops over those; no length that a caller hands in is among them"
)]

mod aesni;
mod block;
mod engine;
mod intrinsics;
mod known_answer;
mod message;
mod prefetch;
mod round_keys;
mod scheduler;
mod select;
mod single;
#[cfg(test)]
mod tests;
mod types;
mod vaes256;
mod vaes512;
mod vector;
mod wide;

pub(crate) use engine::Kernel;
pub(crate) use prefetch::{prefetch_read, prefetch_write};
pub use select::instruction_set;
pub(crate) use wide::in_wide_vectors;
