//! The part of the kernel that every CPU's folder builds on.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "of arrays whose sizes are constants, by loops over those; no length that a caller hands in is among them"
)]

pub(super) mod lanes;
pub(super) mod last_group;
pub(super) mod message;
pub(super) mod round_keys;
pub(super) mod scheduler;
pub(super) mod supported;
pub(super) mod types;
