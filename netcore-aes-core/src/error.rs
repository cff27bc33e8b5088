//! Every cause of failure, as one flat list.

use std::fmt;

use crate::scheme::{Encoding, IV_BASE64_LEN, KEY_BASE64_LEN, Scheme, TextForm};

/// Why a call was refused.
///
/// The message says what to do next. It never holds a key, an IV, a plaintext or a ciphertext: lengths and positions
/// only. Positions count bytes from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// No scheme has this `x-eCode`.
    UnknownScheme {
        /// The code that was given.
        code: u32,
    },
    /// Associated data was given to a scheme that cannot authenticate it.
    AadNotTaken {
        /// The cipher's scheme.
        scheme: Scheme,
    },
    /// The key is neither 32 nor 44 bytes long.
    KeyLength {
        /// The length that was given.
        bytes: usize,
    },
    /// The key contains a byte outside printable ASCII.
    KeyCharacter {
        /// The position of that byte.
        position: usize,
    },
    /// The key has 44 characters but is not valid base64 of 32 bytes.
    KeyBase64,
    /// The key is longer than 44 characters, and nothing but `=` follows the 44th.
    KeyPadding {
        /// The length that was given.
        bytes: usize,
    },
    /// The IV is neither 16 nor 24 bytes long.
    IvLength {
        /// The length that was given.
        bytes: usize,
    },
    /// The IV contains a byte outside printable ASCII.
    IvCharacter {
        /// The position of that byte.
        position: usize,
    },
    /// The IV has 24 characters but is not valid base64 of 16 bytes.
    IvBase64,
    /// The IV is longer than 24 characters, and nothing but `=` follows the 24th.
    IvPadding {
        /// The length that was given.
        bytes: usize,
    },
    /// A CBC scheme was given no IV.
    IvRequired {
        /// The scheme that needs one.
        scheme: Scheme,
    },
    /// A GCM scheme was given an IV.
    IvNotTaken {
        /// The scheme that draws its own nonces.
        scheme: Scheme,
    },
    /// The output buffer is too short. Nothing was written.
    BufferTooSmall {
        /// The length it must have, in bytes.
        needed: usize,
        /// The length it has, in bytes.
        capacity: usize,
    },
    /// The message is too long for the scheme or for this machine's address space.
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// The text is not valid base64 or hexadecimal.
    Encoding {
        /// The scheme's encoding.
        encoding: Encoding,
        /// The first unexpected byte; none if the length is wrong.
        position: Option<usize>,
        /// How the text looks.
        form: TextForm,
    },
    /// The text cannot be decrypted. One error for every cause (length, padding, tag, key, IV, associated data), so that
    /// it tells an attacker as little as possible.
    Decrypt,
    /// The operating system returned no random bytes.
    Random,
    /// Memory could not be allocated.
    Memory {
        /// The size of the request.
        bytes: usize,
    },
    /// This GCM cipher has encrypted 2^32 messages, the limit for one key (NIST SP 800-38D, section 8.3).
    KeyUsedUp,
    /// The offsets of a batch do not describe it.
    Offsets {
        /// The first offset at fault.
        index: usize,
    },
    /// The stream is neither a JSON array nor one JSON object per line: the next event cannot be found.
    EventStream {
        /// The position in the stream, in bytes.
        offset: u64,
    },
    /// An event is longer than one payload may be.
    EventTooLong {
        /// A position in the stream within the event, in bytes.
        offset: u64,
        /// The longest event allowed, in bytes.
        max: usize,
    },
    /// The asset id is not a valid header value.
    AssetId {
        /// The first invalid byte; none if it is empty.
        position: Option<usize>,
    },
    /// The API key is not a valid header value.
    ApiKey {
        /// The first invalid byte; none if it is empty.
        position: Option<usize>,
    },
    /// No region has this name.
    UnknownRegion,
    /// The AES self-test failed: on this CPU a known message does not encrypt or decrypt to the known answer.
    SelfTest,
}

impl Error {
    /// The number by which every language knows the cause; the `NETCORE_AES_ERR_…` constants of the C header. Never
    /// renumbered, never reused.
    #[must_use]
    pub const fn status(&self) -> i32 {
        match self {
            Self::UnknownScheme { .. } | Self::AadNotTaken { .. } => 2,
            Self::KeyLength { .. } | Self::KeyCharacter { .. } | Self::KeyBase64 | Self::KeyPadding { .. } => 3,
            Self::IvLength { .. }
            | Self::IvCharacter { .. }
            | Self::IvBase64
            | Self::IvPadding { .. }
            | Self::IvRequired { .. }
            | Self::IvNotTaken { .. } => 4,
            Self::BufferTooSmall { .. } => 5,
            Self::TooLarge { .. } => 6,
            Self::Encoding { .. } => 8,
            Self::Decrypt => 9,
            Self::Random => 10,
            Self::Memory { .. } => 11,
            Self::KeyUsedUp => 12,
            Self::Offsets { .. } => 13,
            Self::EventStream { .. } => 20,
            Self::EventTooLong { .. } => 21,
            Self::AssetId { .. } => 30,
            Self::ApiKey { .. } => 31,
            Self::UnknownRegion => 32,
            // C callers handle it as a fault of the library.
            Self::SelfTest => 100,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UnknownScheme { code } => {
                write!(f, "scheme {code} is unknown; use x-eCode 11256, 11257 or 11258")
            }
            Self::AadNotTaken { scheme } => {
                write!(f, "scheme {} does not take associated data; leave it out, or use scheme 11258", scheme.code())
            }
            Self::KeyLength { bytes } => write!(
                f,
                "the key has {bytes} bytes; it must have 32 characters, or 44 characters of base64 that hold 32 bytes"
            ),
            Self::KeyCharacter { position } => not_printable(f, "key", position, 44),
            Self::KeyBase64 => f.write_str(
                "the key has 44 characters but is not valid base64 of 32 bytes (standard alphabet, padded)",
            ),
            Self::KeyPadding { bytes } => surplus_padding(f, "key", bytes, KEY_BASE64_LEN),
            Self::IvLength { bytes } => write!(
                f,
                "the IV has {bytes} bytes; it must have 16 characters, or 24 characters of base64 that hold 16 bytes"
            ),
            Self::IvCharacter { position } => not_printable(f, "IV", position, 24),
            Self::IvBase64 => f.write_str(
                "the IV has 24 characters but is not valid base64 of 16 bytes (standard alphabet, padded)",
            ),
            Self::IvPadding { bytes } => surplus_padding(f, "IV", bytes, IV_BASE64_LEN),
            Self::IvRequired { scheme } => write!(
                f,
                "scheme {} needs an IV; pass the 16 characters that were generated with the key",
                scheme.code()
            ),
            Self::IvNotTaken { scheme } => {
                write!(f, "scheme {} does not take an IV: it draws a nonce for each message; leave the IV out", scheme.code())
            }
            Self::BufferTooSmall { needed, capacity } => {
                write!(f, "the output buffer holds {capacity} bytes; it must hold {needed}")
            }
            Self::TooLarge { bytes } => {
                write!(f, "the message has {bytes} bytes, which is too long; split it into several messages")
            }
            Self::Encoding { encoding, position, form } => encoding_fault(f, encoding, position, form),
            Self::Decrypt => f.write_str(
                "the text cannot be decrypted; check that it is complete, and that the scheme, key, IV and associated data \
                 are those used to encrypt it",
            ),
            Self::Random => f.write_str("the operating system returned no random bytes; nothing was encrypted; try again"),
            Self::Memory { bytes } => {
                write!(f, "cannot allocate {bytes} bytes of memory; free some memory, or pass less data at once")
            }
            Self::KeyUsedUp => f.write_str(
                "this GCM key has encrypted 2^32 messages, the limit in NIST SP 800-38D; generate a new key",
            ),
            Self::Offsets { index } => write!(
                f,
                "offset {index} of the batch is invalid; offsets must not decrease, the last must lie within the data, and n messages \
                 need n + 1 offsets"
            ),
            Self::EventStream { offset } => write!(
                f,
                "cannot find the next event at byte {offset}; write a JSON array of objects, or one JSON object per line"
            ),
            Self::EventTooLong { offset, max } => {
                write!(
                    f,
                    "the event near byte {offset} is longer than {max} bytes; shorten it, or allow longer payloads"
                )
            }
            Self::AssetId { position } => header_fault(f, "asset id", position),
            Self::ApiKey { position } => header_fault(f, "API key", position),
            Self::UnknownRegion => f.write_str("the region is unknown; use us, in or eu"),
            Self::SelfTest => f.write_str(
                "AES self-test failed on this CPU; nothing was encrypted or decrypted; use another machine, and please report the CPU \
                 model",
            ),
        }
    }
}

fn not_printable(f: &mut fmt::Formatter<'_>, name: &str, position: usize, base64_len: usize) -> fmt::Result {
    write!(
        f,
        "the {name} contains a byte outside printable ASCII at position {position} (a line break at the end, or raw bytes?); \
         pass the generated string, or encode raw bytes as {base64_len} characters of base64"
    )
}

fn surplus_padding(f: &mut fmt::Formatter<'_>, name: &str, bytes: usize, base64_len: usize) -> fmt::Result {
    write!(
        f,
        "the {name} has {bytes} characters; as base64 it must have {base64_len}: remove each \"=\" after the {base64_len}th \
         character"
    )
}

fn encoding_fault(
    f: &mut fmt::Formatter<'_>,
    encoding: Encoding,
    position: Option<usize>,
    form: TextForm,
) -> fmt::Result {
    let (name, rule) = match encoding {
        Encoding::Base64 => ("base64", "standard alphabet, padded, no white space"),
        Encoding::Hex => ("hexadecimal", "an even number of digits 0-9, a-f, A-F, no white space"),
    };
    write!(f, "the text is not valid {name}: ")?;
    match position {
        Some(position) => write!(f, "unexpected character at position {position}")?,
        None => f.write_str("its length is wrong")?,
    }
    f.write_str(match form {
        TextForm::Json => "; it is JSON: encrypt a payload first, or take the text out of its body",
        TextForm::Quoted => "; it is in quotes: remove them",
        TextForm::Escaped => "; it contains backslashes: decode it as a JSON string first",
        TextForm::Spaced => "; it contains white space, such as line breaks: remove it",
        TextForm::Other => "",
    })?;
    write!(f, "; pass the text exactly as it was encrypted ({rule})")
}

fn header_fault(f: &mut fmt::Formatter<'_>, name: &str, position: Option<usize>) -> fmt::Result {
    match position {
        None => write!(f, "the {name} is empty; copy it from the panel"),
        Some(position) => {
            write!(
                f,
                "the {name} contains a space or a byte outside printable ASCII at position {position}; copy it from the panel"
            )
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_argument_and_what_it_must_be() {
        let message = Error::KeyLength { bytes: 31 }.to_string();
        assert!(message.contains("key has 31 bytes"), "{message}");
        assert!(message.contains("32 characters"), "{message}");
        let message = Error::IvCharacter { position: 16 }.to_string();
        assert!(message.contains("IV") && message.contains("position 16"), "{message}");
        let message = Error::Encoding { encoding: Encoding::Hex, position: None, form: TextForm::Other }.to_string();
        assert!(message.contains("hexadecimal") && message.contains("length"), "{message}");
        let message = Error::ApiKey { position: None }.to_string();
        assert!(message.contains("API key is empty"), "{message}");
    }
}
