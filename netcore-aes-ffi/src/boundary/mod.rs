//! What stands between C and the exports: checks of pointers, and one way out. It knows no export.

pub(crate) mod failure;
pub(crate) mod fault_points;
pub(crate) mod guard;
pub(crate) mod memory;
pub mod status;
pub(crate) mod writer;
