//! One message in one call.

use std::ptr::{null, null_mut};

use super::*;

/// Encrypts into an uninitialized buffer of the exact length.
fn encrypt(handle: &Handle, plaintext: &[u8], aad: &[u8]) -> Vec<u8> {
    // SAFETY: the slices are valid.
    let needed = length(NETCORE_AES_OK, |len| unsafe { netcore_aes_encrypted_len(handle.0, plaintext.len(), len) });
    let mut text = Uninitialized::new(needed);
    // SAFETY: as above, and the buffer is as long as stated.
    let written = length(NETCORE_AES_OK, |len| unsafe {
        let (ptr, aad_ptr) = (plaintext.as_ptr(), aad.as_ptr());
        netcore_aes_encrypt_aad(handle.0, ptr, plaintext.len(), aad_ptr, aad.len(), text.ptr(), needed, len)
    });
    assert_eq!(written, needed);
    text.bytes(needed)
}

/// Decrypts into an uninitialized buffer of the size needed. Returns the bytes written.
fn decrypt(expected: netcore_aes_status, handle: &Handle, text: &[u8], aad: &[u8]) -> Vec<u8> {
    // SAFETY: the slices are valid.
    let room = length(NETCORE_AES_OK, |len| unsafe { netcore_aes_decrypted_bound(handle.0, text.len(), len) });
    let mut out = Uninitialized::new(room);
    // SAFETY: as above, and the buffer is as long as stated.
    let written = length(expected, |len| unsafe {
        netcore_aes_decrypt_aad(handle.0, text.as_ptr(), text.len(), aad.as_ptr(), aad.len(), out.ptr(), room, len)
    });
    if expected != NETCORE_AES_OK {
        assert_eq!((written, out.bytes(room)), (0, vec![0; room]), "the output is all zero");
    }
    out.bytes(written)
}

#[test]
fn messages_decrypt_to_their_plaintexts() {
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        for len in [0, 1, 15, 16, 33, 48, 100] {
            let plaintext = vec![b'e'; len];
            let text = encrypt(&handle, &plaintext, b"");
            assert_eq!(decrypt(NETCORE_AES_OK, &handle, &text, b""), plaintext);
        }
    }
    let gcm = Handle::new(NETCORE_AES_SCHEME_GCM_BASE64);
    let text = encrypt(&gcm, b"event", b"data");
    assert_eq!(decrypt(NETCORE_AES_OK, &gcm, &text, b"data"), b"event");
    decrypt(NETCORE_AES_ERR_DECRYPT, &gcm, &text, b"date");
}

#[test]
fn the_functions_without_associated_data_do_the_same() {
    for scheme in SCHEMES {
        let (handle, mut text, mut out) = (Handle::new(scheme), Uninitialized::new(64), Uninitialized::new(64));
        // SAFETY: the buffer is as long as stated.
        let text_len = length(NETCORE_AES_OK, |len| unsafe {
            netcore_aes_encrypt(handle.0, b"event".as_ptr(), 5, text.ptr(), 64, len)
        });
        let text = text.bytes(text_len);
        // SAFETY: as above.
        let written = length(NETCORE_AES_OK, |len| unsafe {
            netcore_aes_decrypt(handle.0, text.as_ptr(), text_len, out.ptr(), 64, len)
        });
        assert_eq!(out.bytes(written), b"event");
    }
}

#[test]
fn a_pointer_may_be_null_if_its_length_is_zero() {
    for scheme in SCHEMES {
        let (handle, mut text) = (Handle::new(scheme), Uninitialized::new(64));
        // SAFETY: nothing is read or written if the length is 0, and there is room for a text.
        unsafe {
            let needed = length(NETCORE_AES_ERR_BUFFER_TOO_SMALL, |len| {
                netcore_aes_encrypt_aad(handle.0, null(), 0, null(), 0, null_mut(), 0, len)
            });
            let written = length(NETCORE_AES_OK, |len| {
                netcore_aes_encrypt_aad(handle.0, null(), 0, null(), 0, text.ptr(), 64, len)
            });
            assert_eq!(needed, written);
            length(NETCORE_AES_ERR_DECRYPT, |len| netcore_aes_decrypt(handle.0, null(), 0, null_mut(), 0, len));
        }
    }
}

#[test]
fn changed_texts_leave_a_wiped_output() {
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        let text = encrypt(&handle, b"event", b"");
        decrypt(NETCORE_AES_ERR_ENCODING, &handle, &text[1..], b"");
        decrypt(NETCORE_AES_ERR_ENCODING, &handle, &[b'!'; 64], b"");
        decrypt(NETCORE_AES_ERR_DECRYPT, &handle, &[b'0'; 64], b"");
        decrypt(NETCORE_AES_ERR_DECRYPT, &handle, &text[..4], b"");
    }
}

#[test]
fn null_and_overlapping_buffers_are_refused() {
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        let mut memory = [0x77_u8; 192];
        let ptr = memory.as_mut_ptr();
        // SAFETY: all is in `memory`; pointers to other memory are refused unread.
        unsafe {
            for call in [netcore_aes_encrypt, netcore_aes_decrypt] {
                let refused = |status, input: *const u8, input_len, out: *mut u8, cap| {
                    assert_eq!(length(status, |len| call(handle.0, input, input_len, out, cap, len)), 0);
                };
                refused(NETCORE_AES_ERR_NULL, null(), 5, ptr, 96);
                refused(NETCORE_AES_ERR_NULL, ptr, 5, null_mut(), 96);
                refused(NETCORE_AES_ERR_TOO_LARGE, ptr, usize::MAX, ptr.add(96), 96);
                refused(NETCORE_AES_ERR_TOO_LARGE, ptr, 5, ptr.add(96), usize::MAX / 2 + 1);
                refused(NETCORE_AES_ERR_OVERLAP, ptr, 97, ptr.add(96), 96);
                assert_eq!(call(handle.0, ptr, 5, ptr.add(96), 96, null_mut()), NETCORE_AES_ERR_NULL);
                assert_eq!(call(handle.0, ptr, 5, ptr.add(96), 96, ptr.add(94).cast()), NETCORE_AES_ERR_OVERLAP);
                assert_eq!(length(NETCORE_AES_ERR_NULL, |len| call(null(), ptr, 5, ptr.add(96), 96, len)), 0);
                // A length that overlaps a buffer is not written, whatever else has a fault.
                assert_eq!(call(null(), ptr, 5, ptr.add(96), 96, ptr.cast()), NETCORE_AES_ERR_OVERLAP);
                assert_eq!(call(handle.0, ptr, 5, null_mut(), 96, ptr.cast()), NETCORE_AES_ERR_OVERLAP);
            }
            for question in [netcore_aes_encrypted_len, netcore_aes_decrypted_bound] {
                assert_eq!(length(NETCORE_AES_ERR_TOO_LARGE, |len| question(handle.0, usize::MAX, len)), 0);
                assert_eq!(length(NETCORE_AES_ERR_NULL, |len| question(null(), 5, len)), 0);
                assert_eq!(question(handle.0, 5, null_mut()), NETCORE_AES_ERR_NULL);
            }
        }
        assert_eq!(memory, [0x77; 192]);
    }
}

#[test]
fn only_gcm_takes_associated_data() {
    let (handle, mut out) = (Handle::new(NETCORE_AES_SCHEME_CBC_HEX), Uninitialized::new(64));
    // SAFETY: the slices are valid, and the buffer is as long as stated.
    unsafe {
        for call in [netcore_aes_encrypt_aad, netcore_aes_decrypt_aad] {
            let (text, aad) = ([b'0'; 32], b"data");
            let len = length(NETCORE_AES_ERR_SCHEME, |len| {
                call(handle.0, text.as_ptr(), 32, aad.as_ptr(), 4, out.ptr(), 64, len)
            });
            assert_eq!(len, 0);
        }
    }
}
