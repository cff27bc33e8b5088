//! What the CPU can do.

use crate::kernel::generic::supported::Features;

/// An instruction set, from the narrowest vectors to the widest; each includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::kernel) enum InstructionSet {
    /// AES-NI on 128 bits.
    Aesni,
    /// The same, with AVX2 for the text: the wider of two paths for AES-NI.
    AesniAvx2,
    /// VAES on 256 bits, with AVX2.
    Vaes256,
    /// VAES on 512 bits, with AVX-512 and its VBMI.
    Vaes512,
}

impl InstructionSet {
    /// From the narrowest to the widest.
    pub(in crate::kernel) const ALL: [Self; 4] = [Self::Aesni, Self::AesniAvx2, Self::Vaes256, Self::Vaes512];

    /// Whether the build allows it: `--cfg netcore_aes_instruction_set="…"` names the widest that it does.
    pub(in crate::kernel) fn is_of_build(self) -> bool {
        let widest = if cfg!(netcore_aes_instruction_set = "aesni") {
            Self::AesniAvx2
        } else if cfg!(netcore_aes_instruction_set = "vaes256") {
            Self::Vaes256
        } else {
            Self::Vaes512
        };
        self <= widest
    }

    pub(in crate::kernel) const fn name(self) -> &'static str {
        match self {
            Self::Aesni | Self::AesniAvx2 => "aesni",
            Self::Vaes256 => "vaes256",
            Self::Vaes512 => "vaes512",
        }
    }
}

impl Features for InstructionSet {
    fn is_supported(&self) -> bool {
        match self {
            Self::Aesni => is_x86_feature_detected!("aes") && is_x86_feature_detected!("avx"),
            Self::AesniAvx2 => Self::Aesni.is_supported() && is_x86_feature_detected!("avx2"),
            Self::Vaes256 => Self::AesniAvx2.is_supported() && is_x86_feature_detected!("vaes"),
            Self::Vaes512 => {
                Self::Vaes256.is_supported()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vbmi")
            }
        }
    }
}
