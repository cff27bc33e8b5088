//! Between C and the exports: the checks of arguments, and the guard against panics. No file here imports an export.

pub(crate) mod arguments;
pub(crate) mod call;
pub(crate) mod failure;
pub(crate) mod fault_points;
pub(crate) mod guard;
pub(crate) mod memory;
pub(crate) mod report;
pub mod status;
pub(crate) mod writer;
