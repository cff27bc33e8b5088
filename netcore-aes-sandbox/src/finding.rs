//! A fault in an integration.

use std::borrow::Cow;

/// A fault in an integration: its name, for programs, and one sentence that says what to change. It carries no key, no IV and no
/// piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) name: &'static str,
    pub(crate) advice: Cow<'static, str>,
}

impl Finding {
    pub(crate) const fn new(name: &'static str, advice: &'static str) -> Self {
        Self { name, advice: Cow::Borrowed(advice) }
    }

    pub(crate) const fn with(name: &'static str, advice: String) -> Self {
        Self { name, advice: Cow::Owned(advice) }
    }
}
