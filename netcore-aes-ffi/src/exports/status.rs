//! The message and the name of a status.

use libc::c_char;

use crate::boundary::guard::guard_or;
use crate::boundary::status::{self, netcore_aes_status};

struct Entry {
    status: netcore_aes_status,
    /// NUL-terminated, like the message.
    name: &'static str,
    message: &'static str,
}

macro_rules! entry {
    ($name:ident, $message:literal) => {
        Entry { status: status::$name, name: concat!(stringify!($name), "\0"), message: concat!($message, "\0") }
    };
}

const STATUSES: [Entry; 19] = [
    entry!(NETCORE_AES_OK, "success"),
    entry!(NETCORE_AES_ERR_NULL, "a pointer is NULL; pass NULL only with length 0, and never a NULL handle"),
    entry!(
        NETCORE_AES_ERR_SCHEME,
        "the scheme is unknown (use 11256, 11257 or 11258), or does not take associated data (only 11258 does)"
    ),
    entry!(
        NETCORE_AES_ERR_KEY,
        "the key must have 32 printable ASCII characters, or 44 characters of base64 that hold 32 bytes"
    ),
    entry!(
        NETCORE_AES_ERR_IV,
        "the IV must have 16 printable ASCII characters, or 24 characters of base64 that hold 16 bytes; scheme 11258 takes none"
    ),
    entry!(NETCORE_AES_ERR_BUFFER_TOO_SMALL, "the output buffer is too small; allocate the length that was reported"),
    entry!(NETCORE_AES_ERR_TOO_LARGE, "the message, or the batch, is too long; split it into several"),
    entry!(NETCORE_AES_ERR_OVERLAP, "an output overlaps another buffer; use separate memory for each"),
    entry!(
        NETCORE_AES_ERR_ENCODING,
        "the text is not valid base64 or hexadecimal; pass it exactly as it was encrypted, without white space"
    ),
    entry!(
        NETCORE_AES_ERR_DECRYPT,
        "the text cannot be decrypted; check that it is complete, and that the scheme, key, IV and associated data are those \
         used to encrypt it"
    ),
    entry!(NETCORE_AES_ERR_RANDOM, "the operating system returned no random bytes; nothing was encrypted; try again"),
    entry!(NETCORE_AES_ERR_MEMORY, "cannot allocate memory; free some memory, or pass less data at once"),
    entry!(
        NETCORE_AES_ERR_LIMIT,
        "this GCM key has encrypted 2^32 messages, the limit in NIST SP 800-38D; generate a new key"
    ),
    entry!(
        NETCORE_AES_ERR_OFFSETS,
        "offsets of a batch must not decrease or be negative, and an array of them must be aligned to 8 bytes, or to 4 for 32 bits"
    ),
    entry!(
        NETCORE_AES_ERR_EVENT_STREAM,
        "cannot find the next event; write a JSON array of events, or one event per line"
    ),
    entry!(NETCORE_AES_ERR_ASSET_ID, "the asset id must be printable ASCII without spaces; copy it from the panel"),
    entry!(NETCORE_AES_ERR_API_KEY, "the API key must be printable ASCII without spaces; copy it from the panel"),
    entry!(NETCORE_AES_ERR_REGION, "the region is unknown; use a NETCORE_AES_REGION constant"),
    entry!(
        NETCORE_AES_ERR_PANIC,
        "fault in netcore-aes, or AES self-test failed on this CPU; please report it with the CPU model"
    ),
];

fn find(status: netcore_aes_status) -> Option<&'static Entry> {
    STATUSES.iter().find(|entry| entry.status == status)
}

/// Returns a sentence that says what a status means and how to mend its cause: a static string, NUL-terminated, never freed
/// and never NULL. Unknown numbers have a sentence, too.
///
/// - `status`: any number.
///
/// The sentence depends on the status only; netcore_aes_cipher_explain() describes the fault of a key or an IV exactly.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_status_message(status: netcore_aes_status) -> *const c_char {
    guard_or(c"no message".as_ptr(), || {
        let unknown =
            c"the status is unknown to this version of netcore-aes; use the library and the package of the same release";
        find(status).map_or(unknown.as_ptr(), |entry| entry.message.as_ptr().cast())
    })
}

/// Returns the name of a status, such as "NETCORE_AES_ERR_KEY": a static string, NUL-terminated and never freed. NULL for an
/// unknown number. Languages that cannot read this header compare their own list of codes with it.
///
/// - `status`: any number.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_status_name(status: netcore_aes_status) -> *const c_char {
    guard_or(std::ptr::null(), || find(status).map_or(std::ptr::null(), |entry| entry.name.as_ptr().cast()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::ffi::CStr;

    use netcore_aes_core::{Encoding, Error, Scheme, TextForm};

    use super::*;

    /// The codes in the header by name.
    fn codes() -> BTreeMap<String, i32> {
        let header = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../include/netcore_aes.h")).unwrap();
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
        assert_eq!(codes.len(), 19);
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
        assert!(unknown.iter().all(|code| netcore_aes_status_name(*code).is_null()), "a name for an unknown number");
        // SAFETY: as above.
        let advice = unsafe { CStr::from_ptr(netcore_aes_status_message(300)) }.to_str().unwrap();
        let wanted =
            "the status is unknown to this version of netcore-aes; use the library and the package of the same release";
        assert_eq!(advice, wanted);
    }

    /// The core numbers its errors itself: each number that reaches C must mean the same here.
    #[test]
    fn the_codes_are_the_cores() {
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
            ("ENCODING", Error::Encoding { encoding: Encoding::Hex, position: None, form: TextForm::Other }),
            ("DECRYPT", Error::Decrypt),
            ("RANDOM", Error::Random),
            ("MEMORY", Error::Memory { bytes: 0 }),
            ("LIMIT", Error::KeyUsedUp),
            ("OFFSETS", Error::Offsets { index: 0 }),
            ("EVENT_STREAM", Error::EventStream { offset: 0 }),
            ("ASSET_ID", Error::AssetId { position: None }),
            ("API_KEY", Error::ApiKey { position: None }),
            ("REGION", Error::UnknownRegion),
            ("PANIC", Error::SelfTest),
        ] {
            assert_eq!(codes.get(&format!("NETCORE_AES_ERR_{name}")), Some(&error.status()), "{error}");
        }
    }
}
