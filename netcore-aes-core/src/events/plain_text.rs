//! The search for the end of a string: the first byte that JSON does not take as it is, sixteen bytes at a time.

use crate::kernel::Bytes16;

/// The number of bytes before the first quote, backslash or control character; all if there is none.
#[expect(clippy::inline_always, reason = "a few instructions for most strings")]
#[inline(always)]
pub(super) fn plain_len(text: &[u8]) -> usize {
    let mut len = 0_usize;
    let mut rest = text;
    while let Some((bytes, after)) = rest.split_first_chunk() {
        let specials = specials(bytes);
        if specials != 0 {
            return len.wrapping_add(usize::try_from(specials.trailing_zeros()).unwrap_or_default());
        }
        len = len.wrapping_add(16);
        rest = after;
    }
    len.wrapping_add(plain_len_of_few(rest))
}

#[inline(never)]
fn plain_len_of_few(text: &[u8]) -> usize {
    text.iter().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\')).unwrap_or(text.len())
}

/// A bit for each special byte, the lowest for the first.
#[inline]
fn specials(bytes: &[u8; 16]) -> u32 {
    let bytes = Bytes16::new(bytes);
    (bytes.at_most(0x1f) | bytes.equal(b'"') | bytes.equal(b'\\')).bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte at every place, before the bytes that could hide it or be taken for it.
    #[test]
    fn the_first_special_byte_is_found() {
        for len in 0..27 {
            for (byte, fill) in (0..=u8::MAX).flat_map(|byte| b"a\x7f\x80\xff\"\x1f\0".map(|fill| (byte, fill))) {
                for place in 0..len {
                    let mut text = vec![b'z'; len];
                    text[place..].fill(fill);
                    text[place] = byte;
                    let first = text.iter().position(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\');
                    assert_eq!(plain_len(&text), first.unwrap_or(len), "{text:?}");
                }
            }
        }
    }
}
