//! Every instruction set against the crates.

use super::engine::Kernel;
use super::{known_answer, select};
use crate::cipher::cbc::Cbc;
use crate::cipher::codec::Codec;
use crate::kernel::cpu::InstructionSet;
use crate::kernel::generic::message::{BASE64, Message};
use crate::kernel::generic::scheduler;
use crate::kernel::generic::supported::Supported;
use crate::kernel::known_message::KEY;
use crate::{Encoding, Iv, Key};

/// The number of random batches; `NETCORE_AES_BATCHES` sets it.
fn batches() -> u32 {
    std::env::var("NETCORE_AES_BATCHES").map_or(300, |count| count.parse().unwrap())
}

/// The instruction sets that this CPU supports, even those that the build does not allow.
fn instruction_sets() -> Vec<Supported<InstructionSet>> {
    let sets: Vec<_> = InstructionSet::ALL.into_iter().filter_map(Supported::check).collect();
    #[cfg(target_arch = "x86_64")]
    let has_aes = is_x86_feature_detected!("aes") && is_x86_feature_detected!("avx");
    #[cfg(target_arch = "aarch64")]
    let has_aes = std::arch::is_aarch64_feature_detected!("aes");
    assert_eq!(sets.is_empty(), !has_aes, "without any, the tests test nothing");
    sets
}

/// Numbers that look random and are the same each time (xorshift64*, Vigna 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> usize {
        usize::try_from(self.next() % end).unwrap()
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next().to_le_bytes()[7]).collect()
    }
}

/// The text by the `aes` and `cbc` crates.
fn portable(cbc: &Cbc, encoding: Encoding, plaintext: &[u8]) -> Vec<u8> {
    let raw_len = Cbc::ciphertext_len(plaintext.len()).unwrap();
    let mut text = vec![0; encoding.text_len(raw_len).unwrap()];
    let start = text.len() - raw_len;
    text[start..start + plaintext.len()].copy_from_slice(plaintext);
    cbc.encrypt(&mut text[start..], plaintext.len()).unwrap();
    Codec::new(encoding).unwrap().encode_in_place(&mut text, raw_len).unwrap();
    text
}

/// Encrypts the messages with every instruction set, one by one and side by side, and compares the texts with the crates'.
fn compare(
    sets: &[Supported<InstructionSet>],
    key: &[u8; 32],
    iv: [u8; 16],
    encoding: Encoding,
    plaintexts: &[Vec<u8>],
) {
    let cbc = Cbc::new(&Key::from_bytes(key).unwrap(), &Iv::from_bytes(&iv).unwrap()).unwrap();
    let expected: Vec<Vec<u8>> = plaintexts.iter().map(|plaintext| portable(&cbc, encoding, plaintext)).collect();
    for set in sets {
        let kernel = Kernel::with(*set, key).unwrap();
        let mut texts: Vec<Vec<u8>> = expected.iter().map(|text| vec![0; text.len()]).collect();
        for (plaintext, text) in plaintexts.iter().zip(&mut texts) {
            kernel.encrypt(&iv, encoding, plaintext, text).unwrap();
        }
        assert!(texts == expected, "{set:?}, {encoding:?}, one by one");
        for text in &mut texts {
            text.fill(0);
        }
        let pairs =
            plaintexts.iter().zip(&mut texts).map(|(plaintext, text)| (plaintext.as_slice(), text.as_mut_slice()));
        kernel.encrypt_many(&iv, encoding, pairs);
        assert!(texts == expected, "{set:?}, {encoding:?}, side by side");
    }
}

#[test]
fn every_instruction_set_agrees_with_the_crates_on_random_batches() {
    const THREADS: u32 = 2;
    std::thread::scope(|scope| {
        for seed in 1..=THREADS {
            scope.spawn(move || random_batches(u64::from(seed), batches().div_ceil(THREADS)));
        }
    });
}

fn random_batches(seed: u64, batches: u32) {
    let (sets, mut random) = (instruction_sets(), Random(seed));
    for _ in 0..batches {
        let key = random.bytes(32).try_into().unwrap();
        let iv = random.bytes(16).try_into().unwrap();
        let encoding = if random.below(4) == 0 { Encoding::Hex } else { Encoding::Base64 };
        let (count, longest) = (random.below(45), [40, 160, 700][random.below(3)]);
        let mut plaintext = || {
            let len = random.below(longest);
            random.bytes(len)
        };
        let plaintexts: Vec<_> = (0..count).map(|_| plaintext()).collect();
        compare(&sets, &key, iv, encoding, &plaintexts);
    }
}

#[test]
fn every_instruction_set_agrees_with_the_crates_at_every_length() {
    let mut random = Random(2);
    let plaintexts: Vec<_> = (0..300).chain([4096, 10_000, 65_535, 65_536]).map(|len| random.bytes(len)).collect();
    for encoding in [Encoding::Base64, Encoding::Hex] {
        compare(&instruction_sets(), b"0123456789abcdefghijklmnopqrstuv", *b"wxyzABCDEFGHIJKL", encoding, &plaintexts);
    }
}

/// Towards the end of a batch some lanes are idle while others go on, and the last message is finished alone.
#[test]
fn every_instruction_set_agrees_with_the_crates_on_few_long_messages() {
    let mut random = Random(3);
    for count in 0..=35 {
        let plaintexts: Vec<_> = (0..count).map(|i| random.bytes(100 + i * i * 37 % 4999)).collect();
        for encoding in [Encoding::Base64, Encoding::Hex] {
            compare(
                &instruction_sets(),
                b"0123456789abcdefghijklmnopqrstuv",
                *b"wxyzABCDEFGHIJKL",
                encoding,
                &plaintexts,
            );
        }
    }
}

#[test]
fn the_known_answers_hold_and_a_wrong_answer_fails() {
    let (base64, hex) = (&known_answer::BASE64, &known_answer::HEX);
    for set in instruction_sets() {
        assert!(known_answer::holds(set, &KEY), "{set:?}");
        assert!(!known_answer::holds(set, &[0; 32]), "{set:?} under another key");
        for wrong in
            [(15, "KVkC4VVZ1ZH/vupMhAWSgB=="), (15, "KVkC4VVZ1ZH/vupMhAWSgA="), (65, "KVkC4VVZ1ZH/vupMhAWSgA==")]
        {
            assert!(!known_answer::gives(set, &KEY, &[base64[1], wrong], hex), "{set:?}: {wrong:?}");
        }
        for wrong in [(15, "295902e15559d591ffbeea4c84059281"), (16, hex[0].1)] {
            assert!(!known_answer::gives(set, &KEY, base64, &[hex[2], wrong]), "{set:?}: {wrong:?}");
        }
    }
}

/// Without an instruction set that gives the right answers the crates do the work.
#[test]
fn an_instruction_set_with_wrong_answers_is_passed_over() {
    let mut allowed = instruction_sets();
    allowed.retain(|set| set.features().is_of_build());
    for count in 0..=allowed.len() {
        let right: Vec<_> = allowed[..count].iter().map(|set| set.features()).collect();
        let widest = select::widest_that(|set| right.contains(&set.features())).map(Supported::features);
        assert_eq!(widest, right.last().copied());
    }
}

#[test]
fn a_text_of_another_length_is_refused() {
    for set in instruction_sets() {
        let kernel = Kernel::with(set, &[0; 32]).unwrap();
        for len in [0, 23, 25, 44] {
            let mut text = vec![0xee; len];
            assert_eq!(kernel.encrypt(&[0; 16], Encoding::Base64, b"15 bytes or les", &mut text), None);
            assert!(text.iter().all(|byte| *byte == 0xee), "it was written to");
        }
    }
}

/// The steps that four lanes take until a message ends, each time, and those that the last message is finished with alone.
fn steps(groups_of_messages: &[usize]) -> (Vec<usize>, Option<usize>) {
    let plaintexts = groups_of_messages.iter().map(|groups| vec![0; groups * 48]).collect::<Vec<_>>();
    let mut texts = groups_of_messages.iter().map(|groups| vec![0; groups * 64 + 24]).collect::<Vec<_>>();
    let messages =
        plaintexts.iter().zip(&mut texts).map(|(plaintext, text)| Message::<BASE64>::new(plaintext, text).unwrap());
    let (mut steps, mut alone) = (Vec::new(), None);
    let finish = |_: &_, message: Message<BASE64>| alone = Some(message.groups.len());
    scheduler::encrypt::<4, BASE64>(&[0; 16], messages, finish, |lanes| {
        let mut count = 0;
        loop {
            lanes.begin_step();
            lanes.groups::<4>(0).unwrap();
            lanes.texts::<4>(0).unwrap();
            count += 1;
            if lanes.has_ended() {
                break;
            }
        }
        steps.push(count);
    });
    (steps, alone)
}

#[test]
fn lanes_advance_until_a_message_ends() {
    assert_eq!(steps(&[]), (vec![], None));
    assert_eq!(steps(&[7]), (vec![], Some(7)), "one message is finished alone");
    assert_eq!(steps(&[0; 4]), (vec![1], None));
    assert_eq!(steps(&[20; 4]), (vec![21], None), "all end at once");
    assert_eq!(steps(&[20, 20, 20, 20, 5]), (vec![21], Some(5)), "a lane takes the next message");
    assert_eq!(steps(&[2, 2, 20, 20]), (vec![3, 18], None), "beside idle lanes");
    assert_eq!(steps(&[9, 10, 10, 11, 3]), (vec![10, 1, 1], Some(1)), "lanes out of step");
}
