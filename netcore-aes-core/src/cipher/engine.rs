//! The work of one scheme: lengths, encryption and decryption. It takes memory from its caller and leaves the stack as it is:
//! [`super::Cipher`] allocates and wipes, once per call.

use std::ops::Range;

use super::cbc::Cbc;
use super::codec::Codec;
use super::gcm::Gcm;
use super::nonce::Nonces;
use super::wipe::StackDepth;
use crate::error::Error;
use crate::kernel::Kernel;
use crate::scheme::{BLOCK_LEN, Mode, Scheme};
use crate::secrets::{Iv, Key};

pub(super) struct Engine {
    scheme: Scheme,
    algorithm: Algorithm,
    codec: Codec,
}

enum Algorithm {
    Cbc(Cbc),
    Gcm(Gcm),
}

impl Engine {
    pub(super) fn new(scheme: Scheme, key: &Key, iv: Option<&Iv>) -> Result<Self, Error> {
        let algorithm = match (scheme.mode(), iv) {
            (Mode::Cbc, Some(iv)) => Algorithm::Cbc(Cbc::new(key, iv)?),
            (Mode::Cbc, None) => return Err(Error::IvRequired { scheme }),
            (Mode::Gcm, None) => Algorithm::Gcm(Gcm::new(key)?),
            (Mode::Gcm, Some(_)) => return Err(Error::IvNotTaken { scheme }),
        };
        Ok(Self { scheme, algorithm, codec: Codec::new(scheme.encoding())? })
    }

    pub(super) const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The CPU's own way to encrypt, with the IV to pass to it; `None` if this scheme or this CPU has none.
    pub(super) fn kernel(&self) -> Option<(&Kernel, &[u8; BLOCK_LEN])> {
        match &self.algorithm {
            Algorithm::Cbc(cbc) => cbc.kernel(),
            Algorithm::Gcm(_) => None,
        }
    }

    /// The stack that the crates use for this scheme.
    pub(super) const fn stack_depth(&self) -> StackDepth {
        match self.algorithm {
            Algorithm::Cbc(_) => StackDepth::Cbc,
            Algorithm::Gcm(_) => StackDepth::Gcm,
        }
    }

    /// See [`super::Cipher::encrypted_len`].
    pub(super) fn encrypted_len(&self, plaintext_len: usize) -> Result<usize, Error> {
        self.raw_len(plaintext_len)
            .and_then(|raw_len| self.scheme.encoding().text_len(raw_len))
            .filter(|len| isize::try_from(*len).is_ok())
            .ok_or(Error::TooLarge { bytes: plaintext_len })
    }

    /// See [`super::Cipher::decrypted_bound`].
    pub(super) fn decrypted_bound(&self, text_len: usize) -> Result<usize, Error> {
        if isize::try_from(text_len).is_err() {
            return Err(Error::TooLarge { bytes: text_len });
        }
        Ok(self.scheme.encoding().raw_bound(text_len))
    }

    /// The length of the bytes that are encoded as text.
    fn raw_len(&self, plaintext_len: usize) -> Option<usize> {
        match self.scheme.mode() {
            Mode::Cbc => Cbc::ciphertext_len(plaintext_len),
            Mode::Gcm => Gcm::sealed_len(plaintext_len),
        }
    }

    /// Encrypts a message by the kernel. On an error `out` is wiped, or untouched if nothing was begun.
    #[inline]
    pub(super) fn encrypt_by_kernel(
        &self,
        (kernel, iv): (&Kernel, &[u8; BLOCK_LEN]),
        plaintext: &[u8],
        aad: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Error> {
        let too_large = Error::TooLarge { bytes: plaintext.len() };
        let encoding = self.scheme.encoding();
        self.write_text(plaintext, aad, out, |text| kernel.encrypt(iv, encoding, plaintext, text).ok_or(too_large))
    }

    /// Encrypts a message by the crates, as [`Self::encrypt_by_kernel`] does. GCM draws its nonce from `nonces`.
    pub(super) fn encrypt(
        &self,
        nonces: &mut Nonces,
        plaintext: &[u8],
        aad: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Error> {
        self.write_text(plaintext, aad, out, |text| self.encrypt_in_place(nonces, plaintext, aad, text))
    }

    /// Checks the arguments, then lets `write` fill the start of `out`, of exactly the text's length.
    #[inline]
    fn write_text(
        &self,
        plaintext: &[u8],
        aad: &[u8],
        out: &mut [u8],
        write: impl FnOnce(&mut [u8]) -> Result<(), Error>,
    ) -> Result<usize, Error> {
        self.refuse_aad(aad)?;
        let needed = self.encrypted_len(plaintext.len())?;
        let capacity = out.len();
        let result = write(out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, capacity })?);
        if result.is_err() {
            out.fill(0);
        }
        result.map(|()| needed)
    }

    /// Decrypts a text to the start of `out`. On an error `out` is wiped, or untouched if nothing was begun.
    pub(super) fn decrypt(&self, text: &[u8], aad: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        self.refuse_aad(aad)?;
        let needed = self.decrypted_bound(text.len())?;
        let capacity = out.len();
        let buffer = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, capacity })?;
        let result = self.decrypt_in_place(text, aad, buffer);
        if result.is_err() {
            out.fill(0);
        }
        result
    }

    #[cfg(any(test, feature = "test-hooks"))]
    pub(super) fn leave_messages(&self, left: u64) {
        if let Algorithm::Gcm(gcm) = &self.algorithm {
            gcm.leave_messages(left);
        }
    }

    fn refuse_aad(&self, aad: &[u8]) -> Result<(), Error> {
        match self.scheme.mode() {
            Mode::Cbc if !aad.is_empty() => Err(Error::AadNotTaken { scheme: self.scheme }),
            _ => Ok(()),
        }
    }

    /// Encrypts at the end of `text`, which has exactly the text's length, then encodes from there to its start: no further
    /// memory is needed, whatever the length.
    fn encrypt_in_place(
        &self,
        nonces: &mut Nonces,
        plaintext: &[u8],
        aad: &[u8],
        text: &mut [u8],
    ) -> Result<(), Error> {
        let too_large = Error::TooLarge { bytes: plaintext.len() };
        let raw_len = self.raw_len(plaintext.len()).ok_or(too_large)?;
        let raw = text.rchunks_mut(raw_len).next().ok_or(too_large)?;
        match &self.algorithm {
            Algorithm::Cbc(cbc) => {
                copy(plaintext, raw.get_mut(..plaintext.len())).ok_or(too_large)?;
                cbc.encrypt(raw, plaintext.len())?;
            }
            Algorithm::Gcm(gcm) => {
                let range = Gcm::plaintext_range(plaintext.len());
                copy(plaintext, range.and_then(|range| raw.get_mut(range))).ok_or(too_large)?;
                gcm.encrypt(nonces, raw, aad)?;
            }
        }
        self.codec.encode_in_place(text, raw_len)
    }

    /// Decodes to the start of `buffer`, decrypts there, and clears the rest.
    fn decrypt_in_place(&self, text: &[u8], aad: &[u8], buffer: &mut [u8]) -> Result<usize, Error> {
        let raw_len = self.codec.decode(text, buffer)?;
        let (raw, rest) = buffer.split_at_mut_checked(raw_len).ok_or(Error::Decrypt)?;
        rest.fill(0);
        match &self.algorithm {
            // The plaintext's length is a secret: nothing here may depend on it.
            Algorithm::Cbc(cbc) => cbc.decrypt(raw),
            Algorithm::Gcm(gcm) => {
                let Range { start, end } = gcm.decrypt(raw, aad)?;
                raw.copy_within(start..end, 0);
                let len = end.checked_sub(start).ok_or(Error::Decrypt)?;
                raw.get_mut(len..).ok_or(Error::Decrypt)?.fill(0);
                Ok(len)
            }
        }
    }
}

/// Copies to a slice of the same length; `None` if there is no such slice.
fn copy(from: &[u8], to: Option<&mut [u8]>) -> Option<()> {
    to.filter(|to| to.len() == from.len()).map(|to| to.copy_from_slice(from))
}
