//! The round keys, which a CPU's folder expands.

use zeroize::Zeroize;

use super::types::{Block, ROUND_KEYS};

/// The round keys for encryption, wiped when dropped.
pub(in crate::kernel) struct RoundKeys([Block; ROUND_KEYS]);

impl RoundKeys {
    /// Memory for a schedule. Expanding it in place leaves no copy elsewhere.
    pub(in crate::kernel) const fn unset() -> Self {
        Self([[0; 16]; ROUND_KEYS])
    }

    pub(in crate::kernel) const fn blocks(&self) -> &[Block; ROUND_KEYS] {
        &self.0
    }

    pub(in crate::kernel) const fn blocks_mut(&mut self) -> &mut [Block; ROUND_KEYS] {
        &mut self.0
    }
}

impl Drop for RoundKeys {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
