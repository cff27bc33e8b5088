//! What the CPU can do.

use std::arch::is_aarch64_feature_detected;

use crate::kernel::generic::supported::Features;

/// An instruction set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kernel) enum InstructionSet {
    /// NEON with AES.
    Armv8,
}

impl InstructionSet {
    pub(in crate::kernel) const ALL: [Self; 1] = [Self::Armv8];

    /// Whether the build allows it: without the kernel there is none.
    #[expect(clippy::unused_self, reason = "x86-64 has several")]
    pub(in crate::kernel) const fn is_of_build(self) -> bool {
        true
    }

    pub(in crate::kernel) const fn name(self) -> &'static str {
        match self {
            Self::Armv8 => "armv8",
        }
    }
}

impl Features for InstructionSet {
    fn is_supported(&self) -> bool {
        match self {
            // Miri knows neither AESE nor TBL.
            Self::Armv8 => !cfg!(miri) && is_aarch64_feature_detected!("neon") && is_aarch64_feature_detected!("aes"),
        }
    }
}
