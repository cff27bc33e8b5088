//! Why a request cannot be read: the faults that hand-written integrations really have.

mod bodies;
mod decryption;
mod derived_keys;
mod plaintexts;
mod repairs;
mod texts;
mod trials;

pub(crate) use bodies::{FIELD, read_body};
pub(crate) use texts::diagnose_text;

#[cfg(test)]
mod tests;
