//! Known answers of an instruction set, tested before its first use: a CPU, an emulator or a hypervisor that computes an
//! instruction wrongly must not cost anybody a payload.

use super::engine::Kernel;
use crate::kernel::cpu::{self, InstructionSet};
use crate::kernel::generic::supported::Supported;
use crate::kernel::known_message::{IV, PLAINTEXT};
use crate::scheme::Encoding;

/// The texts of the first 15, 47 and 64 bytes of the known message, whose last groups have one, three and two blocks. Made with
/// OpenSSL; the last begins as in F.2.5.
pub(super) const BASE64: [(usize, &str); 3] = [
    (15, "KVkC4VVZ1ZH/vupMhAWSgA=="),
    (47, "9YxMBNbl8bp3nqv7X3v71pz8TpZ+24CNZ593e8ZwLH1UIgQApA10N5gKWakECjZ+"),
    (
        64,
        "9YxMBNbl8bp3nqv7X3v71pz8TpZ+24CNZ593e8ZwLH058jNpqdm6z6Uw4mMEIxRhsusF4sOb6fzabBkHjGqdGz9G\
         F5bWsNay4MKnK02A5kQ=",
    ),
];
pub(super) const HEX: [(usize, &str); 3] = [
    (15, "295902e15559d591ffbeea4c84059280"),
    (
        47,
        "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d54220400a40d7437980a59a9\
         040a367e",
    ),
    (
        64,
        "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e263\
         04231461b2eb05e2c39be9fcda6c19078c6a9d1b3f461796d6b0d6b2e0c2a72b4d80e644",
    ),
];

/// More messages than lanes, so that every lane takes a second message.
const MESSAGES: usize = 40;
const _: () = assert!(MESSAGES > 2 * cpu::MOST_LANES);
const MAX_TEXT_LEN: usize = 160;

/// Whether an instruction set gives the known answers under `key`, for one message and for many; it does under their own key
/// alone.
pub(super) fn holds(set: Supported<InstructionSet>, key: &[u8; 32]) -> bool {
    gives(set, key, &BASE64, &HEX)
}

pub(super) fn gives(
    set: Supported<InstructionSet>,
    key: &[u8; 32],
    base64: &[(usize, &str)],
    hex: &[(usize, &str)],
) -> bool {
    let Ok(kernel) = Kernel::with(set, key) else { return false };
    agrees(&kernel, Encoding::Base64, base64) && agrees(&kernel, Encoding::Hex, hex)
}

fn agrees(kernel: &Kernel, encoding: Encoding, answers: &[(usize, &str)]) -> bool {
    let mut texts = [[0; MAX_TEXT_LEN]; MESSAGES];
    let message = |(len, answer): &(usize, &str)| Some((PLAINTEXT.get(..*len)?, answer.len()));

    let one_by_one = answers.iter().zip(&mut texts).all(|(answer, text)| {
        let pair = message(answer).and_then(|(plaintext, len)| Some((plaintext, text.get_mut(..len)?)));
        pair.is_some_and(|(plaintext, text)| {
            kernel.encrypt(&IV, encoding, plaintext, text) == Some(()) && text == answer.1.as_bytes()
        })
    });

    texts.as_flattened_mut().fill(0);
    let messages = answers.iter().cycle().zip(&mut texts).filter_map(|(answer, text)| {
        let (plaintext, len) = message(answer)?;
        Some((plaintext, text.get_mut(..len)?))
    });
    kernel.encrypt_many(&IV, encoding, messages);
    let side_by_side =
        answers.iter().cycle().zip(&texts).all(|((_, answer), text)| text.starts_with(answer.as_bytes()));
    one_by_one && side_by_side
}
