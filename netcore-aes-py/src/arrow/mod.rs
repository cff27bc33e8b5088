//! Columns of strings by the Arrow `PyCapsule` interface: any library's arrays in, and out again, without a Python string.

mod check;
mod column;
mod crypt;
mod fault;
mod input;
#[expect(unsafe_code, reason = "the memory of another library, by the Arrow C data interface")]
mod interface;
mod kind;
mod operation;
mod piece;
mod rows;
#[expect(unsafe_code, reason = "what a cipher writes is not cleared before, and not checked for UTF-8 once more")]
mod strings;
mod validity;

pub use check::check_arrow;
pub use column::ArrowColumn;
pub use crypt::{decrypt, encrypt};
