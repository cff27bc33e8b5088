//! Wiping of vector registers, of CPUs that have no folder.

/// Nothing is known of their registers.
pub(crate) const fn wipe_registers() {}
