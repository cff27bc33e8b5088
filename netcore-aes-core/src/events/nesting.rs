//! The nesting of bytes in objects, arrays and strings: where a value ends, 64 bytes at a time.

use std::mem;

use crate::kernel::{Bytes16, Places};

const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;

/// The nesting of the next byte.
#[derive(Debug)]
pub(super) struct Nesting {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Before the first byte of a value.
    pub(super) const OUTERMOST: Self = Self { depth: 0, in_string: false, escaped: false };

    /// The place of the byte that ends the outermost object, array or string; reads all if there is none. The next byte is
    /// outermost again.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let end = self.find_end(bytes);
        if end.is_some() {
            *self = Self::OUTERMOST;
        }
        end
    }

    fn find_end(&mut self, bytes: &[u8]) -> Option<usize> {
        // The first byte of a value opens it.
        let head = usize::from(self.depth == 0 && !bytes.is_empty());
        let (head, rest) = bytes.split_at_checked(head).unwrap_or_default();
        if self.end_by_byte(head).is_some() {
            return Some(0);
        }
        let (blocks, tail) = rest.as_chunks();
        let mut start = head.len();
        for block in blocks {
            if let Some(place) = self.end_in_block(block) {
                return Some(start.saturating_add(place));
            }
            start = start.saturating_add(block.len());
        }
        self.end_by_byte(tail).map(|place| start.saturating_add(place))
    }

    /// Whether no object or array is open.
    pub(super) const fn is_outermost(&self) -> bool {
        self.depth == 0
    }

    fn end_by_byte(&mut self, bytes: &[u8]) -> Option<usize> {
        bytes.iter().position(|byte| self.closes_with(*byte))
    }

    /// Reads the next byte; returns whether it ends the outermost object, array or string.
    fn closes_with(&mut self, byte: u8) -> bool {
        if self.in_string {
            let was_escaped = mem::take(&mut self.escaped);
            self.escaped = byte == b'\\' && !was_escaped;
            self.in_string = byte != b'"' || was_escaped;
            return !self.in_string && self.depth == 0;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }

    fn end_in_block(&mut self, block: &[u8; 64]) -> Option<usize> {
        let masks = Masks::of(block);
        let (escaped, escapes_next) = escaped(masks.backslash, self.escaped);
        let strings = up_to_each(masks.quote & !escaped) ^ if self.in_string { u64::MAX } else { 0 };
        // A string that is outermost ends with its quote; a backslash outside strings is not JSON, and escapes nothing.
        if self.depth == 0 || masks.backslash & !strings != 0 {
            return self.end_by_byte(block);
        }
        let (open, close) = (masks.open & !strings, masks.close & !strings);
        if u64::from(close.count_ones()) >= self.depth {
            if let Some(place) = self.end_by_bracket(open, close) {
                return Some(place);
            }
        } else {
            let opened = self.depth.saturating_add(open.count_ones().into());
            self.depth = opened.saturating_sub(close.count_ones().into());
        }
        self.in_string = strings >> 63 == 1;
        self.escaped = escapes_next;
        None
    }

    /// Reads the brackets of a block one by one.
    fn end_by_bracket(&mut self, open: u64, close: u64) -> Option<usize> {
        let mut left = open | close;
        while left != 0 {
            let bracket = left & left.wrapping_neg();
            left ^= bracket;
            if open & bracket != 0 {
                self.depth = self.depth.saturating_add(1);
                continue;
            }
            self.depth = self.depth.saturating_sub(1);
            if self.depth == 0 {
                return usize::try_from(bracket.trailing_zeros()).ok();
            }
        }
        None
    }
}

/// The places of some bytes in a block: bit i is for byte i.
struct Masks {
    quote: u64,
    backslash: u64,
    open: u64,
    close: u64,
}

impl Masks {
    #[inline]
    fn of(block: &[u8; 64]) -> Self {
        let (vectors, _) = block.as_chunks::<16>();
        let mut masks = Self { quote: 0, backslash: 0, open: 0, close: 0 };
        for (vector, shift) in vectors.iter().zip([0, 16, 32, 48]) {
            let bytes = Bytes16::new(vector);
            // `{` and `}` differ from `[` and `]` in one bit.
            let brackets = bytes.with(0x20);
            let at_shift = |places: Places| u64::from(places.bits()) << shift;
            masks.quote |= at_shift(bytes.equal(b'"'));
            masks.backslash |= at_shift(bytes.equal(b'\\'));
            masks.open |= at_shift(brackets.equal(b'{'));
            masks.close |= at_shift(brackets.equal(b'}'));
        }
        masks
    }
}

/// The bytes that a backslash before them escapes, where the first is if `is_first`; and whether the last byte escapes the next.
///
/// In a row of backslashes every second one escapes. Taking the row from the odd places carries through it, and so tells rows that
/// begin at even places from those that begin at odd ones (Langdale and Lemire, "Parsing gigabytes of JSON per second", 3.1.1).
const fn escaped(backslash: u64, is_first: bool) -> (u64, bool) {
    let first = if is_first { 1 } else { 0 };
    if backslash == 0 {
        return (first, false);
    }
    let free = backslash & !first;
    let ends = ((free << 1 | ODD).wrapping_sub(free)) ^ ODD;
    (ends ^ (backslash | first), (ends & backslash) >> 63 == 1)
}

/// The exclusive or of each bit with all bits below it.
const fn up_to_each(mut bits: u64) -> u64 {
    let mut width = 1_u32;
    while width < 64 {
        bits ^= bits << width;
        width <<= 1;
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// By blocks as byte by byte, from every place on and whatever came before.
        #[test]
        fn blocks_end_where_bytes_end(text in "(\\{|\\[|\"|[\\]}\\\\{\\[\"a,]|aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa){0,200}", from in 0..70_usize) {
            let bytes = text.as_bytes();
            let from = from.min(bytes.len());
            let (mut blocks, mut plain) = (Nesting::OUTERMOST, Nesting::OUTERMOST);
            prop_assert_eq!(blocks.end_by_byte(&bytes[..from]), plain.end_by_byte(&bytes[..from]));
            let mut rest = &bytes[from..];
            loop {
                let end = blocks.end(rest);
                prop_assert_eq!(end, plain.end_by_byte(rest));
                if end.is_some() {
                    plain = Nesting::OUTERMOST;
                }
                prop_assert_eq!(format!("{blocks:?}"), format!("{plain:?}"));
                let Some(end) = end else { break };
                rest = &rest[end + 1..];
            }
        }
    }
}
