//! The types that all CPUs share.

/// Round keys of AES-256: one for each of 14 rounds, and one before the first (FIPS 197, section 5).
pub(in crate::kernel) const ROUND_KEYS: usize = 15;

/// One AES block.
pub(in crate::kernel) type Block = [u8; 16];
/// Three blocks: the unit of encoding, since 48 bytes make whole characters of base64.
pub(in crate::kernel) type Group = [Block; 3];
/// The text of a group, in pieces of 16 characters.
pub(in crate::kernel) type Text<const PIECES: usize> = [[u8; 16]; PIECES];
