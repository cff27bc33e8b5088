//! The secrets of a command, none of which is ever an argument.

mod environment;
mod file;

use std::env;
use std::path::PathBuf;

use netcore_aes_core::{Cipher, Error, Mode, Scheme};
use netcore_aes_sandbox::Keyring;
use zeroize::Zeroizing;

use crate::fault::Fault;
use environment::{API_KEY, FILE, IV, KEY, SecretBytes, variable};
use file::CredentialsFile;

/// Makes a cipher of the key and the IV in the environment, or in the file that it names.
pub(crate) fn load_cipher(code: u32) -> Result<Cipher, Fault> {
    let scheme = Scheme::from_code(code).ok_or(Error::UnknownScheme { code })?;
    let (key, iv) = match scheme.mode() {
        Mode::Cbc => load_key_and_iv()?,
        Mode::Gcm => (load_gcm_key()?, SecretBytes::default()),
    };
    Ok(Cipher::parse(code, &key, &iv)?)
}

/// As [`load_cipher`], for events that leave this machine: it refuses a key that the vendor has published.
pub(crate) fn load_unpublished_cipher(code: u32) -> Result<Cipher, Fault> {
    unpublished(load_cipher(code)?)
}

/// The panel's API key.
pub(crate) fn load_api_key() -> Result<Zeroizing<String>, Fault> {
    let key = variable(API_KEY).and_then(|key| str::from_utf8(&key).ok().map(|key| Zeroizing::new(key.to_owned())));
    key.ok_or_else(|| Fault::input(format_args!("the API key is not set: set {API_KEY} to the key from the panel")))
}

/// The cipher, unless the vendor has published its key.
pub(crate) fn unpublished(cipher: Cipher) -> Result<Cipher, Fault> {
    if !cipher.key_is_published() {
        return Ok(cipher);
    }
    let option = if cipher.scheme().mode() == Mode::Gcm { " --scheme 11258" } else { "" };
    Err(Fault::input(format_args!(
        "the key is a sample that the vendor has published, so anyone can read the events; generate your own with \
         `netcore-aes keygen{option}`, and give it to Netcore"
    )))
}

/// The keys of the sandbox: those in the environment, or in the file that it names. Nothing is an empty ring, half a setting an error.
pub(crate) fn load_keyring() -> Result<Keyring, Fault> {
    if [KEY, IV, FILE].into_iter().all(|name| variable(name).is_none()) {
        return Ok(Keyring::default());
    }
    if variable(KEY).is_some() && variable(IV).is_none() {
        return Ok(Keyring::parse(&load_gcm_key()?, None)?);
    }
    let (key, iv) = load_key_and_iv()?;
    Ok(Keyring::parse(&key, Some(&iv))?)
}

fn load_key_and_iv() -> Result<(SecretBytes, SecretBytes), Fault> {
    match (variable(KEY), variable(IV)) {
        (Some(key), Some(iv)) => Ok((key, iv)),
        (Some(_), None) => Err(Fault::input(format_args!("{KEY} is set, but {IV} is not; set both"))),
        (None, Some(_)) => Err(Fault::input(format_args!("{IV} is set, but {KEY} is not; set both"))),
        (None, None) => {
            let file = file(format_args!(
                "the key and the IV are not set: run `netcore-aes keygen`, then set {KEY} and {IV} to the values that it prints, \
                 or {FILE} to the name of a file that contains them"
            ))?;
            Ok((file.key()?, file.iv()?))
        }
    }
}

fn load_gcm_key() -> Result<SecretBytes, Fault> {
    if let Some(key) = variable(KEY) {
        return Ok(key);
    }
    let file = file(format_args!(
        "the key is not set: run `netcore-aes keygen --scheme 11258`, then set {KEY} to the KEY_B64 that it prints, or {FILE} to the \
         name of a file that contains it"
    ))?;
    file.key()
}

/// The file that the environment names; `advice` is for a user who has set nothing.
fn file(advice: std::fmt::Arguments<'_>) -> Result<CredentialsFile, Fault> {
    let path = env::var_os(FILE).filter(|path| !path.is_empty()).ok_or_else(|| Fault::input(advice))?;
    CredentialsFile::read(PathBuf::from(path))
}
