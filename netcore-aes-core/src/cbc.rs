//! AES-256-CBC with PKCS#7 padding, over bytes (NIST SP 800-38A section 6.2, RFC 5652 section 6.3).

use aes::Aes256;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit};

use crate::expanded::Expanded;
use crate::kernel::Kernel;
use crate::padding::remove_padding;
use crate::{Encoding, Error, Iv, Key, self_test};

pub(crate) const BLOCK_LEN: usize = 16;

pub(crate) struct Cbc {
    schedule: Expanded<Aes256>,
    /// What encrypts faster, if the CPU has the instructions for it.
    kernel: Option<Kernel>,
    iv: Iv,
}

impl Cbc {
    pub(crate) fn new(key: &Key, iv: &Iv) -> Result<Self, Error> {
        self_test::cbc()?;
        let schedule = Expanded::new(key)?;
        Ok(Self { schedule, kernel: Kernel::new(key.bytes())?, iv: Iv::from_bytes(iv.bytes())? })
    }

    /// The length of the ciphertext: padded to whole blocks, by 1 to 16 bytes.
    pub(crate) fn ciphertext_len(plaintext_len: usize) -> Option<usize> {
        plaintext_len.checked_add(1)?.checked_next_multiple_of(BLOCK_LEN)
    }

    /// Encrypts straight to text, which has exactly the length of the result. `None`, and nothing done, if this CPU has no
    /// kernel.
    pub(crate) fn encrypt_text(&self, encoding: Encoding, plaintext: &[u8], text: &mut [u8]) -> Option<()> {
        self.kernel.as_ref()?.encrypt(self.iv.bytes(), encoding, plaintext, text)
    }

    pub(crate) const fn has_kernel(&self) -> bool {
        self.kernel.is_some()
    }

    /// Encrypts many messages, as [`Self::encrypt_text`] does one.
    pub(crate) fn encrypt_texts<'a>(
        &self,
        encoding: Encoding,
        messages: impl Iterator<Item = (&'a [u8], &'a mut [u8])>,
    ) -> Option<()> {
        self.kernel.as_ref()?.encrypt_many(self.iv.bytes(), encoding, messages);
        Some(())
    }

    /// Pads and encrypts in place. `buffer` is the plaintext and 1 to 16 bytes of room, whole blocks in all.
    pub(crate) fn encrypt(&self, buffer: &mut [u8], plaintext_len: usize) -> Result<(), Error> {
        let too_large = Error::TooLarge { bytes: plaintext_len };
        let padding = buffer.get_mut(plaintext_len..).ok_or(too_large)?;
        let count = u8::try_from(padding.len()).map_err(|_| too_large)?;
        padding.fill(count);
        let (blocks, []) = Array::slice_as_chunks_mut(buffer) else { return Err(too_large) };
        cbc::Encryptor::inner_iv_init(self.schedule.get(), self.iv.bytes().into()).encrypt_blocks(blocks);
        Ok(())
    }

    /// Decrypts in place and returns the length of the plaintext, which stands at the start; the padding after it is cleared.
    pub(crate) fn decrypt(&self, buffer: &mut [u8]) -> Result<usize, Error> {
        let (blocks, []) = Array::slice_as_chunks_mut(buffer) else { return Err(Error::Decrypt) };
        cbc::Decryptor::inner_iv_init(self.schedule.get(), self.iv.bytes().into()).decrypt_blocks(blocks);
        let padding_len = buffer.last_chunk_mut().and_then(remove_padding).ok_or(Error::Decrypt)?;
        // It never wraps, since the padding is at most a block; and to ask would be a branch on its length.
        Ok(buffer.len().wrapping_sub(padding_len.into()))
    }
}
