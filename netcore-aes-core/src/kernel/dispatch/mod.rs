//! The part of the kernel that chooses an instruction set, tries it, and calls it.
//!
//! A CPU's folder (`x86_64`, `aarch64`) gives it these names:
//!
//! | name | meaning |
//! | --- | --- |
//! | `InstructionSet`, its `ALL` | the instruction sets that the kernel knows, from the narrowest to the widest |
//! | `name`, `is_supported`, `is_of_build` of one | what it is called, whether this CPU has it, and whether the build may use it |
//! | `expand(set, key, &mut round_keys)` | the key schedule (FIPS 197, section 5.2) |
//! | `encrypt_one(set, keys, chain, message)` | one message: a chain in which every round waits for the one before it |
//! | `encrypt_many(set, keys, iv, messages)` | many messages in lanes, by `generic::scheduler` |
//! | `MOST_LANES` | the lanes of the widest |
//! | `prefetch_read`, `prefetch_write`, `in_wide_vectors` | hints, and work that the compiler may do in wider vectors |
//!
//! `set` is a `Supported`, which can be made only on a CPU that has the instructions.

mod engine;
mod known_answer;
mod select;
#[cfg(test)]
mod tests;

pub(crate) use engine::Kernel;
pub use select::instruction_set;
