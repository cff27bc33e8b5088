//! What may have gone wrong while a text was encrypted: other modes, IVs and keys, each tried.

use netcore_aes_core::{IV_LEN, Mode, NONCE_LEN, Scheme, TAG_LEN};

use super::decryption::{BLOCK, cbc, cbc_unpadded, ecb, gcm, without_zeros};
use super::derived_keys::{DERIVED_KEYS, DerivedKey};
use super::plaintexts::{is_events, is_text};
use crate::finding::Finding;
use crate::keyring::Keyring;

/// Another way to decrypt.
type Decrypt = fn(&Keyring, &[u8]) -> Option<Vec<u8>>;

/// Decrypts as the scheme says, or else in every way that is known; returns the plaintext, and the faults on the way to it.
pub(super) fn attempt(data: &[u8], scheme: Scheme, keys: &Keyring) -> (Option<Vec<u8>>, Vec<Finding>) {
    let is_gcm = scheme.mode() == Mode::Gcm;
    let as_declared = if is_gcm { gcm_own(keys, data) } else { cbc_own(keys, data) };
    if as_declared.as_deref().is_some_and(is_events) {
        return (as_declared, Vec::new());
    }
    let mode = if is_gcm { CBC_UNDER_GCM } else { GCM_UNDER_CBC };
    let other_mode = || {
        let own = if is_gcm { cbc_own } else { gcm_own };
        own(keys, data).filter(|plaintext| is_events(plaintext)).map(|plaintext| (plaintext, Vec::new()))
    };
    let found = as_mode(is_gcm, keys, data).or_else(|| {
        let (plaintext, faults) = other_mode().or_else(|| as_mode(!is_gcm, keys, data))?;
        Some((plaintext, [vec![mode], faults].concat()))
    });
    if let Some((plaintext, faults)) = found {
        return (Some(plaintext), faults);
    }
    if !is_gcm && is_under_another_iv(keys, data) {
        return (None, vec![WRONG_IV]);
    }
    // Under GCM the tag has shown that the key is right; under CBC noise can pass, but not as UTF-8.
    (as_declared.filter(|plaintext| is_gcm || str::from_utf8(plaintext).is_ok()), Vec::new())
}

/// Tries what can go wrong within one mode.
fn as_mode(is_gcm: bool, keys: &Keyring, data: &[u8]) -> Option<(Vec<u8>, Vec<Finding>)> {
    let trials = if is_gcm { GCM } else { CBC };
    let plain = trials.iter().find_map(|(fault, decrypt)| {
        let plaintext = decrypt(keys, data).filter(|plaintext| is_events(plaintext))?;
        Some((plaintext, vec![fault.clone()]))
    });
    plain.or_else(|| {
        DERIVED_KEYS.iter().find_map(|derived| {
            let plaintext = if is_gcm { derived_gcm(derived, keys, data) } else { derived_cbc(derived, keys, data) };
            Some((plaintext?, vec![derived.fault.clone()]))
        })
    })
}

fn cbc_own(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    cbc(keys.key()?, keys.iv()?, data)
}

fn gcm_own(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    gcm(keys.key()?, data)
}

fn iv_in_front(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    let (iv, rest) = data.split_first_chunk::<BLOCK>()?;
    cbc(keys.key()?, iv, rest)
}

fn zero_iv(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    cbc(keys.key()?, &[0; IV_LEN], data)
}

fn key_as_iv(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    let key = keys.key()?;
    cbc(key, key.first_chunk::<IV_LEN>()?, data)
}

fn other_padding(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    cbc_unpadded(keys.key()?, keys.iv()?, data).map(without_zeros)
}

fn ecb_own(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    ecb(keys.key()?, data)
}

fn tag_in_front(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = data.split_first_chunk::<NONCE_LEN>()?;
    let (tag, rest) = rest.split_first_chunk::<TAG_LEN>()?;
    gcm(keys.key()?, &[&nonce[..], rest, &tag[..]].concat())
}

fn nonce_behind(keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    let (rest, nonce) = data.split_last_chunk::<NONCE_LEN>()?;
    gcm(keys.key()?, &[&nonce[..], rest].concat())
}

/// Tries a key that was made from the right one, with each IV that goes with such code.
fn derived_cbc(derived: &DerivedKey, keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    let key = (derived.derive)(keys.written_key()?);
    let derived_iv = keys.written_iv().map(|iv| (derived.derive)(iv));
    let ivs = [keys.iv().map(|iv| &iv[..]), derived_iv.as_deref().and_then(|iv| iv.get(..IV_LEN)), Some(&[0; IV_LEN])];
    let events = |iv: &[u8], data: &[u8]| cbc(&key, iv, data).filter(|plaintext| is_events(plaintext));
    let beside = ivs.into_iter().flatten().find_map(|iv| events(iv, data));
    beside.or_else(|| data.split_first_chunk::<BLOCK>().and_then(|(iv, rest)| events(iv, rest)))
}

fn derived_gcm(derived: &DerivedKey, keys: &Keyring, data: &[u8]) -> Option<Vec<u8>> {
    gcm(&(derived.derive)(keys.written_key()?), data).filter(|plaintext| is_events(plaintext))
}

/// Under CBC a wrong IV spoils the first block alone.
fn is_under_another_iv(keys: &Keyring, data: &[u8]) -> bool {
    let plaintext = zero_iv(keys, data);
    let rest = plaintext.as_deref().and_then(|plaintext| plaintext.get(BLOCK..)).unwrap_or_default();
    matches!(rest.trim_ascii_end(), [.., b']' | b'}']) && is_text(rest)
}

const WRONG_IV: Finding = Finding::new(
    "wrong-iv",
    "The key is right, but the IV is another: all but the first 16 bytes decrypt; use the configured IV.",
);
const GCM_UNDER_CBC: Finding = Finding::new(
    "gcm-under-cbc",
    "The text is AES-256-GCM, but its x-eCode says CBC; declare x-eCode 11258, or encrypt with AES-256-CBC.",
);
const CBC_UNDER_GCM: Finding = Finding::new(
    "cbc-under-gcm",
    "The text is AES-256-CBC, but x-eCode 11258 is GCM; declare x-eCode 11256, or encrypt with AES-256-GCM.",
);

const CBC: &[(Finding, Decrypt)] = &[
    (
        Finding::new(
            "zero-padding",
            "The plaintext is padded with zeros, or not at all; use PKCS#7 padding (PKCS5Padding in Java).",
        ),
        other_padding,
    ),
    (Finding::new("zero-iv", "The IV was all zeros; encrypt with the IV that was configured beside the key."), zero_iv),
    (
        Finding::new(
            "key-as-iv",
            "The beginning of the key was used as the IV; encrypt with the IV that was configured.",
        ),
        key_as_iv,
    ),
    (
        Finding::new(
            "iv-in-front",
            "The IV stands in front of the ciphertext; send the ciphertext alone, under the one IV that both sides hold.",
        ),
        iv_in_front,
    ),
    (
        Finding::new(
            "ecb",
            "The text was encrypted in ECB mode, which libraries take when none is named; name it: AES/CBC/PKCS5Padding in Java, \
             aes-256-cbc elsewhere.",
        ),
        ecb_own,
    ),
];

const GCM: &[(Finding, Decrypt)] = &[
    (
        Finding::new("tag-in-front", "The tag stands in front of the ciphertext; the order is nonce, ciphertext, tag."),
        tag_in_front,
    ),
    (Finding::new("nonce-behind", "The nonce stands at the end; the order is nonce, ciphertext, tag."), nonce_behind),
];
