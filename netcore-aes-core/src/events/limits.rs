//! Limits of a payload of events.

/// The most events that one request may carry (vendor's API page).
pub const MAX_EVENTS: usize = 1000;

/// The most levels of arrays and objects within each other.
pub(super) const MAX_DEPTH: usize = 127;
