//! The kernel's names where there is no kernel: on other CPUs, and in builds with `--cfg netcore_aes_instruction_set="portable"`.

use std::convert::Infallible;

use crate::error::Error;
use crate::scheme::Encoding;

/// The instruction set that encrypts under the CBC schemes on this machine: `vaes512`, `vaes256` or `aesni` on x86-64, `armv8` on
/// 64-bit ARM, or `portable` for the `aes` and `cbc` crates. The results are the same; only the speed differs.
#[must_use]
pub const fn instruction_set() -> &'static str {
    "portable"
}

/// Never made.
pub(crate) struct Kernel(Infallible);

impl Kernel {
    #[expect(clippy::unnecessary_wraps, reason = "the signature of the kernels that exist")]
    pub(crate) const fn new(_key: &[u8; 32]) -> Result<Option<Self>, Error> {
        Ok(None)
    }

    pub(crate) fn encrypt(
        &self,
        _iv: &[u8; 16],
        _encoding: Encoding,
        _plaintext: &[u8],
        _text: &mut [u8],
    ) -> Option<()> {
        match self.0 {}
    }

    pub(crate) fn encrypt_many<'a>(
        &self,
        _iv: &[u8; 16],
        _encoding: Encoding,
        _messages: impl Iterator<Item = (&'a [u8], &'a mut [u8])>,
    ) {
        match self.0 {}
    }
}

pub(crate) const fn prefetch_read(_bytes: &[u8]) {}

pub(crate) const fn prefetch_write(_bytes: &[u8]) {}

pub(crate) fn in_wide_vectors<T>(work: impl FnOnce() -> T) -> T {
    work()
}
