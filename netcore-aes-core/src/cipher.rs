//! The cipher: one message at a time, into the caller's buffer or a new one.

use std::fmt;
use std::ops::Range;

use crate::cbc::Cbc;
use crate::encoding::Codec;
use crate::gcm::Gcm;
use crate::memory::try_zeroed;
use crate::nonce::Nonces;
use crate::residue::{Depth, wiped};
use crate::{Error, Iv, Key, KeyForm, Mode, Scheme};

/// Encrypts and decrypts under one scheme, key and IV.
///
/// Made once and shared: it is immutable, `Send` and `Sync`, and every method may run on any number of threads at once.
/// Key and key schedule live on the heap and are wiped when it is dropped.
///
/// ```
/// use netcore_aes_core::{Cipher, Scheme, keygen};
///
/// let credentials = keygen()?;
/// let cipher = Cipher::parse(11256, credentials.key.expose().as_bytes(), credentials.iv.expose().as_bytes())?;
/// let text = cipher.encrypt(br#"[{"activity_name": "form_submitted"}]"#)?;
/// assert_eq!(cipher.decrypt(text.as_bytes())?, br#"[{"activity_name": "form_submitted"}]"#);
/// # Ok::<(), netcore_aes_core::Error>(())
/// ```
pub struct Cipher {
    scheme: Scheme,
    key_form: KeyForm,
    engine: Engine,
    codec: Codec,
}

enum Engine {
    Cbc(Cbc),
    Gcm(Gcm),
}

impl Cipher {
    /// Makes a cipher from a key and, for the CBC schemes, an IV. It keeps copies of its own.
    ///
    /// # Errors
    /// [`Error::IvRequired`] for CBC without an IV; [`Error::IvNotTaken`] for GCM with one; [`Error::Memory`];
    /// [`Error::SelfTest`].
    pub fn new(scheme: Scheme, key: &Key, iv: Option<&Iv>) -> Result<Self, Error> {
        wiped(Depth::Keys, || Self::make(scheme, key, iv))
    }

    fn make(scheme: Scheme, key: &Key, iv: Option<&Iv>) -> Result<Self, Error> {
        let engine = match (scheme.mode(), iv) {
            (Mode::Cbc, Some(iv)) => Engine::Cbc(Cbc::new(key, iv)?),
            (Mode::Cbc, None) => return Err(Error::IvRequired { scheme }),
            (Mode::Gcm, None) => Engine::Gcm(Gcm::new(key)?),
            (Mode::Gcm, Some(_)) => return Err(Error::IvNotTaken { scheme }),
        };
        Ok(Self { scheme, key_form: key.form(), engine, codec: scheme.encoding().codec()? })
    }

    /// Makes a cipher from an `x-eCode`, and a key and an IV as they were generated (see [`Key::parse`] and
    /// [`Iv::parse`]). An empty `iv` means none: that is what scheme 11258 takes.
    ///
    /// # Errors
    /// In this order: [`Error::UnknownScheme`], the errors of [`Key::parse`], those of [`Cipher::new`] and of
    /// [`Iv::parse`].
    pub fn parse(code: u32, key: &[u8], iv: &[u8]) -> Result<Self, Error> {
        let scheme = Scheme::from_code(code)?;
        wiped(Depth::Keys, || {
            let key = Key::parse(key)?;
            match (scheme.mode(), iv) {
                (_, []) => Self::make(scheme, &key, None),
                (Mode::Cbc, iv) => Self::make(scheme, &key, Some(&Iv::parse(iv)?)),
                (Mode::Gcm, _) => Err(Error::IvNotTaken { scheme }),
            }
        })
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// How the key was written.
    #[must_use]
    pub const fn key_form(&self) -> KeyForm {
        self.key_form
    }

    /// The exact length of the text that a plaintext of `plaintext_len` bytes encrypts to.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if that is more than `isize::MAX`.
    pub fn encrypted_len(&self, plaintext_len: usize) -> Result<usize, Error> {
        self.sealed_len(plaintext_len)
            .and_then(|sealed_len| self.scheme.encoding().text_len(sealed_len))
            .filter(|len| isize::try_from(*len).is_ok())
            .ok_or(Error::TooLarge { bytes: plaintext_len })
    }

    /// The length of buffer that decrypting a text of `text_len` characters asks for. The plaintext is shorter, by an
    /// amount that the text's length does not tell.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if `text_len` is more than `isize::MAX`.
    pub fn decrypted_bound(&self, text_len: usize) -> Result<usize, Error> {
        if isize::try_from(text_len).is_err() {
            return Err(Error::TooLarge { bytes: text_len });
        }
        Ok(self.scheme.encoding().raw_bound(text_len))
    }

    /// Encrypts `plaintext` to the start of `out` and returns the length of the text: [`Self::encrypted_len`], always.
    /// `aad` is associated data, which GCM authenticates and does not encrypt; empty for none, and always empty for CBC.
    ///
    /// # Errors
    /// [`Error::AadNotTaken`], [`Error::TooLarge`], [`Error::BufferTooSmall`]: `out` is left alone. [`Error::Random`],
    /// [`Error::KeyUsedUp`] (both GCM only): `out` is wiped.
    pub fn encrypt_into(&self, plaintext: &[u8], aad: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        match &self.engine {
            Engine::Cbc(cbc) if cbc.has_kernel() => wiped(Depth::Kernel, || {
                let too_large = Error::TooLarge { bytes: plaintext.len() };
                let encoding = self.scheme.encoding();
                self.write_text(plaintext, aad, out, |text| {
                    cbc.encrypt_text(encoding, plaintext, text).ok_or(too_large)
                })
            }),
            _ => wiped(self.depth(), || self.encrypt_under(&mut Nonces::for_messages(1), plaintext, aad, out)),
        }
    }

    /// As [`Self::encrypt_into`], with what may be left of the nonces for a batch, and without the kernel. It does not wipe the
    /// stack.
    pub(crate) fn encrypt_under(
        &self,
        nonces: &mut Nonces,
        plaintext: &[u8],
        aad: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Error> {
        self.write_text(plaintext, aad, out, |text| self.encrypt_in_place(nonces, plaintext, aad, text))
    }

    /// Lets `write` have the place of the text, after everything about lengths was checked.
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

    /// Encrypts `plaintext` to a new string.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Memory`]; for GCM [`Error::Random`], [`Error::KeyUsedUp`].
    pub fn encrypt(&self, plaintext: &[u8]) -> Result<String, Error> {
        self.encrypt_with_aad(plaintext, &[])
    }

    /// Encrypts `plaintext` to a new string, with associated data (see [`Self::encrypt_into`]).
    ///
    /// # Errors
    /// Those of [`Self::encrypt`], and [`Error::AadNotTaken`].
    pub fn encrypt_with_aad(&self, plaintext: &[u8], aad: &[u8]) -> Result<String, Error> {
        let mut text = try_zeroed(self.encrypted_len(plaintext.len())?)?;
        self.encrypt_into(plaintext, aad, &mut text)?;
        String::from_utf8(text).map_err(|_| Error::TooLarge { bytes: plaintext.len() })
    }

    /// Decrypts `text` to the start of `out` and returns the length of the plaintext. `out` needs room for
    /// [`Self::decrypted_bound`]; what of it the plaintext does not fill is zero.
    ///
    /// Under CBC nothing tells whether a text was changed on its way, and the error itself is a padding oracle to whoever
    /// may try texts at will: never decrypt for a stranger.
    ///
    /// # Errors
    /// [`Error::AadNotTaken`], [`Error::TooLarge`], [`Error::BufferTooSmall`]: `out` is left alone. [`Error::Encoding`] if
    /// the text is not base64 or hexadecimal, [`Error::Decrypt`] for every other cause: all of `out` is wiped.
    pub fn decrypt_into(&self, text: &[u8], aad: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        wiped(self.depth(), || self.decrypt_unwiped(text, aad, out))
    }

    /// As [`Self::decrypt_into`]. It does not wipe the stack.
    pub(crate) fn decrypt_unwiped(&self, text: &[u8], aad: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        self.refuse_aad(aad)?;
        let needed = self.decrypted_bound(text.len())?;
        let capacity = out.len();
        let buffer = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, capacity })?;
        let result = self.decrypt_to(text, aad, buffer);
        if result.is_err() {
            out.fill(0);
        }
        result
    }

    /// Decrypts `text` to a new vector.
    ///
    /// # Errors
    /// [`Error::Encoding`], [`Error::Decrypt`], [`Error::TooLarge`], [`Error::Memory`].
    pub fn decrypt(&self, text: &[u8]) -> Result<Vec<u8>, Error> {
        self.decrypt_with_aad(text, &[])
    }

    /// Decrypts `text` to a new vector, with the associated data that it was encrypted with.
    ///
    /// # Errors
    /// Those of [`Self::decrypt`], and [`Error::AadNotTaken`].
    pub fn decrypt_with_aad(&self, text: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
        let mut plaintext = try_zeroed(self.decrypted_bound(text.len())?)?;
        let len = self.decrypt_into(text, aad, &mut plaintext)?;
        plaintext.truncate(len);
        Ok(plaintext)
    }

    /// Makes a GCM cipher refuse to encrypt after `left` more messages.
    #[cfg(any(test, feature = "test-hooks"))]
    #[doc(hidden)]
    pub fn leave_messages(&self, left: u64) {
        if let Engine::Gcm(gcm) = &self.engine {
            gcm.leave_messages(left);
        }
    }

    /// Whether encrypting takes the CPU's own instructions by our own code.
    pub(crate) const fn has_kernel(&self) -> bool {
        matches!(&self.engine, Engine::Cbc(cbc) if cbc.has_kernel())
    }

    /// How deep into the stack the crates go.
    pub(crate) const fn depth(&self) -> Depth {
        match self.engine {
            Engine::Cbc(_) => Depth::Cbc,
            Engine::Gcm(_) => Depth::Gcm,
        }
    }

    /// Encrypts many messages at once, if this cipher and this CPU have a faster way for many than for each. Each place has
    /// exactly the length of the result.
    pub(crate) fn encrypt_side_by_side<'a>(
        &self,
        messages: impl Iterator<Item = (&'a [u8], &'a mut [u8])>,
    ) -> Option<()> {
        match &self.engine {
            Engine::Cbc(cbc) => cbc.encrypt_texts(self.scheme.encoding(), messages),
            Engine::Gcm(_) => None,
        }
    }

    fn refuse_aad(&self, aad: &[u8]) -> Result<(), Error> {
        match self.scheme.mode() {
            Mode::Cbc if !aad.is_empty() => Err(Error::AadNotTaken { scheme: self.scheme }),
            _ => Ok(()),
        }
    }

    /// The length of what is encoded as text.
    fn sealed_len(&self, plaintext_len: usize) -> Option<usize> {
        match self.scheme.mode() {
            Mode::Cbc => Cbc::ciphertext_len(plaintext_len),
            Mode::Gcm => Gcm::sealed_len(plaintext_len),
        }
    }

    /// Encrypts at the end of `text`, which has exactly the length of the result, then encodes from there to its start:
    /// no further memory is needed, whatever the length.
    fn encrypt_in_place(
        &self,
        nonces: &mut Nonces,
        plaintext: &[u8],
        aad: &[u8],
        text: &mut [u8],
    ) -> Result<(), Error> {
        let too_large = Error::TooLarge { bytes: plaintext.len() };
        let sealed_len = self.sealed_len(plaintext.len()).ok_or(too_large)?;
        let sealed = text.rchunks_mut(sealed_len).next().ok_or(too_large)?;
        match &self.engine {
            Engine::Cbc(cbc) => {
                copy(plaintext, sealed.get_mut(..plaintext.len())).ok_or(too_large)?;
                cbc.encrypt(sealed, plaintext.len())?;
            }
            Engine::Gcm(gcm) => {
                let place = Gcm::plaintext_range(plaintext.len()).and_then(|range| sealed.get_mut(range));
                copy(plaintext, place).ok_or(too_large)?;
                gcm.encrypt(nonces, sealed, aad)?;
            }
        }
        self.codec.encode_in_place(text, sealed_len)
    }

    /// Decodes to the start of `buffer`, decrypts there, and clears what is not plaintext.
    fn decrypt_to(&self, text: &[u8], aad: &[u8], buffer: &mut [u8]) -> Result<usize, Error> {
        let sealed_len = self.codec.decode(text, buffer)?;
        let (sealed, rest) = buffer.split_at_mut_checked(sealed_len).ok_or(Error::Decrypt)?;
        rest.fill(0);
        match &self.engine {
            // How much of it is plaintext is a secret, and nothing here may depend on it.
            Engine::Cbc(cbc) => cbc.decrypt(sealed),
            Engine::Gcm(gcm) => {
                let Range { start, end } = gcm.decrypt(sealed, aad)?;
                sealed.copy_within(start..end, 0);
                let len = end.checked_sub(start).ok_or(Error::Decrypt)?;
                sealed.get_mut(len..).ok_or(Error::Decrypt)?.fill(0);
                Ok(len)
            }
        }
    }
}

/// Copies to a place of the same length; `None` if there is no such place.
fn copy(from: &[u8], to: Option<&mut [u8]>) -> Option<()> {
    to.filter(|to| to.len() == from.len()).map(|to| to.copy_from_slice(from))
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cipher").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cipher_may_be_shared_and_shows_no_key() {
        fn shareable<T: Send + Sync + 'static>(_: &T) {}
        let cipher = Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16]).unwrap();
        shareable(&cipher);
        assert_eq!(format!("{cipher:?}"), "Cipher { scheme: CbcBase64, .. }");
    }

    #[test]
    fn an_iv_is_for_cbc_alone() {
        let (key, iv) = (Key::from_bytes(&[7; 32]).unwrap(), Iv::from_bytes(&[7; 16]).unwrap());
        for (scheme, iv) in [(Scheme::CbcBase64, None), (Scheme::CbcHex, None), (Scheme::GcmBase64, Some(&iv))] {
            let refused = if iv.is_none() { Error::IvRequired { scheme } } else { Error::IvNotTaken { scheme } };
            assert_eq!(Cipher::new(scheme, &key, iv).err(), Some(refused));
        }
    }

    #[test]
    fn lengths_no_machine_can_hold_are_refused() {
        for code in [11256, 11257, 11258] {
            let iv: &[u8] = if code == 11258 { b"" } else { &[b'i'; 16] };
            let cipher = Cipher::parse(code, &[b'k'; 32], iv).unwrap();
            for bytes in [usize::MAX, usize::MAX - 16, usize::MAX / 2, usize::MAX / 4 * 3] {
                assert_eq!(cipher.encrypted_len(bytes), Err(Error::TooLarge { bytes }));
            }
            for bytes in [usize::MAX, usize::MAX / 2 + 1] {
                assert_eq!(cipher.decrypted_bound(bytes), Err(Error::TooLarge { bytes }));
            }
        }
    }

    #[test]
    fn a_used_up_key_leaves_no_plaintext_in_the_output() {
        let cipher = Cipher::parse(11258, &[b'k'; 32], b"").unwrap();
        cipher.leave_messages(0);
        let mut out = [0xee; 64];
        assert_eq!(cipher.encrypt_into(b"plaintext", b"", &mut out), Err(Error::KeyUsedUp));
        assert_eq!(out, [0; 64]);
    }
}
