//! The proof that this CPU has what functions need.

/// What a function needs of a CPU.
pub(in crate::kernel) trait Features {
    /// Whether this CPU and the operating system support it.
    fn is_supported(&self) -> bool;
}

/// Features that this CPU supports.
#[derive(Debug, Clone, Copy)]
pub(in crate::kernel) struct Supported<F>(F);

impl<F: Features + Copy> Supported<F> {
    /// `None` if the CPU does not support them.
    pub(in crate::kernel) fn check(features: F) -> Option<Self> {
        features.is_supported().then_some(Self(features))
    }

    pub(in crate::kernel) const fn features(self) -> F {
        self.0
    }
}
