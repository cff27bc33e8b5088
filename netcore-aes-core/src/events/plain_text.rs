//! The search for the end of a string: the first byte that JSON does not take as it is, eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;

/// The number of bytes before the first quote, backslash or control character; all if there is none.
#[inline]
pub(super) fn plain_len(text: &[u8]) -> usize {
    let (words, tail) = text.as_chunks();
    let mut len = 0_usize;
    for word in words {
        let specials = specials(u64::from_le_bytes(*word));
        if specials != 0 {
            let place = usize::try_from(specials.trailing_zeros() / 8).unwrap_or(0);
            return len.saturating_add(place);
        }
        len = len.saturating_add(8);
    }
    let place = tail.iter().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\'));
    len.saturating_add(place.unwrap_or(tail.len()))
}

/// The highest bit of each special byte, exact up to the first of them.
const fn specials(word: u64) -> u64 {
    less(word, 0x20) | less(word ^ ONES.wrapping_mul(0x22), 1) | less(word ^ ONES.wrapping_mul(0x5c), 1)
}

/// The highest bit of each byte that is less than `limit`, exact up to the first of them: a borrow goes upwards.
const fn less(word: u64, limit: u64) -> u64 {
    word.wrapping_sub(limit.wrapping_mul(ONES)) & !word & (ONES << 7)
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
