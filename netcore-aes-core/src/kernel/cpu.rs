//! The folder of the CPU architecture that this build is for.

#[cfg(target_arch = "aarch64")]
pub(super) use super::aarch64::{InstructionSet, MOST_LANES, encrypt_many, encrypt_one, expand};
#[cfg(target_arch = "aarch64")]
pub(crate) use super::aarch64::{in_wide_vectors, prefetch_read, prefetch_write};
#[cfg(target_arch = "x86_64")]
pub(super) use super::x86_64::{InstructionSet, MOST_LANES, encrypt_many, encrypt_one, expand};
#[cfg(target_arch = "x86_64")]
pub(crate) use super::x86_64::{in_wide_vectors, prefetch_read, prefetch_write};
