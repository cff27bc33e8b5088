//! AES-256-CBC to text with the CPU's own instructions: the one module that talks to the CPU, and the only one with unsafe code.
//!
//! A single message is bound by latency: each AES round waits for the one before it, and nothing else is on that path. Many
//! messages are bound by throughput, so they run side by side in the lanes of vector registers. The instruction set is
//! selected at run time. Without AES instructions there is no [`Kernel`], and the `aes` and `cbc` crates do the work.
//!
//! Constant time by construction: no branch and no address depends on a key, an IV or a plaintext, only on lengths.
//!
//! One folder per CPU architecture, with [`none`] beside them for the others; each gives the same names, re-exported here.

#![cfg_attr(
    target_arch = "x86_64",
    expect(
        unsafe_code,
        reason = "calls into functions for detected CPU features, unaligned loads and stores, inline assembly"
    )
)]

pub(crate) mod known_message;
#[cfg(not(all(target_arch = "x86_64", not(netcore_aes_instruction_set = "portable"))))]
mod none;
mod registers;
#[cfg(all(target_arch = "x86_64", not(netcore_aes_instruction_set = "portable")))]
mod x86_64;

#[cfg(not(all(target_arch = "x86_64", not(netcore_aes_instruction_set = "portable"))))]
use none as cpu;
#[cfg(all(target_arch = "x86_64", not(netcore_aes_instruction_set = "portable")))]
use x86_64 as cpu;

pub use cpu::instruction_set;
pub(crate) use cpu::{Kernel, in_wide_vectors, prefetch_read, prefetch_write};
pub(crate) use registers::wipe_registers;
