//! Keys and IVs of every kind against the rules of the protocol's description.
#![no_main]

use arbitrary::Arbitrary;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::fuzz_target;
use netcore_aes_core::{Cipher, Error, Iv, Key, KeyForm, Mode, Scheme};
use netcore_aes_fuzz::{cbc_encrypt, spoil};

#[derive(Arbitrary, Debug)]
struct Input {
    code: Code,
    key: Written<32>,
    iv: Written<16>,
}

#[derive(Arbitrary, Debug)]
enum Code {
    Known(u8),
    Any(u32),
}

#[derive(Arbitrary, Debug)]
enum Written<const N: usize> {
    Nothing,
    Text([u8; N]),
    Base64([u8; N]),
    Changed { bytes: [u8; N], place: u8, with: u8 },
    Any(Vec<u8>),
}

impl<const N: usize> Written<N> {
    fn text(&self) -> Vec<u8> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Text(bytes) => bytes.iter().map(|byte| b' ' + byte % 95).collect(),
            Self::Base64(bytes) => STANDARD.encode(bytes).into_bytes(),
            Self::Changed { bytes, place, with } => {
                let mut text = STANDARD.encode(bytes).into_bytes();
                let place = usize::from(*place) % text.len();
                text[place] = *with;
                text
            }
            Self::Any(text) => text.clone(),
        }
    }
}

enum Read<const N: usize> {
    Character(usize),
    Length(usize),
    Padding(usize),
    NotBase64,
    Text([u8; N]),
    Base64([u8; N]),
}

/// The rules: `N` printable ASCII characters, which are the bytes, or the base64 of `N` bytes.
fn read<const N: usize>(text: &[u8]) -> Read<N> {
    if let Some(position) = text.iter().position(|byte| !(0x20..=0x7e).contains(byte)) {
        return Read::Character(position);
    }
    if let Ok(bytes) = text.try_into() {
        return Read::Text(bytes);
    }
    let base64_len = N.div_ceil(3) * 4;
    if text.len() > base64_len && text[base64_len..].iter().all(|byte| *byte == b'=') {
        return Read::Padding(text.len());
    }
    if text.len() != base64_len {
        return Read::Length(text.len());
    }
    let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(Read::NotBase64, Read::Base64)
}

struct Setup {
    scheme: Scheme,
    key: [u8; 32],
    form: KeyForm,
    iv: Option<[u8; 16]>,
}

fn expected(code: u32, key: &[u8], iv: &[u8]) -> Result<Setup, Error> {
    let scheme = Scheme::ALL.into_iter().find(|scheme| scheme.code() == code).ok_or(Error::UnknownScheme { code })?;
    let (key, form) = match read(key) {
        Read::Character(position) => return Err(Error::KeyCharacter { position }),
        Read::Length(bytes) => return Err(Error::KeyLength { bytes }),
        Read::Padding(bytes) => return Err(Error::KeyPadding { bytes }),
        Read::NotBase64 => return Err(Error::KeyBase64),
        Read::Text(key) => (key, KeyForm::Text),
        Read::Base64(key) => (key, KeyForm::Base64),
    };
    if scheme.mode() == Mode::Gcm {
        return if iv.is_empty() {
            Ok(Setup { scheme, key, form, iv: None })
        } else {
            Err(Error::IvNotTaken { scheme })
        };
    }
    if iv.is_empty() {
        return Err(Error::IvRequired { scheme });
    }
    match read(iv) {
        Read::Character(position) => Err(Error::IvCharacter { position }),
        Read::Length(bytes) => Err(Error::IvLength { bytes }),
        Read::Padding(bytes) => Err(Error::IvPadding { bytes }),
        Read::NotBase64 => Err(Error::IvBase64),
        Read::Text(iv) | Read::Base64(iv) => Ok(Setup { scheme, key, form, iv: Some(iv) }),
    }
}

fuzz_target!(|input: Input| {
    let code = match input.code {
        Code::Known(code) => 11_255 + u32::from(code % 5),
        Code::Any(code) => code,
    };
    let (mut key, iv) = (input.key.text(), input.iv.text());
    let expected = expected(code, &key, &iv);
    spoil(&mut key);
    match (Cipher::parse(code, &key, &iv), expected) {
        (Ok(cipher), Ok(setup)) => {
            assert_eq!((cipher.scheme(), cipher.key_form()), (setup.scheme, setup.form));
            if let Some(iv) = setup.iv {
                let text = cbc_encrypt(setup.scheme, &setup.key, &iv, b"a message");
                assert!(cipher.encrypt(b"a message").unwrap() == text, "the key or the IV was read wrongly");
            } else {
                let same = Cipher::new(setup.scheme, &Key::from_bytes(&setup.key).unwrap(), None).unwrap();
                let text = cipher.encrypt(b"a message").unwrap();
                assert!(same.decrypt(text.as_bytes()).unwrap() == b"a message", "the key was read wrongly");
            }
        }
        (Err(got), Err(expected)) => assert_eq!(got, expected),
        (got, expected) => panic!("accepted: {}, expected: {}", got.is_ok(), expected.is_ok()),
    }
    assert_eq!(Key::parse(&key).is_ok(), matches!(read::<32>(&key), Read::Text(_) | Read::Base64(_)));
    assert_eq!(Iv::parse(&iv).is_ok(), matches!(read::<16>(&iv), Read::Text(_) | Read::Base64(_)));
});
