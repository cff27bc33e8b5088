//! The committed header is the one that cbindgen makes of the source; `make header` writes it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::ffi::CStr;
use std::path::{Path, PathBuf};

use netcore_aes::{netcore_aes_status_message, netcore_aes_status_name};

fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn header_path() -> PathBuf {
    crate_folder().join("../include/netcore_aes.h")
}

fn generate() -> String {
    let mut config = cbindgen::Config::from_file(crate_folder().join("cbindgen.toml")).unwrap();
    config.after_includes = Some(format!(
        "\n/**\n * The version of the library that this header belongs to.\n */\n#define NETCORE_AES_VERSION \"{}\"",
        env!("CARGO_PKG_VERSION")
    ));
    let mut header = Vec::new();
    cbindgen::generate_with_config(crate_folder(), config).unwrap().write(&mut header);
    String::from_utf8(header).unwrap()
}

#[test]
fn the_header_is_up_to_date() {
    let generated = generate();
    if std::env::var_os("NETCORE_AES_WRITE_HEADER").is_some() {
        std::fs::write(header_path(), &generated).unwrap();
    }
    let committed = std::fs::read_to_string(header_path()).unwrap_or_default();
    assert!(committed == generated, "include/netcore_aes.h is not what the source makes: run `make header`");
}

/// The codes in the header by name.
fn codes() -> BTreeMap<String, i32> {
    let header = std::fs::read_to_string(header_path()).unwrap();
    let define = |line: &str| {
        let (name, value) = line.strip_prefix("#define ")?.split_once(' ')?;
        let is_status = name == "NETCORE_AES_OK" || name.starts_with("NETCORE_AES_ERR_");
        is_status.then(|| (name.to_owned(), value.trim().parse().unwrap()))
    };
    header.lines().filter_map(define).collect()
}

#[test]
fn every_code_in_the_header_has_a_name_and_a_message() {
    let codes = codes();
    assert_eq!(codes.len(), 18);
    for (name, code) in &codes {
        // SAFETY: both return static strings that end with NUL; the name is not NULL for a status.
        let (known, message) = unsafe {
            let name = netcore_aes_status_name(*code);
            assert!(!name.is_null(), "{code}");
            (CStr::from_ptr(name), CStr::from_ptr(netcore_aes_status_message(*code)))
        };
        assert_eq!(known.to_str(), Ok(name.as_str()));
        assert!(!message.is_empty());
    }
    let unknown: Vec<i32> = (-300..300).filter(|code| !codes.values().any(|known| known == code)).collect();
    assert!(unknown.iter().all(|code| netcore_aes_status_name(*code).is_null()), "a name for what is no status");
}

/// The core numbers its errors itself: each number that C can meet must mean the same here.
#[test]
fn the_codes_are_the_cores() {
    use netcore_aes_core::{Encoding, Error, Scheme};
    let scheme = Scheme::CbcBase64;
    let codes = codes();
    for (name, error) in [
        ("SCHEME", Error::UnknownScheme { code: 0 }),
        ("SCHEME", Error::AadNotTaken { scheme }),
        ("KEY", Error::KeyLength { bytes: 0 }),
        ("KEY", Error::KeyCharacter { position: 0 }),
        ("KEY", Error::KeyBase64),
        ("IV", Error::IvLength { bytes: 0 }),
        ("IV", Error::IvCharacter { position: 0 }),
        ("IV", Error::IvBase64),
        ("IV", Error::IvRequired { scheme }),
        ("IV", Error::IvNotTaken { scheme }),
        ("BUFFER_TOO_SMALL", Error::BufferTooSmall { needed: 1, capacity: 0 }),
        ("TOO_LARGE", Error::TooLarge { bytes: 0 }),
        ("ENCODING", Error::Encoding { encoding: Encoding::Hex, position: None }),
        ("DECRYPT", Error::Decrypt),
        ("RANDOM", Error::Random),
        ("MEMORY", Error::Memory { bytes: 0 }),
        ("LIMIT", Error::KeyUsedUp),
        ("OFFSETS", Error::Offsets { index: 0 }),
        ("ASSET_ID", Error::AssetId { position: None }),
        ("API_KEY", Error::ApiKey { position: None }),
        ("REGION", Error::UnknownRegion),
    ] {
        assert_eq!(codes.get(&format!("NETCORE_AES_ERR_{name}")), Some(&error.status()), "{error}");
    }
}
