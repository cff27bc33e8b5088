//! AES-256-CBC with PKCS#7 padding over bytes (NIST SP 800-38A section 6.2, RFC 5652 section 6.3).

use aes::Aes256;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit};

use super::key_schedule::KeySchedule;
use super::padding::remove_padding;
use super::self_test;
use crate::error::Error;
use crate::kernel::Kernel;
use crate::scheme::BLOCK_LEN;
use crate::secrets::{Iv, Key};

pub(crate) struct Cbc {
    schedule: KeySchedule<Aes256>,
    /// Encrypts faster, if the CPU has the instructions.
    kernel: Option<Kernel>,
    iv: Iv,
}

impl Cbc {
    pub(crate) fn new(key: &Key, iv: &Iv) -> Result<Self, Error> {
        self_test::cbc()?;
        let schedule = KeySchedule::new(key)?;
        Ok(Self { schedule, kernel: Kernel::new(key.bytes())?, iv: Iv::from_bytes(iv.bytes())? })
    }

    /// The length of the ciphertext: padded to whole blocks, by 1 to 16 bytes.
    pub(crate) fn ciphertext_len(plaintext_len: usize) -> Option<usize> {
        plaintext_len.checked_add(1)?.checked_next_multiple_of(BLOCK_LEN)
    }

    /// The CPU's own way to encrypt straight to text, with the IV to pass to it; `None` if it has none.
    pub(super) fn kernel(&self) -> Option<(&Kernel, &[u8; BLOCK_LEN])> {
        self.kernel.as_ref().map(|kernel| (kernel, self.iv.bytes()))
    }

    /// Pads and encrypts in place. `buffer` is the plaintext and 1 to 16 bytes of room for the padding, whole blocks in all.
    pub(crate) fn encrypt(&self, buffer: &mut [u8], plaintext_len: usize) -> Result<(), Error> {
        let too_large = Error::TooLarge { bytes: plaintext_len };
        let padding = buffer.get_mut(plaintext_len..).ok_or(too_large)?;
        let count = u8::try_from(padding.len()).map_err(|_| too_large)?;
        padding.fill(count);
        let (blocks, []) = Array::slice_as_chunks_mut(buffer) else { return Err(too_large) };
        cbc::Encryptor::inner_iv_init(self.schedule.cipher(), self.iv.bytes().into()).encrypt_blocks(blocks);
        Ok(())
    }

    /// Decrypts in place to the start of `buffer` and returns the plaintext's length; the padding after it is cleared.
    pub(crate) fn decrypt(&self, buffer: &mut [u8]) -> Result<usize, Error> {
        let (blocks, []) = Array::slice_as_chunks_mut(buffer) else { return Err(Error::Decrypt) };
        cbc::Decryptor::inner_iv_init(self.schedule.cipher(), self.iv.bytes().into()).decrypt_blocks(blocks);
        let padding_len = buffer.last_chunk_mut().and_then(remove_padding).ok_or(Error::Decrypt)?;
        // It never wraps, since the padding is at most a block; a check would branch on the padding's length.
        Ok(buffer.len().wrapping_sub(padding_len.into()))
    }
}
