//! The text of a group.

use std::arch::aarch64::uint8x16_t;

use super::block::store;
use super::{base64, hex};
use crate::kernel::generic::message::BASE64;
use crate::kernel::generic::types::Text;

/// What both encodings need, loaded once per call. No address depends on a secret: tables are looked up in registers.
#[derive(Clone, Copy)]
pub(super) struct Tables {
    base64: base64::Tables,
    digits: uint8x16_t,
}

impl Tables {
    #[inline]
    #[target_feature(enable = "neon")]
    pub(super) fn new() -> Self {
        Self { base64: base64::Tables::new(), digits: hex::table() }
    }
}

/// Encodes three blocks.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn write_text<const PIECES: usize>(blocks: [uint8x16_t; 3], tables: Tables, text: &mut Text<PIECES>) {
    if PIECES == BASE64 {
        for (piece, characters) in text.iter_mut().zip(base64::characters(blocks, tables.base64)) {
            store(piece, characters);
        }
    } else {
        let digits = blocks.map(|block| hex::digits(block, tables.digits));
        for (piece, digits) in text.iter_mut().zip(digits.as_flattened()) {
            store(piece, *digits);
        }
    }
}
