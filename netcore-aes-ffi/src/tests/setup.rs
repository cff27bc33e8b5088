//! Handles, generated keys, and the functions that describe the library.

use std::ffi::CStr;
use std::ptr::{null, null_mut};

use super::*;

#[test]
fn a_handle_tells_its_scheme_and_form_of_key() {
    const KEY_BASE64: &[u8] = b"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        // SAFETY: the handle is alive; NULL is allowed.
        unsafe {
            assert_eq!(netcore_aes_cipher_scheme(handle.0), scheme);
            assert_eq!(netcore_aes_cipher_key_form(handle.0), NETCORE_AES_KEY_FORM_TEXT);
            assert_eq!((netcore_aes_cipher_scheme(null()), netcore_aes_cipher_key_form(null())), (0, 0));
            assert_eq!(
                (netcore_aes_cipher_key_is_published(handle.0), netcore_aes_cipher_key_is_published(null())),
                (0, 0)
            );
            netcore_aes_cipher_free(null_mut());
        }
    }
    let mut place = Misaligned::new();
    // SAFETY: the slice is valid, and there is room for a pointer; the handle is freed once.
    unsafe {
        assert_eq!(netcore_aes_cipher_new(11258, KEY_BASE64.as_ptr(), 44, null(), 0, place.ptr()), NETCORE_AES_OK);
        assert_eq!(netcore_aes_cipher_key_form(place.get()), NETCORE_AES_KEY_FORM_BASE64);
        netcore_aes_cipher_free(place.get());
    }
}

#[test]
fn bad_keys_and_ivs_are_refused_and_explained() {
    let (key, iv) = (KEY.as_ptr(), IV.as_ptr());
    for (status, scheme, key, key_len, iv, iv_len) in [
        (NETCORE_AES_ERR_SCHEME, 0, key, 32, iv, 16),
        (NETCORE_AES_ERR_KEY, 11256, key, 31, iv, 16),
        (NETCORE_AES_ERR_IV, 11256, key, 32, iv, 15),
        (NETCORE_AES_ERR_IV, 11256, key, 32, null(), 0),
        (NETCORE_AES_ERR_IV, 11258, key, 32, iv, 16),
        (NETCORE_AES_ERR_NULL, 11256, null(), 32, iv, 16),
        (NETCORE_AES_ERR_TOO_LARGE, 11256, key, usize::MAX, iv, 16),
    ] {
        let (mut place, mut sentence) = (Misaligned::new(), Uninitialized::new(NETCORE_AES_EXPLANATION_SIZE));
        // SAFETY: key and IV are valid, or refused unread.
        let made = unsafe { netcore_aes_cipher_new(scheme, key, key_len, iv, iv_len, place.ptr()) };
        assert_eq!(made, status);
        assert!(place.get::<*mut netcore_aes_cipher>().is_null());
        let mut explain = |expected, cap| {
            // SAFETY: as above.
            length(expected, |len| unsafe {
                netcore_aes_cipher_explain(scheme, key, key_len, iv, iv_len, sentence.ptr(), cap, len)
            })
        };
        if matches!(status, NETCORE_AES_ERR_NULL | NETCORE_AES_ERR_TOO_LARGE) {
            explain(status, NETCORE_AES_EXPLANATION_SIZE);
        } else {
            let needed = explain(NETCORE_AES_OK, NETCORE_AES_EXPLANATION_SIZE);
            assert_eq!(explain(NETCORE_AES_ERR_BUFFER_TOO_SMALL, needed - 1), needed);
            assert!(sentence.bytes(needed - 1).is_ascii());
        }
    }
}

#[test]
fn outputs_that_overlap_the_key_are_refused() {
    let mut key = [b'k'; 32];
    let ptr = key.as_mut_ptr();
    // SAFETY: all is in `key`, which the functions must not write; NULL is refused.
    unsafe {
        let within = netcore_aes_cipher_new(11256, ptr, 32, IV.as_ptr(), 16, ptr.add(25).cast());
        assert_eq!(within, NETCORE_AES_ERR_OVERLAP);
        assert_eq!(netcore_aes_cipher_new(11256, ptr, 32, IV.as_ptr(), 16, null_mut()), NETCORE_AES_ERR_NULL);
        let out = length(NETCORE_AES_ERR_OVERLAP, |len| {
            netcore_aes_cipher_explain(11256, ptr, 32, IV.as_ptr(), 16, ptr.add(31).cast(), 1, len)
        });
        assert_eq!(out, 0);
    }
    assert_eq!(key, [b'k'; 32]);
}

#[test]
fn generated_keys_end_with_a_nul() {
    let (mut key, mut iv, mut gcm_key) = (Uninitialized::new(33), Uninitialized::new(17), Uninitialized::new(45));
    // SAFETY: the buffers are as long as the header says; NULL and overlapping ones are refused.
    unsafe {
        assert_eq!(netcore_aes_keygen(key.ptr(), iv.ptr()), NETCORE_AES_OK);
        assert_eq!(netcore_aes_gcm_keygen(gcm_key.ptr()), NETCORE_AES_OK);
        let key = key.ptr::<libc::c_char>();
        assert_eq!(netcore_aes_keygen(key, key.add(16)), NETCORE_AES_ERR_OVERLAP);
        assert_eq!(netcore_aes_keygen(null_mut(), iv.ptr()), NETCORE_AES_ERR_NULL);
        assert_eq!(netcore_aes_gcm_keygen(null_mut()), NETCORE_AES_ERR_NULL);
    }
    for (generated, len) in [(&key, 33), (&iv, 17), (&gcm_key, 45)] {
        let bytes = generated.bytes(len);
        assert_eq!(bytes.iter().position(|byte| *byte == 0), Some(len - 1));
    }
}

#[test]
fn strings_about_the_library_end_with_a_nul() {
    // SAFETY: each is NULL, or a static string with a NUL; Miri checks it.
    unsafe {
        assert_eq!(CStr::from_ptr(netcore_aes_version()).to_str(), Ok(env!("CARGO_PKG_VERSION")));
        let path = CStr::from_ptr(netcore_aes_instruction_set()).to_str().unwrap();
        assert_eq!(path, netcore_aes_core::instruction_set());
        // A run for one instruction set names it.
        assert_eq!(std::env::var("NETCORE_AES_EXPECT").as_deref().unwrap_or(path), path);
        for status in -1..=101 {
            assert!(!CStr::from_ptr(netcore_aes_status_message(status)).is_empty());
            let name = netcore_aes_status_name(status);
            assert!(name.is_null() || CStr::from_ptr(name).to_bytes().starts_with(b"NETCORE_AES_"));
        }
    }
    assert_eq!(netcore_aes_abi_version(), NETCORE_AES_ABI_VERSION);
    let sizes = (netcore_aes_key_size(), netcore_aes_iv_size(), netcore_aes_gcm_key_size());
    assert_eq!(sizes, (NETCORE_AES_KEY_SIZE, NETCORE_AES_IV_SIZE, NETCORE_AES_GCM_KEY_SIZE));
}
