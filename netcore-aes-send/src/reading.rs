//! What the reader of an input and the rest of a run tell each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What the reader and the rest of a run tell each other.
#[derive(Clone, Default)]
pub(crate) struct Reading {
    /// The number of bytes read, as they are in the files.
    pub(crate) bytes: Arc<AtomicU64>,
    /// Reading is given up.
    pub(crate) is_ended: Arc<AtomicBool>,
}

impl Reading {
    pub(crate) fn add(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn end(&self) {
        self.is_ended.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::SeqCst)
    }
}
