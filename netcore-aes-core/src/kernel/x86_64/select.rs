//! The choice of an instruction set.

use std::sync::OnceLock;

use super::engine::Kernel;
use super::known_answer;
use super::types::InstructionSet;
use crate::error::Error;
use crate::kernel::known_message::KEY;

/// The instruction set that encrypts under the CBC schemes on this machine: `vaes512`, `vaes256`, `aesni`, or `portable` for the
/// `aes` and `cbc` crates. The results are the same; only the speed differs.
#[must_use]
pub fn instruction_set() -> &'static str {
    best().map_or("portable", InstructionSet::name)
}

impl Kernel {
    /// Expands a key for the best instruction set; `None` if the CPU has no AES instructions.
    pub(crate) fn new(key: &[u8; 32]) -> Result<Option<Self>, Error> {
        best().map(|instruction_set| Self::with(instruction_set, key)).transpose()
    }
}

/// The widest instruction set that this CPU supports and that gives the known answers.
fn best() -> Option<InstructionSet> {
    // The CPU does not change while the program runs, so it is asked once.
    static BEST: OnceLock<Option<InstructionSet>> = OnceLock::new();
    *BEST.get_or_init(|| widest_that(|set| known_answer::holds(set, &KEY)))
}

/// The widest that the build allows, this CPU supports, and `holds` accepts.
pub(super) fn widest_that(holds: impl Fn(InstructionSet) -> bool) -> Option<InstructionSet> {
    [InstructionSet::Vaes512, InstructionSet::Vaes256, InstructionSet::Aesni]
        .into_iter()
        .filter(|set| *set <= widest_of_build() && set.is_supported())
        .find(|set| holds(*set))
}

/// The widest that the build allows: `--cfg netcore_aes_instruction_set="…"` names it.
pub(super) const fn widest_of_build() -> InstructionSet {
    if cfg!(netcore_aes_instruction_set = "aesni") {
        InstructionSet::Aesni
    } else if cfg!(netcore_aes_instruction_set = "vaes256") {
        InstructionSet::Vaes256
    } else {
        InstructionSet::Vaes512
    }
}
