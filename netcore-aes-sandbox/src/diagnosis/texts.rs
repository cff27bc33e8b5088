//! Why a text does not decrypt.

use netcore_aes_core::{Mode, NONCE_LEN, Scheme, TAG_LEN};

use super::bodies::{FIELD, NOT_ENCRYPTED};
use super::decryption::BLOCK;
use super::plaintexts;
use super::repairs::repair;
use super::trials::attempt;
use crate::finding::Finding;
use crate::json::Json;
use crate::keyring::Keyring;

/// Trying takes some thirty decryptions, so a long text is looked at and not tried.
const TRIED_AT_MOST: usize = 1 << 20;

/// Says why a text does not decrypt under a scheme; nothing if it does.
pub(crate) fn diagnose_text(text: &str, scheme: Scheme, keys: &Keyring) -> Vec<Finding> {
    if text.trim().is_empty() {
        return vec![Finding::with("empty", format!("{FIELD} is empty; put the encrypted text into it."))];
    }
    if text.trim_start().starts_with(['[', '{']) && matches!(Json::parse(text), Some(Json::Array(_) | Json::Object(_)))
    {
        return vec![NOT_ENCRYPTED];
    }
    // Its bytes take at least half as many characters.
    if text.len() > TRIED_AT_MOST.saturating_mul(2) {
        return vec![TOO_LONG];
    }
    let (data, mut faults) = repair(text, scheme);
    let Some(data) = data else { return faults };
    faults.extend(within(&data, scheme, keys));
    faults
}

/// Says what is wrong with the bytes that a text stands for.
fn within(data: &[u8], scheme: Scheme, keys: &Keyring) -> Vec<Finding> {
    if data.starts_with(b"Salted__") {
        return vec![OPENSSL];
    }
    if keys.key().is_none() {
        return Vec::new();
    }
    if data.len() > TRIED_AT_MOST {
        return vec![TOO_LONG];
    }
    let (plaintext, mut faults) = attempt(data, scheme, keys);
    match plaintext {
        Some(plaintext) => faults.extend(plaintexts::diagnose(&plaintext)),
        // Without the scheme's own key and IV, nothing can be said of those that were used.
        None if faults.is_empty() && keys.cipher(scheme).is_some() => faults.push(whole_or_not(data, scheme)),
        None => {}
    }
    faults
}

/// Nothing fits: tells a text that was cut off from one under another key.
fn whole_or_not(data: &[u8], scheme: Scheme) -> Finding {
    let (len, least) = (data.len(), NONCE_LEN.saturating_add(TAG_LEN));
    match scheme.mode() {
        Mode::Gcm if len < least => {
            let advice = format!("The text holds {len} bytes, but nonce and tag alone take {least}; send all of it.");
            Finding::with("length", advice)
        }
        Mode::Cbc if len == 0 || !len.is_multiple_of(BLOCK) => {
            let advice =
                format!("The text holds {len} bytes, not a multiple of {BLOCK}: a piece is missing; send all of it.");
            Finding::with("length", advice)
        }
        Mode::Cbc | Mode::Gcm => WRONG_KEY,
    }
}

const TOO_LONG: Finding =
    Finding::new("too-long", "The text is too long to try what is wrong; send one event to find out.");
const WRONG_KEY: Finding = Finding::new(
    "wrong-key",
    "The text is whole, but it was encrypted with another key (or changed on its way); encrypt with the key and IV that the sandbox \
     has.",
);
const OPENSSL: Finding = Finding::new(
    "openssl-salted",
    "The text starts with OpenSSL's Salted__: the key was taken as a password; pass key and IV as bytes (in CryptoJS \
     CryptoJS.enc.Utf8.parse(key) and the option iv; in openssl -K and -iv in hexadecimal).",
);
