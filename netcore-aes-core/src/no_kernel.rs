//! In place of the kernel where there is none: other CPUs, and builds with `--cfg netcore_aes_instruction_set="portable"`.

use std::convert::Infallible;

use crate::{Encoding, Error};

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "it is the kernel's, which this CPU could have")]
#[path = "kernel/registers.rs"]
mod registers;

/// See [`crate::instruction_set`].
pub(crate) const fn instruction_set() -> &'static str {
    "portable"
}

/// There is none.
pub(crate) struct Kernel(Infallible);

impl Kernel {
    #[expect(clippy::unnecessary_wraps, reason = "as the kernel's own")]
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

#[cfg(target_arch = "x86_64")]
pub(crate) use registers::wipe_registers;

/// Of other CPUs nobody here knows them.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) const fn wipe_registers() {}

pub(crate) const fn will_read(_bytes: &[u8]) {}

pub(crate) const fn will_write(_bytes: &[u8]) {}
