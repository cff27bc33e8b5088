//! The cipher: the facade that allocates, and wipes the stack once per call. The work is [`engine`]'s.

use std::fmt;

use crate::alloc::try_zeroed;
use crate::error::Error;
use crate::scheme::{Mode, Scheme};
use crate::secrets::{Iv, Key, KeyForm};

mod batch;
mod batch_engine;
pub(crate) mod cbc;
pub(crate) mod codec;
mod engine;
mod gcm;
mod key_schedule;
mod nonce;
mod padding;
mod self_test;
mod wipe;

pub(crate) use batch::Frame;
pub use batch::{Batch, BatchError, Offset, Offsets};
use engine::Engine;
use nonce::Nonces;
use wipe::{StackDepth, with_stack_wiped};

/// Encrypts and decrypts under one scheme, key and IV.
///
/// Make it once and share it: it is immutable, `Send` and `Sync`, and any number of threads may call its methods at once. Key and
/// key schedule are on the heap, and are wiped when it is dropped.
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
    key: Key,
    engine: Engine,
}

impl Cipher {
    /// Makes a cipher from a key and, for the CBC schemes, an IV. It copies both.
    ///
    /// # Errors
    /// [`Error::IvRequired`] for CBC without an IV; [`Error::IvNotTaken`] for GCM with one; [`Error::Memory`];
    /// [`Error::SelfTest`].
    pub fn new(scheme: Scheme, key: &Key, iv: Option<&Iv>) -> Result<Self, Error> {
        with_stack_wiped(StackDepth::Keys, || Self::make(scheme, key.try_clone()?, iv))
    }

    fn make(scheme: Scheme, key: Key, iv: Option<&Iv>) -> Result<Self, Error> {
        Ok(Self { engine: Engine::new(scheme, &key, iv)?, key })
    }

    /// Makes a cipher from an `x-eCode`, and a key and an IV in the form in which they were generated (see [`Key::parse`] and
    /// [`Iv::parse`]). An empty `iv` means no IV, as scheme 11258 requires.
    ///
    /// # Errors
    /// In this order: [`Error::UnknownScheme`], the errors of [`Key::parse`], those of [`Cipher::new`] and of
    /// [`Iv::parse`].
    pub fn parse(code: u32, key: &[u8], iv: &[u8]) -> Result<Self, Error> {
        let scheme = Scheme::from_code(code).ok_or(Error::UnknownScheme { code })?;
        with_stack_wiped(StackDepth::Keys, || {
            let key = Key::parse(key)?;
            match (scheme.mode(), iv) {
                (_, []) => Self::make(scheme, key, None),
                (Mode::Cbc, iv) => Self::make(scheme, key, Some(&Iv::parse(iv)?)),
                (Mode::Gcm, _) => Err(Error::IvNotTaken { scheme }),
            }
        })
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.engine.scheme()
    }

    /// The form in which the key was passed.
    #[must_use]
    pub const fn key_form(&self) -> KeyForm {
        self.key.form()
    }

    /// Whether the vendor has published the key as a sample ([`Key::is_published`]): never send events under it.
    #[must_use]
    pub fn key_is_published(&self) -> bool {
        with_stack_wiped(StackDepth::Keys, || self.key.is_published())
    }

    /// The exact length of the text, in bytes, that a plaintext of `plaintext_len` bytes encrypts to.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if that exceeds `isize::MAX`.
    pub fn encrypted_len(&self, plaintext_len: usize) -> Result<usize, Error> {
        self.engine.encrypted_len(plaintext_len)
    }

    /// The length of buffer, in bytes, that decrypting a text of `text_len` characters needs. It follows from the text's length
    /// alone; the plaintext is shorter.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if `text_len` exceeds `isize::MAX`.
    pub fn decrypted_bound(&self, text_len: usize) -> Result<usize, Error> {
        self.engine.decrypted_bound(text_len)
    }

    /// Encrypts `plaintext` to the start of `out`, and returns the text's length, which is [`Self::encrypted_len`]. `aad` is
    /// associated data, which GCM authenticates and does not encrypt: empty for none, and always empty for CBC.
    ///
    /// # Errors
    /// [`Error::AadNotTaken`], [`Error::TooLarge`], [`Error::BufferTooSmall`]: `out` is untouched. For GCM also
    /// [`Error::Random`] and [`Error::KeyUsedUp`]: `out` is wiped.
    pub fn encrypt_into(&self, plaintext: &[u8], aad: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        let engine = &self.engine;
        match engine.kernel() {
            Some(kernel) => {
                with_stack_wiped(StackDepth::Kernel, || engine.encrypt_by_kernel(kernel, plaintext, aad, out))
            }
            None => with_stack_wiped(engine.stack_depth(), || {
                engine.encrypt(&mut Nonces::for_messages(1), plaintext, aad, out)
            }),
        }
    }

    /// Encrypts `plaintext` to a new string.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Memory`]; for GCM also [`Error::Random`] and [`Error::KeyUsedUp`].
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

    /// Decrypts `text` to the start of `out`, and returns the plaintext's length. `out` needs [`Self::decrypted_bound`] bytes;
    /// those after the plaintext are zero.
    ///
    /// Under CBC nothing tells whether a text was changed on its way, and the error itself is a padding oracle for anyone who
    /// can submit texts: never decrypt for a stranger.
    ///
    /// # Errors
    /// [`Error::AadNotTaken`], [`Error::TooLarge`], [`Error::BufferTooSmall`]: `out` is untouched. [`Error::Encoding`] if
    /// the text is not base64 or hexadecimal, [`Error::Decrypt`] for every other cause: all of `out` is wiped.
    pub fn decrypt_into(&self, text: &[u8], aad: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        with_stack_wiped(self.engine.stack_depth(), || self.engine.decrypt(text, aad, out))
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

    /// The exact length of all texts of a batch, in bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`], with the message at fault, also if `T` cannot hold the offsets of the texts.
    pub fn encrypted_batch_len<T: Offset>(&self, offsets: Offsets<'_, T>) -> Result<usize, BatchError> {
        self.encrypted_framed_batch_len(offsets, Frame::default())
    }

    /// [`Self::encrypted_batch_len`] with a frame around each text.
    pub(crate) fn encrypted_framed_batch_len<T: Offset>(
        &self,
        offsets: Offsets<'_, T>,
        frame: Frame<'_>,
    ) -> Result<usize, BatchError> {
        self.engine.encrypted_batch_len(offsets, frame)
    }

    /// The length of buffer that decrypting a batch needs, in bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`], with the message at fault.
    pub fn decrypted_batch_bound<T: Offset>(&self, offsets: Offsets<'_, T>) -> Result<usize, BatchError> {
        self.engine.decrypted_batch_bound(offsets)
    }

    /// Encrypts each message of a batch. The texts are in `out` end to end, text i at `out_offsets[i]..out_offsets[i + 1]`.
    /// Returns the length of all texts, which is [`Self::encrypted_batch_len`]. Associated data is not taken.
    ///
    /// All or nothing: on an error `out` and `out_offsets` are wiped, or untouched if nothing was begun.
    ///
    /// # Errors
    /// [`Error::Offsets`] if `out_offsets` is not as long as the batch's offsets, [`Error::BufferTooSmall`],
    /// [`Error::TooLarge`]: nothing was begun. For GCM also [`Error::Random`] and [`Error::KeyUsedUp`].
    pub fn encrypt_batch_into<T: Offset>(
        &self,
        batch: Batch<'_, T>,
        out: &mut [u8],
        out_offsets: &mut [T],
    ) -> Result<usize, BatchError> {
        self.encrypt_framed_batch_into(batch, Frame::default(), out, out_offsets)
    }

    /// [`Self::encrypt_batch_into`] with a frame around each text; `out_offsets` are those of the frames.
    pub(crate) fn encrypt_framed_batch_into<T: Offset>(
        &self,
        batch: Batch<'_, T>,
        frame: Frame<'_>,
        out: &mut [u8],
        out_offsets: &mut [T],
    ) -> Result<usize, BatchError> {
        let depth = self.engine.encrypt_batch_stack_depth(batch.offsets().count());
        with_stack_wiped(depth, || self.engine.encrypt_batch(batch, frame, out, out_offsets))
    }

    /// Decrypts each text of a batch. The plaintexts are in `out` end to end, plaintext i at
    /// `out_offsets[i]..out_offsets[i + 1]`. Returns the length of them all. `out` needs [`Self::decrypted_batch_bound`] bytes.
    ///
    /// All or nothing, as [`Self::encrypt_batch_into`].
    ///
    /// # Errors
    /// Those of [`Self::encrypt_batch_into`] before anything was begun; [`Error::Encoding`] and [`Error::Decrypt`] with
    /// the message at fault.
    pub fn decrypt_batch_into<T: Offset>(
        &self,
        batch: Batch<'_, T>,
        out: &mut [u8],
        out_offsets: &mut [T],
    ) -> Result<usize, BatchError> {
        with_stack_wiped(self.engine.stack_depth(), || self.engine.decrypt_batch(batch, out, out_offsets))
    }

    /// Makes a GCM cipher refuse to encrypt after `left` more messages.
    #[cfg(any(test, feature = "test-hooks"))]
    #[doc(hidden)]
    pub fn leave_messages(&self, left: u64) {
        self.engine.leave_messages(left);
    }
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cipher").field("scheme", &self.scheme()).finish_non_exhaustive()
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
    fn a_published_key_is_known_in_every_form() {
        for (bytes, published) in [(b"JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4", true), (&[b'k'; 32], false)] {
            let key = Key::from_bytes(bytes).unwrap();
            let cipher = Cipher::new(Scheme::GcmBase64, &key, None).unwrap();
            assert_eq!((key.is_published(), cipher.key_is_published()), (published, published));
            assert_eq!(Cipher::parse(11258, bytes, b"").unwrap().key_is_published(), published);
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
