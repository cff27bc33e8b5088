//! Handles, each beside the core's own cipher of the same key and IV.

use arbitrary::Arbitrary;
use netcore_aes::*;
use netcore_aes_core::{Cipher, Error, KeyForm};

use crate::block::Block;
use crate::call::huge;

#[derive(Arbitrary, Debug)]
pub struct Setup {
    scheme: u8,
    key: [u8; 4],
    other_key_len: Option<u8>,
    other_iv_len: Option<u8>,
    any_bytes: bool,
}

impl Setup {
    pub fn scheme(&self) -> u32 {
        scheme(self.scheme)
    }

    pub fn key(&self) -> Vec<u8> {
        self.bytes(self.other_key_len.map_or(32, usize::from))
    }

    pub fn iv(&self) -> Vec<u8> {
        let len = if self.scheme() == NETCORE_AES_SCHEME_GCM_BASE64 { 0 } else { 16 };
        self.bytes(self.other_iv_len.map_or(len, usize::from))
    }

    fn bytes(&self, len: usize) -> Vec<u8> {
        let printable = |byte: &u8| if self.any_bytes { *byte } else { b'A' + byte % 26 };
        self.key.iter().map(printable).cycle().take(len).collect()
    }

    pub fn cipher(&self) -> Result<Cipher, Error> {
        Cipher::parse(self.scheme(), &self.key(), &self.iv())
    }
}

/// Mostly one of the three schemes.
pub fn scheme(choice: u8) -> u32 {
    11_256 + u32::from(choice % 4)
}

#[derive(Arbitrary, Debug)]
pub enum Misuse {
    None,
    NullKey,
    NullIv,
    NullHandle,
    HugeKey(u32),
    HandleInKey,
}

pub struct Handle {
    pub ptr: *mut netcore_aes_cipher,
    /// None for the NULL handle.
    pub cipher: Option<Cipher>,
}

#[derive(Default)]
pub struct Handles([Handle; 3]);

impl Default for Handle {
    fn default() -> Self {
        Self { ptr: std::ptr::null_mut(), cipher: None }
    }
}

impl Handles {
    pub fn get(&self, slot: u8) -> &Handle {
        &self.0[usize::from(slot) % 3]
    }

    pub fn free(&mut self, slot: u8) {
        let handle = std::mem::take(&mut self.0[usize::from(slot) % 3]);
        // SAFETY: it came from the library or is NULL, and has left the slot.
        unsafe { netcore_aes_cipher_free(handle.ptr) };
    }

    pub fn make(&mut self, slot: u8, setup: &Setup, misuse: &Misuse) {
        let (mut key, mut iv) = (Block::of(&setup.key()), Block::of(&setup.iv()));
        let mut handle: *mut netcore_aes_cipher = std::ptr::dangling_mut();
        let (mut key_at, mut iv_at) = ((key.ptr(), key.bytes().len()), (iv.ptr(), iv.bytes().len()));
        let mut place = &raw mut handle;
        let misused = match misuse {
            Misuse::NullKey if key_at.1 > 0 => {
                key_at.0 = std::ptr::null_mut();
                NETCORE_AES_ERR_NULL
            }
            Misuse::NullIv if iv_at.1 > 0 => {
                iv_at.0 = std::ptr::null_mut();
                NETCORE_AES_ERR_NULL
            }
            Misuse::NullHandle => {
                place = std::ptr::null_mut();
                NETCORE_AES_ERR_NULL
            }
            Misuse::HugeKey(by) => {
                key_at.1 = huge(*by);
                NETCORE_AES_ERR_TOO_LARGE
            }
            Misuse::HandleInKey if key_at.1 >= 8 => {
                place = key_at.0.cast();
                NETCORE_AES_ERR_OVERLAP
            }
            _ => NETCORE_AES_OK,
        };
        // SAFETY: the memory is as long as the arguments say, or the length is refused before it is read.
        let status = unsafe { netcore_aes_cipher_new(setup.scheme(), key_at.0, key_at.1, iv_at.0, iv_at.1, place) };
        assert!(key.is_untouched() && iv.is_untouched(), "the call wrote to the key or the IV");
        let cipher = setup.cipher();
        let expected = if misused == NETCORE_AES_OK {
            cipher.as_ref().err().map_or(NETCORE_AES_OK, Error::status)
        } else {
            misused
        };
        assert_eq!(status, expected);
        if status != NETCORE_AES_OK {
            let was_told = place == &raw mut handle;
            assert!(if was_told { handle.is_null() } else { handle == std::ptr::dangling_mut() });
            return;
        }
        self.free(slot);
        let cipher = cipher.unwrap();
        // SAFETY: the library just returned it.
        let (scheme, form, published) = unsafe {
            let form = netcore_aes_cipher_key_form(handle);
            (netcore_aes_cipher_scheme(handle), form, netcore_aes_cipher_key_is_published(handle))
        };
        assert_eq!((scheme, published), (cipher.scheme().code(), cipher.key_is_published().into()));
        let expected =
            if cipher.key_form() == KeyForm::Text { NETCORE_AES_KEY_FORM_TEXT } else { NETCORE_AES_KEY_FORM_BASE64 };
        assert_eq!(form, expected);
        self.0[usize::from(slot) % 3] = Handle { ptr: handle, cipher: Some(cipher) };
    }
}

impl Drop for Handles {
    fn drop(&mut self) {
        (0..3).for_each(|slot| self.free(slot));
    }
}
