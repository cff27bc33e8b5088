//! The wish to end a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends a run in good order when it is set: what is under way gets five seconds, what was read and cannot be read again becomes dead
/// letters. Clones are one; any thread may set it, and so may the handler of a signal.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the run to end.
    pub fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// The flag itself, for the handler of a signal.
    #[must_use]
    pub const fn flag(&self) -> &Arc<AtomicBool> {
        &self.0
    }

    /// Whether the run was asked to end.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
