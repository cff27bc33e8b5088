//! AES-256-CBC to text by the CPU's own instructions: the one module that talks to the CPU, and the only one with unsafe code.
//!
//! One message is bound by latency: each round waits for the one before, and nothing but that chain is on its path. Many
//! messages are bound by throughput, and run side by side in lanes. What the CPU has decides at run time; without AES
//! instructions there is no [`Kernel`], and the `aes` and `cbc` crates do the work.
//!
//! Constant time by construction: no branch and no address depends on a key, an IV or a plaintext, only on lengths.

#![expect(
    unsafe_code,
    reason = "calls into functions for CPU features that were asked for, and unaligned loads and stores"
)]
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "of arrays whose sizes are constants, by loops over those; no length of a caller's is among them"
)]

use std::sync::OnceLock;

use crate::memory::{Boxed, try_box};
use crate::{Encoding, Error};

mod block;
mod fetch;
mod known_answer;
mod lanes;
mod many;
mod message;
mod one;
mod registers;
mod schedule;
#[cfg(test)]
mod tests;
mod wide128;
mod wide256;
mod wide512;

pub(crate) use fetch::{will_read, will_write};
use message::{BASE64, HEX, Message};
pub(crate) use registers::wipe_registers;
use schedule::RoundKeys;

const ROUND_KEYS: usize = 15;

type Block = [u8; 16];
/// What is encoded at a time: as many bytes as make whole characters.
type Group = [Block; 3];
type Text<const PIECES: usize> = [Block; PIECES];

/// What the CPU has: the instructions of one path, and of those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Path {
    /// AES-NI on 128 bits.
    Aesni,
    /// VAES on 256 bits, with AVX2.
    Vaes256,
    /// VAES on 512 bits, with AVX-512 and its VBMI.
    Vaes512,
}

impl Path {
    /// The widest path that this CPU has and that gives the known answers; none if it has no AES instructions.
    pub(crate) fn best() -> Option<Self> {
        // What the CPU is does not change while the program runs, so it is asked once.
        static BEST: OnceLock<Option<Path>> = OnceLock::new();
        *BEST.get_or_init(|| {
            [Self::Vaes512, Self::Vaes256, Self::Aesni]
                .into_iter()
                .find(|path| path.is_there() && known_answer::holds(*path))
        })
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Aesni => "aesni",
            Self::Vaes256 => "vaes256",
            Self::Vaes512 => "vaes512",
        }
    }

    /// Whether this CPU and the operating system have the instructions, and the build lets them be used
    /// (`--cfg netcore_aes_instruction_set="…"` names the widest that it does).
    fn is_there(self) -> bool {
        let widest = if cfg!(netcore_aes_instruction_set = "aesni") {
            Self::Aesni
        } else if cfg!(netcore_aes_instruction_set = "vaes256") {
            Self::Vaes256
        } else {
            Self::Vaes512
        };
        self <= widest && self.is_on_this_cpu()
    }

    fn is_on_this_cpu(self) -> bool {
        match self {
            Self::Aesni => is_x86_feature_detected!("aes") && is_x86_feature_detected!("avx"),
            Self::Vaes256 => {
                Self::Aesni.is_on_this_cpu() && is_x86_feature_detected!("vaes") && is_x86_feature_detected!("avx2")
            }
            Self::Vaes512 => {
                Self::Vaes256.is_on_this_cpu()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vbmi")
            }
        }
    }
}

/// See [`crate::instruction_set`].
pub(crate) fn instruction_set() -> &'static str {
    Path::best().map_or("portable", Path::name)
}

/// A key, made ready for one path.
pub(crate) struct Kernel {
    path: Path,
    keys: Boxed<RoundKeys>,
}

impl Kernel {
    /// Makes a key ready for the best path; `None` if the CPU has none.
    pub(crate) fn new(key: &[u8; 32]) -> Result<Option<Self>, Error> {
        Path::best().map(|path| Self::on(path, key)).transpose()
    }

    fn on(path: Path, key: &[u8; 32]) -> Result<Self, Error> {
        let mut keys = try_box(RoundKeys::unset())?;
        let [schedule] = &mut *keys;
        // SAFETY: a path is only ever used where `is_there` said so, and every path has the instructions of `Aesni`.
        unsafe { schedule.expand(key) }
        Ok(Self { path, keys })
    }

    /// Encrypts a message to its text, which has exactly the length of the result; `None` if it has not.
    pub(crate) fn encrypt(&self, iv: &Block, encoding: Encoding, plaintext: &[u8], text: &mut [u8]) -> Option<()> {
        let [keys] = &*self.keys;
        // SAFETY: as in `on`.
        unsafe {
            match encoding {
                Encoding::Base64 => one::encrypt::<BASE64>(keys, iv, Message::new(plaintext, text)?),
                Encoding::Hex => one::encrypt::<HEX>(keys, iv, Message::new(plaintext, text)?),
            }
        }
        Some(())
    }

    /// Encrypts messages to their texts; each place has exactly the length of the result. Stops short where one has not.
    pub(crate) fn encrypt_many<'a>(
        &self,
        iv: &Block,
        encoding: Encoding,
        messages: impl Iterator<Item = (&'a [u8], &'a mut [u8])>,
    ) {
        match encoding {
            Encoding::Base64 => self.encrypt_lanes::<BASE64>(iv, messages),
            Encoding::Hex => self.encrypt_lanes::<HEX>(iv, messages),
        }
    }

    fn encrypt_lanes<'a, const PIECES: usize>(
        &self,
        iv: &Block,
        messages: impl Iterator<Item = (&'a [u8], &'a mut [u8])>,
    ) {
        let messages = messages.map_while(|(plaintext, text)| Message::<PIECES>::new(plaintext, text));
        let [keys] = &*self.keys;
        // SAFETY: as in `on`.
        let finish = |chain: &Block, message| unsafe { one::encrypt(keys, chain, message) };
        match self.path {
            Path::Aesni => many::encrypt(iv, messages, finish, |chains, steps, groups, texts| {
                // SAFETY: as in `on`.
                unsafe { wide128::advance(keys.blocks(), chains, steps, groups, texts) }
            }),
            Path::Vaes256 => many::encrypt(iv, messages, finish, |chains, steps, groups, texts| {
                // SAFETY: a kernel of this path is only made where `is_there` said that the CPU has its instructions.
                unsafe { wide256::advance(keys.blocks(), chains, steps, groups, texts) }
            }),
            Path::Vaes512 => many::encrypt(iv, messages, finish, |chains, steps, groups, texts| {
                // SAFETY: as for the path before.
                unsafe { wide512::advance(keys.blocks(), chains, steps, groups, texts) }
            }),
        }
    }
}
