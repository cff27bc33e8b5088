//! The sample keys that the vendor has published: anyone can decrypt their texts.

use const_hex::const_decode_to_array;
use ctutils::{Choice, CtEq};
use sha2::{Digest, Sha256};

use crate::scheme::KEY_LEN;

/// The SHA-256 hash of each key's bytes: the keys themselves do not belong in a library.
const HASHES: [[u8; 32]; 4] = [
    // CBC: in the vendor's script, and in the picture of step 1 of its guide.
    hash(b"cb4d00eef2f4832d29c9125835022ad99f0bd0e0fbb777f266dcc58f0360f65c"),
    hash(b"f74a8c804a68be0bb092973e6af10d4d9c6e39fbcbacf90853f4219a87ed4ae7"),
    // GCM: in the "V5" scripts, and in their later versions, with one `=` too many.
    hash(b"4e01a3e7e50a594e337c034d55e95e675285c8484d37ec3e74922b7d159de54a"),
    hash(b"de15ae0d9559b181611131ead0cc8f3a6c5e355d325be1d575b9e04d32bdf0d5"),
];

const fn hash(hex: &[u8; 64]) -> [u8; 32] {
    match const_decode_to_array(hex) {
        Ok(hash) => hash,
        Err(_) => [0; 32],
    }
}

/// Whether the vendor has published `key`. Nothing but the answer depends on the key.
pub(super) fn is_published(key: &[u8; KEY_LEN]) -> bool {
    contains(&Sha256::digest(key).into())
}

fn contains(hash: &[u8; 32]) -> bool {
    HASHES.iter().fold(Choice::FALSE, |found, published| found.or(published.ct_eq(hash))).to_bool()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one published key whose bytes the tests know, with each of its bits changed.
    #[test]
    fn the_key_of_the_vendors_script_is_published_and_no_neighbour_is() {
        let key = *b"JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4";
        assert!(is_published(&key));
        for bit in 0..key.len() * 8 {
            let mut neighbour = key;
            neighbour[bit / 8] ^= 1 << (bit % 8);
            assert!(!is_published(&neighbour), "bit {bit}");
        }
    }

    #[test]
    fn every_hash_was_read_and_is_found() {
        for (index, hash) in HASHES.iter().enumerate() {
            assert!(contains(hash));
            assert!(!HASHES[..index].contains(hash) && *hash != [0; 32], "{index}");
        }
        assert!(!contains(&[0; 32]));
    }
}
