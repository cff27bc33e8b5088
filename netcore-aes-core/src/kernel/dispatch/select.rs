//! The choice of an instruction set.

use std::sync::OnceLock;

use super::engine::Kernel;
use super::known_answer;
use crate::error::Error;
use crate::kernel::cpu::InstructionSet;
use crate::kernel::generic::supported::Supported;
use crate::kernel::known_message::KEY;

/// The instruction set that encrypts under the CBC schemes on this machine: `vaes512`, `vaes256` or `aesni` on x86-64, `armv8` on
/// 64-bit ARM, or `portable` for the `aes` and `cbc` crates. The results are the same; only the speed differs.
#[must_use]
pub fn instruction_set() -> &'static str {
    best().map_or("portable", |set| set.features().name())
}

impl Kernel {
    /// Expands a key for the best instruction set; `None` if the CPU has no AES instructions.
    pub(crate) fn new(key: &[u8; 32]) -> Result<Option<Self>, Error> {
        best().map(|set| Self::with(set, key)).transpose()
    }
}

/// The widest instruction set that this CPU supports and that gives the known answers.
fn best() -> Option<Supported<InstructionSet>> {
    // The CPU does not change while the program runs, so it is asked once.
    static BEST: OnceLock<Option<Supported<InstructionSet>>> = OnceLock::new();
    *BEST.get_or_init(|| widest_that(|set| known_answer::holds(set, &KEY)))
}

/// The widest that the build allows, this CPU supports, and `holds` accepts.
pub(super) fn widest_that(holds: impl Fn(Supported<InstructionSet>) -> bool) -> Option<Supported<InstructionSet>> {
    let allowed = InstructionSet::ALL.into_iter().rev().filter(|set| set.is_of_build());
    allowed.filter_map(Supported::check).find(|set| holds(*set))
}
