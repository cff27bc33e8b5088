//! Many messages side by side, written once for vectors of every width.
//!
//! CBC is serial within a message and independent between messages. So each message is a lane of its own, and there are as
//! many lanes as it takes to keep the CPU's AES units busy ("multi-buffer"; Bogdanov, Lauridsen and Tischhauser, "Comb to
//! Pipeline", FSE 2015).

/// Defines `advance` in a module that names, for one width of vectors: the type `Vector`; `VECTORS` of them with `EACH` lanes in
/// each; `broadcast`, `join`, `multipliers`, `gather`, `scatter` and `write_text`; and the instructions `xor`, `round` and `last_round`.
macro_rules! lanes {
    ($features:literal) => {
        pub(super) const LANES: usize = EACH * VECTORS;

        /// Encrypts `steps` groups of every lane and writes them as text; all of `groups` and `texts` have that length. `chains`
        /// are the blocks of ciphertext before them, and after it the last ones.
        #[target_feature(enable = $features)]
        pub(super) fn advance<const PIECES: usize>(
            keys: &[Block],
            chains: &mut [Block; LANES],
            steps: usize,
            groups: &[&[Group]; LANES],
            texts: &mut [&mut [Text<PIECES>]; LANES],
        ) {
            // The compiler must not see how many there are: it would unroll the rounds, and put them in an order in which the
            // lanes wait for each other (a third slower).
            let [first_key, middle_keys @ .., last_key] = std::hint::black_box(keys) else { return };
            let keys = (broadcast(first_key), middle_keys, broadcast(last_key));
            let (Some(chains), Some(groups), Some(texts)) = (
                chains.as_chunks_mut::<EACH>().0.first_chunk_mut::<VECTORS>(),
                groups.as_chunks::<EACH>().0.first_chunk::<VECTORS>(),
                texts.as_chunks_mut::<EACH>().0.first_chunk_mut::<VECTORS>(),
            ) else {
                return;
            };
            // Seen here once, so that no step looks again.
            if groups.as_flattened().iter().any(|groups| groups.len() != steps)
                || texts.as_flattened().iter().any(|texts| texts.len() != steps)
            {
                return;
            }

            let multipliers = multipliers();
            let mut states = [keys.0; VECTORS];
            for (state, chains) in states.iter_mut().zip(chains.iter()) {
                *state = join(chains);
            }
            for step in 0..steps {
                let mut now = [[&[[0; 16]; 3]; EACH]; VECTORS];
                for (now, groups) in now.as_flattened_mut().iter_mut().zip(groups.as_flattened()) {
                    let Some(group) = groups.get(step) else { return };
                    *now = group;
                }
                let first = encrypt_block(&mut states, keys, &now, 0);
                let second = encrypt_block(&mut states, keys, &now, 1);
                let third = encrypt_block(&mut states, keys, &now, 2);
                for (((first, second), third), texts) in first.iter().zip(&second).zip(&third).zip(texts.iter_mut()) {
                    write_text([*first, *second, *third], multipliers, texts, step);
                }
            }
            for (state, chains) in states.iter().zip(chains) {
                scatter(*state, chains.each_mut());
            }
        }

        /// Encrypts one block of every lane.
        #[inline]
        #[target_feature(enable = $features)]
        fn encrypt_block(
            states: &mut [Vector; VECTORS],
            (first_key, middle_keys, last_key): (Vector, &[Block], Vector),
            groups: &[[&Group; EACH]; VECTORS],
            block: usize,
        ) -> [Vector; VECTORS] {
            for (state, groups) in states.iter_mut().zip(groups) {
                *state = xor(*state, xor(gather(*groups, block), first_key));
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

/// Defines `base64`, the encoding of 12 bytes in each 128 bits as 16 characters (RFC 4648, section 4), without tables in memory
/// (Muła and Lemire, "Faster Base64 Encoding and Decoding using AVX2 Instructions", 2018).
macro_rules! base64 {
    ($features:literal) => {
        /// What moves fields of 6 bits to the right and to the left.
        pub(super) type Multipliers = (Vector, Vector);

        /// The compiler must not see their values: it would make several shifts of each multiplication.
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn multipliers() -> Multipliers {
            std::hint::black_box((each_word(0x0400_0040), each_word(0x0100_0010)))
        }

        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn base64(bytes: Vector, (right, left): Multipliers) -> Vector {
            // Each three bytes into a word, from which fields of 6 bits are moved into the word's bytes.
            let order = each(_mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
            let words = shuffle(bytes, order);
            let upper = multiply_high(and(words, each_word(0x0fc0_fc00)), right);
            let lower = multiply_low(and(words, each_word(0x003f_03f0)), left);
            let values = or(upper, lower);
            // What makes a value a character depends on its range: A-Z, a-z, each digit, + and /.
            let ranges = or(subtract(values, each_byte(51)), and(greater(each_byte(26), values), each_byte(13)));
            let steps = each(_mm_setr_epi8(71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0));
            add(values, shuffle(steps, ranges))
        }

        /// Three blocks as four times 12 bytes, each at the start of its 128 bits.
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn quarters([first, second, third]: [Vector; 3]) -> [Vector; 4] {
            [first, join_bytes::<12>(second, first), join_bytes::<8>(third, second), shift_bytes::<4>(third)]
        }
    };
}

/// Defines `hex`, the encoding of the 16 bytes in each 128 bits as twice 16 digits, in lower case.
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

/// Defines `write_text` from those.
macro_rules! write_text {
    ($features:literal) => {
        /// Writes three blocks of each lane as its text, at its place `step`.
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn write_text<const PIECES: usize>(
            blocks: [Vector; 3],
            multipliers: Multipliers,
            texts: &mut [&mut [Text<PIECES>]; EACH],
            step: usize,
        ) {
            let [first, second, third] = blocks;
            if PIECES == BASE64 {
                for (index, quarter) in quarters(blocks).into_iter().enumerate() {
                    scatter(base64(quarter, multipliers), texts.each_mut().map(|text| &mut text[step][index]));
                }
            } else {
                let digits = [hex(first), hex(second), hex(third)];
                for (index, piece) in digits.as_flattened().iter().enumerate() {
                    scatter(*piece, texts.each_mut().map(|text| &mut text[step][index]));
                }
            }
        }
    };
}

pub(super) use {base64, hex, lanes, write_text};
