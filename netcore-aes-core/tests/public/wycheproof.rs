//! Project Wycheproof: what others got wrong before us. All cases for our key, IV, nonce and tag sizes, and that the others are
//! refused.
#![allow(clippy::print_stdout, reason = "how many cases there were is a figure")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use netcore_aes_core::{Cipher, Error, Iv, Key, KeyForm, Scheme};
use wycheproof::{TestResult, aead, cipher};

#[test]
fn aes_256_cbc_pkcs5() {
    let set = cipher::TestSet::load(cipher::TestName::AesCbcPkcs5).unwrap();
    let mut count = 0;
    for group in set.test_groups.iter().filter(|group| group.key_size == 256) {
        for test in &group.tests {
            count += 1;
            let key = Key::from_bytes(test.key[..].try_into().unwrap()).unwrap();
            let iv = Iv::from_bytes(test.nonce[..].try_into().unwrap()).unwrap();
            for (scheme, text) in
                [(Scheme::CbcBase64, STANDARD.encode(&test.ct[..])), (Scheme::CbcHex, const_hex::encode(&test.ct[..]))]
            {
                let cipher = Cipher::new(scheme, &key, Some(&iv)).unwrap();
                if test.result == TestResult::Valid {
                    assert_eq!(cipher.encrypt(&test.pt).unwrap(), text, "{}", test.tc_id);
                    assert_eq!(cipher.decrypt(text.as_bytes()).unwrap(), test.pt[..], "{}", test.tc_id);
                } else {
                    assert_eq!(cipher.decrypt(text.as_bytes()), Err(Error::Decrypt), "{}", test.tc_id);
                }
            }
        }
    }
    println!("counted CBC: {count}");
    assert_eq!(count, 72);
}

#[test]
fn aes_256_gcm() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let ours = |group: &&aead::TestGroup| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128);
    let (mut count, mut without_aad) = (0, 0);
    for group in set.test_groups.iter().filter(ours) {
        for test in &group.tests {
            count += 1;
            without_aad += u32::from(test.aad.is_empty());
            let key = Key::from_bytes(test.key[..].try_into().unwrap()).unwrap();
            let cipher = Cipher::new(Scheme::GcmBase64, &key, None).unwrap();
            let text = STANDARD.encode([&test.nonce[..], &test.ct[..], &test.tag[..]].concat());
            let plaintext = cipher.decrypt_with_aad(text.as_bytes(), &test.aad);
            if test.result == TestResult::Valid {
                assert_eq!(plaintext.unwrap(), test.pt[..], "{}", test.tc_id);
            } else {
                assert_eq!(plaintext, Err(Error::Decrypt), "{}", test.tc_id);
            }
        }
    }
    println!("counted GCM: {count}");
    assert_eq!((count, without_aad), (66, 48));
}

/// The bytes are no key. 24 of them in base64 have 32 characters, which is a key of its own.
fn is_no_key(bytes: &[u8]) -> bool {
    let form = Key::parse(STANDARD.encode(bytes).as_bytes()).map(|key| key.form());
    let in_base64 = if bytes.len() == 24 { form == Ok(KeyForm::Text) } else { form.is_err() };
    Key::parse(bytes).is_err() && in_base64
}

#[test]
fn other_sizes_are_refused() {
    let mut count = 0;
    let set = cipher::TestSet::load(cipher::TestName::AesCbcPkcs5).unwrap();
    for group in set.test_groups.iter().filter(|group| group.key_size != 256) {
        for test in &group.tests {
            count += 1;
            assert!(is_no_key(&test.key), "{}", test.tc_id);
        }
    }
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    for group in
        set.test_groups.iter().filter(|group| (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128))
    {
        for test in &group.tests {
            count += 1;
            if group.key_size != 256 {
                assert!(is_no_key(&test.key), "{}", test.tc_id);
                continue;
            }
            let key = Key::from_bytes(test.key[..].try_into().unwrap()).unwrap();
            let cipher = Cipher::new(Scheme::GcmBase64, &key, None).unwrap();
            let text = STANDARD.encode([&test.nonce[..], &test.ct[..], &test.tag[..]].concat());
            let plaintext = cipher.decrypt_with_aad(text.as_bytes(), &test.aad);
            assert_eq!(plaintext, Err(Error::Decrypt), "{}", test.tc_id);
        }
    }
    println!("counted refused: {count}");
    assert_eq!(count, 394);
}
