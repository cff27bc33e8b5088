//! A message in groups of three blocks, which make whole characters of text.

use super::types::{Group, Text};

/// Pieces of 16 characters in the text of a group.
pub(in crate::kernel) const BASE64: usize = 4;
pub(in crate::kernel) const HEX: usize = 6;

const GROUP_LEN: usize = size_of::<Group>();

/// A plaintext, and the memory for its text.
pub(in crate::kernel) struct Message<'a, const PIECES: usize> {
    pub(in crate::kernel) groups: &'a [Group],
    pub(in crate::kernel) texts: &'a mut [Text<PIECES>],
    /// What follows the groups.
    pub(in crate::kernel) end: End<'a>,
}

/// The end of a message: its last group, of one to three blocks.
pub(in crate::kernel) struct End<'a> {
    pub(super) plaintext: &'a [u8],
    pub(in crate::kernel) blocks: usize,
    text: &'a mut [u8],
}

impl<'a, const PIECES: usize> Message<'a, PIECES> {
    /// `text` must have exactly the text's length; otherwise `None`.
    #[inline]
    pub(in crate::kernel) fn new(plaintext: &'a [u8], text: &'a mut [u8]) -> Option<Self> {
        let (groups, _) = plaintext.as_chunks().0.as_chunks();
        let (texts, text) = text.split_at_mut_checked(groups.len() * PIECES * 16)?;
        let blocks = plaintext.len() % GROUP_LEN / 16 + 1;
        if text.len() != end_text_len::<PIECES>(blocks) {
            return None;
        }
        let (texts, _) = texts.as_chunks_mut().0.as_chunks_mut();
        Some(Self { groups, texts, end: End { plaintext, blocks, text } })
    }
}

const fn end_text_len<const PIECES: usize>(blocks: usize) -> usize {
    let bytes = blocks * 16;
    if PIECES == BASE64 { bytes.div_ceil(3) * 4 } else { bytes * 2 }
}

impl End<'_> {
    /// Copies the text of the last group, of which all three blocks were written, as far as it belongs to the message. It indexes
    /// tables by characters, which are public; not inlined, so that the check `secret-dependence` can tell it from code that
    /// must not.
    #[inline(never)]
    pub(in crate::kernel) fn finish<const PIECES: usize>(self, text: &Text<PIECES>) {
        let all = text.as_flattened();
        match (PIECES, self.blocks) {
            // The base64 of one or two blocks ends with a character of 2 or 4 bits, and padding (RFC 4648, section 4).
            (BASE64, 1) => copy::<21, 3>(all, |character| [KEEP_2_BITS[character], b'=', b'='], self.text),
            (BASE64, 2) => copy::<42, 2>(all, |character| [KEEP_4_BITS[character], b'='], self.text),
            // Of a known size, so without a call.
            _ if self.text.len() == all.len() => self.text.copy_from_slice(all),
            _ => {
                if let Some(all) = all.get(..self.text.len()) {
                    self.text.copy_from_slice(all);
                }
            }
        }
    }
}

/// Copies `WHOLE` characters, and the end that `end` makes of the character after them.
#[inline]
fn copy<const WHOLE: usize, const END: usize>(from: &[u8], end: impl FnOnce(usize) -> [u8; END], to: &mut [u8]) {
    let (Some((whole, [next, ..])), Some((to, to_end))) =
        (from.split_first_chunk::<WHOLE>(), to.split_first_chunk_mut::<WHOLE>())
    else {
        return;
    };
    *to = *whole;
    to_end.copy_from_slice(&end(usize::from(*next)));
}

/// For each character of base64, the character of its upper two bits of six, the others zero.
const KEEP_2_BITS: [u8; 256] = keep(0b11_0000);
/// Likewise the upper four bits.
const KEEP_4_BITS: [u8; 256] = keep(0b11_1100);

pub(in crate::kernel) const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#[expect(clippy::as_conversions, reason = "the only conversion from u8 to usize in a constant")]
const fn keep(bits: usize) -> [u8; 256] {
    let mut kept = [0; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        kept[ALPHABET[value] as usize] = ALPHABET[value & bits];
        value += 1;
    }
    kept
}
