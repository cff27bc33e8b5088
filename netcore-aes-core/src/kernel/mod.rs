//! AES-256-CBC to text with the CPU's own instructions: the one module that talks to the CPU, and the only one with unsafe code.
//!
//! A single message is bound by latency: each AES round waits for the one before it, and nothing else is on that path. Many
//! messages are bound by throughput, so they run side by side in the lanes of vector registers. The instruction set is
//! selected at run time. Without AES instructions there is no [`Kernel`], and the `aes` and `cbc` crates do the work.
//!
//! Constant time by construction: no branch and no address depends on a key, an IV or a plaintext, only on lengths.
//!
//! `generic` is the same for every CPU; a folder per CPU architecture builds on it; `dispatch` chooses and calls. `none` takes the place
//! of all three on other CPUs.

#![cfg_attr(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    expect(
        unsafe_code,
        reason = "calls into functions for detected CPU features, unaligned loads and stores, inline assembly"
    )
)]

#[cfg(all(target_arch = "aarch64", not(netcore_aes_instruction_set = "portable")))]
mod aarch64;
// For the reader of events, whatever there is of a kernel.
#[cfg_attr(all(target_arch = "aarch64", not(netcore_aes_instruction_set = "portable")), path = "aarch64/bytes.rs")]
#[cfg_attr(all(target_arch = "x86_64", not(netcore_aes_instruction_set = "portable")), path = "x86_64/bytes.rs")]
mod bytes;
#[cfg(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(netcore_aes_instruction_set = "portable")))]
mod cpu;
#[cfg(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(netcore_aes_instruction_set = "portable")))]
mod dispatch;
#[cfg(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(netcore_aes_instruction_set = "portable")))]
mod generic;
pub(crate) mod known_message;
#[cfg(not(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(netcore_aes_instruction_set = "portable"))))]
mod none;
// Builds without a kernel wipe, too.
#[cfg_attr(target_arch = "aarch64", path = "aarch64/registers.rs")]
#[cfg_attr(target_arch = "x86_64", path = "x86_64/registers.rs")]
mod registers;
#[cfg(all(target_arch = "x86_64", not(netcore_aes_instruction_set = "portable")))]
mod x86_64;

pub(crate) use bytes::{Bytes16, Places};
#[cfg(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(netcore_aes_instruction_set = "portable")))]
pub(crate) use cpu::{in_wide_vectors, prefetch_read, prefetch_write};
#[cfg(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(netcore_aes_instruction_set = "portable")))]
pub(crate) use dispatch::Kernel;
#[cfg(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(netcore_aes_instruction_set = "portable")))]
pub use dispatch::instruction_set;
#[cfg(not(all(
    any(target_arch = "aarch64", target_arch = "x86_64"),
    not(netcore_aes_instruction_set = "portable")
)))]
pub use none::instruction_set;
#[cfg(not(all(
    any(target_arch = "aarch64", target_arch = "x86_64"),
    not(netcore_aes_instruction_set = "portable")
)))]
pub(crate) use none::{Kernel, in_wide_vectors, prefetch_read, prefetch_write};
pub(crate) use registers::wipe_registers;
