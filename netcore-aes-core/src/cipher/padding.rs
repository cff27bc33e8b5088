//! PKCS#7 padding (RFC 5652, section 6.3) for blocks of 16 bytes.

use std::hint::black_box;

use ctutils::{Choice, CtEq, CtGt};

use crate::scheme::BLOCK_LEN;

/// Clears the padding at the end of the block and returns its length; `None` if the padding is invalid.
///
/// All 16 bytes are read, compared and written alike: no branch and no index depends on them but for the one answer. That
/// narrows a padding oracle; the answer itself remains one. Not inlined, so that the check `secret-dependence` can tell this
/// one branch from all others.
#[inline(never)]
pub(crate) fn remove_padding(block: &mut [u8; BLOCK_LEN]) -> Option<u8> {
    let [.., count] = *block;
    let mut valid = count.ct_gt(&0) & !count.ct_gt(&16);
    for (from_end, byte) in (1..=16_u8).zip(block.iter().rev()) {
        let before_padding: Choice = from_end.ct_gt(&count);
        valid &= before_padding | byte.ct_eq(&count);
    }
    if !valid.to_bool() {
        // Opaque, so that the branch on the secret is here, and the caller branches on a public value.
        return black_box(None);
    }
    for (from_end, byte) in (1..=16_u8).zip(block.iter_mut().rev()) {
        // Both are 1 to 16, so the top bit of their difference tells which is larger.
        *byte &= (count.wrapping_sub(from_end) >> 7).wrapping_neg();
    }
    Some(count)
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "how much was compared is a figure")]
mod tests {
    use super::*;

    /// RFC 5652 word for word, with branches and indices that depend on the block.
    fn by_definition(block: &[u8; 16]) -> Option<u8> {
        let count = block[15];
        let valid = (1..=16).contains(&count) && block[16 - usize::from(count)..].iter().all(|byte| *byte == count);
        valid.then_some(count)
    }

    /// Every count, with every value at every position of an otherwise valid padding: 256 × 16 × 256 blocks.
    #[test]
    fn agrees_with_the_definition_everywhere() {
        let (mut blocks, mut paddings) = (0_u32, 0_u32);
        for count in 0..=255_u8 {
            for place in 0..16 {
                for value in 0..=255_u8 {
                    let mut block = [count; 16];
                    block[place] = value;
                    let mut without = block;
                    let padding_len = remove_padding(&mut without);
                    assert_eq!(padding_len, by_definition(&block), "{block:?}");
                    if let Some(padding_len) = padding_len {
                        paddings += 1;
                        block[16 - usize::from(padding_len)..].fill(0);
                    }
                    assert_eq!(without, block);
                    blocks += 1;
                }
            }
        }
        // By hand: for each count from 1 to 16, any value before the padding, or the count itself within it. And a 1 at the end
        // is a valid padding of every block whose count is not 1.
        let expected = (1..=16).map(|count| 256 * (16 - count) + count).sum::<u32>() + 255;
        println!("counted blocks: {blocks}\ncounted paddings: {paddings}\ncounted paddings by definition: {expected}");
        assert_eq!((blocks, paddings), (256 * 16 * 256, expected));
    }
}
