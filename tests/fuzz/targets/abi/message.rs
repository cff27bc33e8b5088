//! One message: lengths, encrypting, decrypting.

use arbitrary::Arbitrary;
use netcore_aes::*;
use netcore_aes_core::{Cipher, Mode};
use netcore_aes_fuzz::spoil;

use crate::call::{Way, run};
use crate::handles::Handle;

#[derive(Arbitrary, Debug)]
pub enum Text {
    Any(Vec<u8>),
    Message(Vec<u8>),
    Changed { message: Vec<u8>, place: u8, with: u8 },
}

impl Text {
    fn under(&self, cipher: Option<&Cipher>, aad: &[u8]) -> Vec<u8> {
        let encrypt = |message: &[u8]| {
            let aad = if cipher.is_some_and(takes_aad) { aad } else { b"" };
            cipher.map_or_else(Vec::new, |cipher| cipher.encrypt_with_aad(message, aad).unwrap().into_bytes())
        };
        match self {
            Self::Any(text) => text.clone(),
            Self::Message(message) => encrypt(message),
            Self::Changed { message, place, with } => {
                let mut text = encrypt(message);
                let end = text.len().max(1);
                if let Some(byte) = text.get_mut(usize::from(*place) % end) {
                    *byte = *with;
                }
                text
            }
        }
    }
}

fn takes_aad(cipher: &Cipher) -> bool {
    cipher.scheme().mode() == Mode::Gcm
}

/// The status before any work begins.
fn refusal(cipher: Option<&Cipher>, aad: &[u8], needed: usize, cap: usize) -> i32 {
    match cipher {
        None => NETCORE_AES_ERR_NULL,
        Some(cipher) if !aad.is_empty() && !takes_aad(cipher) => NETCORE_AES_ERR_SCHEME,
        Some(_) if cap < needed => NETCORE_AES_ERR_BUFFER_TOO_SMALL,
        Some(_) => NETCORE_AES_OK,
    }
}

pub fn lengths(handle: &Handle, len: usize) {
    type Ask = unsafe extern "C" fn(*const netcore_aes_cipher, usize, *mut usize) -> i32;
    let ask = |function: Ask, expected: Option<Result<usize, netcore_aes_core::Error>>| {
        let mut answer = 1;
        // SAFETY: the handle is valid or NULL, and there is room for the answer.
        let (status, refused) =
            unsafe { (function(handle.ptr, len, &raw mut answer), function(handle.ptr, len, std::ptr::null_mut())) };
        assert_eq!(refused, NETCORE_AES_ERR_NULL);
        match expected {
            None => assert_eq!((status, answer), (NETCORE_AES_ERR_NULL, 0)),
            Some(Ok(expected)) => assert_eq!((status, answer), (NETCORE_AES_OK, expected)),
            Some(Err(error)) => assert_eq!((status, answer), (error.status(), 0)),
        }
    };
    ask(netcore_aes_encrypted_len, handle.cipher.as_ref().map(|cipher| cipher.encrypted_len(len)));
    ask(netcore_aes_decrypted_bound, handle.cipher.as_ref().map(|cipher| cipher.decrypted_bound(len)));
}

pub fn encrypt(handle: &Handle, message: &[u8], aad: &[u8], way: &Way) {
    let cipher = handle.cipher.as_ref();
    let needed = cipher.map_or(0, |cipher| cipher.encrypted_len(message.len()).unwrap());
    let status = |cap| refusal(cipher, aad, needed, cap);
    let answer = run(way, &[message, aad], needed, status, |(inputs, out, cap, len)| {
        let [(message, message_len), (aad, aad_len)] = [inputs[0], inputs[1]];
        // SAFETY: the memory is there as long as told, or the length is one that is refused before it is read.
        unsafe {
            if aad.is_null() && aad_len == 0 {
                netcore_aes_encrypt(handle.ptr, message, message_len, out, cap, len)
            } else {
                netcore_aes_encrypt_aad(handle.ptr, message, message_len, aad, aad_len, out, cap, len)
            }
        }
    });
    let Some(answer) = answer else { return };
    if answer.status != NETCORE_AES_OK {
        assert!(answer.out.is_untouched());
        return;
    }
    let cipher = cipher.unwrap();
    assert_eq!(answer.len, needed);
    let mut text = answer.written().to_vec();
    spoil(&mut text);
    if takes_aad(cipher) {
        assert!(cipher.decrypt_with_aad(&text, aad).unwrap() == message);
    } else {
        assert!(cipher.encrypt(message).unwrap().as_bytes() == text);
    }
}

pub fn decrypt(handle: &Handle, text: &Text, aad: &[u8], way: &Way) {
    let cipher = handle.cipher.as_ref();
    let text = text.under(cipher, aad);
    let needed = cipher.map_or(0, |cipher| cipher.decrypted_bound(text.len()).unwrap());
    let expected = cipher.map(|cipher| cipher.decrypt_with_aad(&text, aad));
    let status = |cap| match refusal(cipher, aad, needed, cap) {
        NETCORE_AES_OK => expected
            .as_ref()
            .and_then(|expected| expected.as_ref().err())
            .map_or(NETCORE_AES_OK, |error| error.status()),
        refused => refused,
    };
    let answer = run(way, &[&text, aad], needed, status, |(inputs, out, cap, len)| {
        let [(text, text_len), (aad, aad_len)] = [inputs[0], inputs[1]];
        // SAFETY: the memory is there as long as told, or the length is one that is refused before it is read.
        unsafe {
            if aad_len == 0 {
                netcore_aes_decrypt(handle.ptr, text, text_len, out, cap, len)
            } else {
                netcore_aes_decrypt_aad(handle.ptr, text, text_len, aad, aad_len, out, cap, len)
            }
        }
    });
    let Some(answer) = answer else { return };
    match answer.status {
        NETCORE_AES_OK => {
            assert!(answer.written() == expected.unwrap().unwrap());
            assert!(
                answer.out.bytes()[answer.len..needed].iter().all(|byte| *byte == 0),
                "bytes are left after the text"
            );
        }
        NETCORE_AES_ERR_ENCODING | NETCORE_AES_ERR_DECRYPT => assert!(answer.out.is_zero()),
        _ => assert!(answer.out.is_untouched()),
    }
}
