//! Many messages side by side, written once for vectors of every width.
//!
//! CBC is serial within a message and independent between messages. So each message has a lane of its own, and there are as
//! many lanes as keep the CPU's AES units busy ("multi-buffer"; Bogdanov, Lauridsen and Tischhauser, "Comb to Pipeline", FSE
//! 2015).
//!
//! # The contract of a width
//!
//! A module per width (`aesni`, `aesni_avx2`, `vaes256`, `vaes512`) defines these names, and `lanes!` makes `advance` and `LANES` of them:
//!
//! | name | what it is |
//! | --- | --- |
//! | `Vector` | the register type: blocks side by side |
//! | `LANES_PER_VECTOR`, `VECTORS` | blocks in a vector, and vectors; their product is `LANES` |
//! | `broadcast(&Block)` | a vector with the block in each lane |
//! | `join(&[Block; LANES_PER_VECTOR])` | a vector of these blocks |
//! | `gather([&Group; LANES_PER_VECTOR], block)` | a vector of block number `block` of each group |
//! | `scatter(Vector, [&mut Block; LANES_PER_VECTOR])` | stores each lane |
//! | `xor`, `round`, `last_round` | `a ^ b`; AESENC and AESENCLAST of each lane |
//! | `multipliers()` | constants that `write_text` needs, made once per call |
//! | `write_text(blocks, multipliers, texts)` | encodes three blocks of each lane to the lanes' texts |
//!
//! `base64!`, `hex!` and `write_text!` make `write_text` for widths without VBMI, from byte operations named in their modules'
//! imports.
//!
//! These are macros because generic code was slower: it cannot have `#[target_feature]`, so it must be inlined into a function of
//! each width, and the compiler arranges it differently. Measured with Rust 1.95, batches to base64:
//!
//! - A trait of unsafe functions: 3% slower with AES-NI, and five more unsafe blocks.
//! - A struct of function pointers, for the text too: no more unsafe blocks, but 2% slower with AES-NI and 19% slower with VAES on
//!   256 bits.

/// Defines `LANES` and `advance` for a width.
macro_rules! lanes {
    ($features:literal) => {
        pub(super) const LANES: usize = LANES_PER_VECTOR * VECTORS;

        /// Encrypts groups of every lane until a message ends, and writes their texts.
        #[target_feature(enable = $features)]
        pub(super) fn advance<const PIECES: usize>(keys: &[Block], lanes: &mut Lanes<'_, LANES, PIECES>) {
            // Hides the number of keys from the compiler: it would unroll the rounds, and order them so that lanes wait for each
            // other (a third slower).
            let [first_key, middle_keys @ .., last_key] = std::hint::black_box(keys) else { return };
            let keys = (broadcast(first_key), middle_keys, broadcast(last_key));
            let multipliers = multipliers();
            let mut states = [keys.0; VECTORS];
            for (state, chains) in states.iter_mut().zip(lanes.chains.as_chunks().0) {
                *state = join(chains);
            }
            loop {
                lanes.begin_step();
                // All three blocks of a lane are read at once, so that no address is kept.
                let mut plaintexts = [[keys.0; VECTORS]; 3];
                for vector in 0..VECTORS {
                    let Some(groups) = lanes.groups(vector * LANES_PER_VECTOR) else { return };
                    for (block, plaintexts) in plaintexts.iter_mut().enumerate() {
                        plaintexts[vector] = xor(gather(groups, block), keys.0);
                    }
                }
                let first = encrypt_block(&mut states, keys, plaintexts[0]);
                let second = encrypt_block(&mut states, keys, plaintexts[1]);
                let third = encrypt_block(&mut states, keys, plaintexts[2]);
                for vector in 0..VECTORS {
                    let Some(mut texts) = lanes.texts(vector * LANES_PER_VECTOR) else { return };
                    write_text([first[vector], second[vector], third[vector]], multipliers, &mut texts);
                }
                if lanes.has_ended() {
                    break;
                }
            }
            for (state, chains) in states.iter().zip(lanes.chains.as_chunks_mut().0) {
                scatter(*state, chains.each_mut());
            }
        }

        /// Encrypts one block of every lane. The plaintexts come with the first round key added.
        #[inline]
        #[target_feature(enable = $features)]
        fn encrypt_block(
            states: &mut [Vector; VECTORS],
            (_, middle_keys, last_key): (Vector, &[Block], Vector),
            plaintexts: [Vector; VECTORS],
        ) -> [Vector; VECTORS] {
            for (state, plaintext) in states.iter_mut().zip(plaintexts) {
                *state = xor(*state, plaintext);
            }
            for key in middle_keys {
                let key = broadcast(key);
                for state in &mut *states {
                    *state = round(*state, key);
                }
            }
            for state in &mut *states {
                *state = last_round(*state, last_key);
            }
            *states
        }
    };
}

/// Defines `base64`, which encodes 12 bytes in each 128 bits as 16 characters (RFC 4648, section 4), without tables in memory
/// (Muła and Lemire, "Faster Base64 Encoding and Decoding using AVX2 Instructions", 2018).
macro_rules! base64 {
    ($features:literal) => {
        /// Multipliers that move fields of 6 bits to the right and to the left.
        pub(super) type Multipliers = (Vector, Vector);

        /// Their values are hidden from the compiler: it would replace each multiplication with several shifts.
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn multipliers() -> Multipliers {
            std::hint::black_box((each_word(0x0400_0040), each_word(0x0100_0010)))
        }

        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn base64(bytes: Vector, (right, left): Multipliers) -> Vector {
            // Spreads every three bytes over a word, then moves its fields of 6 bits into the word's bytes.
            let order = each(_mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
            let words = shuffle(bytes, order);
            let upper = multiply_high(and(words, each_word(0x0fc0_fc00)), right);
            let lower = multiply_low(and(words, each_word(0x003f_03f0)), left);
            let values = or(upper, lower);
            // The offset from value to character depends on the range: A-Z, a-z, each digit, + and /. A comparison gives -1.
            let ranges = minus(subtract(values, each_byte(51)), greater(values, each_byte(25)));
            let steps = each(_mm_setr_epi8(65, 71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0));
            add(values, shuffle(steps, ranges))
        }

        /// Splits three blocks into four times 12 bytes, each at the start of its 128 bits.
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn quarters([first, second, third]: [Vector; 3]) -> [Vector; 4] {
            [first, join_bytes::<12>(second, first), join_bytes::<8>(third, second), shift_bytes::<4>(third)]
        }
    };
}

/// Defines `hex`, which encodes the 16 bytes in each 128 bits as twice 16 digits, in lower case.
macro_rules! hex {
    ($features:literal) => {
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn hex(bytes: Vector) -> [Vector; 2] {
            let digits = each(_mm_setr_epi8(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102));
            let upper = shuffle(digits, and(shift_right::<4>(bytes), each_byte(15)));
            let lower = shuffle(digits, and(bytes, each_byte(15)));
            [interleave_low(upper, lower), interleave_high(upper, lower)]
        }
    };
}

/// Defines `write_text` from `base64` and `hex`.
macro_rules! write_text {
    ($features:literal) => {
        /// Encodes three blocks of each lane, and writes each lane's text.
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn write_text<const PIECES: usize>(
            blocks: [Vector; 3],
            multipliers: Multipliers,
            texts: &mut [&mut Text<PIECES>; LANES_PER_VECTOR],
        ) {
            let [first, second, third] = blocks;
            if PIECES == BASE64 {
                for (index, quarter) in quarters(blocks).into_iter().enumerate() {
                    scatter(base64(quarter, multipliers), texts.each_mut().map(|text| &mut text[index]));
                }
            } else {
                let digits = [hex(first), hex(second), hex(third)];
                for (index, piece) in digits.as_flattened().iter().enumerate() {
                    scatter(*piece, texts.each_mut().map(|text| &mut text[index]));
                }
            }
        }
    };
}

pub(super) use {base64, hex, lanes, write_text};
