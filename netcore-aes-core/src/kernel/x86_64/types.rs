//! The types that the kernel's parts share.

/// Round keys of AES-256: one for each of 14 rounds, and one before the first (FIPS 197, section 5).
pub(super) const ROUND_KEYS: usize = 15;

/// One AES block.
pub(super) type Block = [u8; 16];
/// Three blocks: the unit of encoding, since 48 bytes make whole characters of base64.
pub(super) type Group = [Block; 3];
/// The text of a group, in pieces of 16 characters.
pub(super) type Text<const PIECES: usize> = [[u8; 16]; PIECES];

/// What the CPU can do, from the narrowest vectors to the widest; each includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum InstructionSet {
    /// AES-NI on 128 bits.
    Aesni,
    /// VAES on 256 bits, with AVX2.
    Vaes256,
    /// VAES on 512 bits, with AVX-512 and its VBMI.
    Vaes512,
}

impl InstructionSet {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Aesni => "aesni",
            Self::Vaes256 => "vaes256",
            Self::Vaes512 => "vaes512",
        }
    }

    /// Whether this CPU and the operating system support it.
    pub(super) fn is_supported(self) -> bool {
        match self {
            Self::Aesni => is_x86_feature_detected!("aes") && is_x86_feature_detected!("avx"),
            Self::Vaes256 => {
                Self::Aesni.is_supported() && is_x86_feature_detected!("vaes") && is_x86_feature_detected!("avx2")
            }
            Self::Vaes512 => {
                Self::Vaes256.is_supported()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vbmi")
            }
        }
    }
}
