//! Everything that can go wrong, as one flat list.

use std::fmt;

use crate::{Encoding, Scheme};

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
    /// The key holds a byte outside printable ASCII.
    KeyCharacter {
        /// Where it stands.
        position: usize,
    },
    /// The key has 44 characters, but they are not the base64 of 32 bytes.
    KeyBase64,
    /// The IV is neither 16 nor 24 bytes long.
    IvLength {
        /// The length that was given.
        bytes: usize,
    },
    /// The IV holds a byte outside printable ASCII.
    IvCharacter {
        /// Where it stands.
        position: usize,
    },
    /// The IV has 24 characters, but they are not the base64 of 16 bytes.
    IvBase64,
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
        /// The length it must have, in its own elements.
        needed: usize,
        /// The length it has.
        capacity: usize,
    },
    /// The message is longer than the scheme or the machine can take.
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// The text is not what encryption returns: not base64, or not hexadecimal.
    Encoding {
        /// What the scheme writes its text in.
        encoding: Encoding,
        /// The first byte that does not fit; none if the length is what is wrong.
        position: Option<usize>,
    },
    /// The text cannot be decrypted. One error for every cause (length, padding, tag, key, IV, associated data), so that
    /// it tells an attacker as little as possible.
    Decrypt,
    /// The operating system gave no random bytes.
    Random,
    /// Memory could not be allocated.
    Memory {
        /// How much was asked for.
        bytes: usize,
    },
    /// This GCM cipher has encrypted 2^32 messages, the most that one key may (NIST SP 800-38D, section 8.3).
    KeyUsedUp,
    /// The offsets of a batch do not describe it.
    Offsets {
        /// The first offset at fault.
        index: usize,
    },
    /// Events cannot be told apart from here on: this is neither a JSON array nor one event a line.
    EventStream {
        /// Where in the stream, in bytes.
        offset: u64,
    },
    /// An event is longer than one payload may be.
    EventTooLong {
        /// Where in the stream it stands, in bytes.
        offset: u64,
        /// The most bytes that it may have.
        max: usize,
    },
    /// The asset id cannot stand in a header.
    AssetId {
        /// The first byte that does not fit; none if it is empty.
        position: Option<usize>,
    },
    /// The API key cannot stand in a header.
    ApiKey {
        /// The first byte that does not fit; none if it is empty.
        position: Option<usize>,
    },
    /// No region has this name.
    UnknownRegion,
    /// This machine gets AES wrong: a known message did not encrypt or decrypt to what it must.
    SelfTest,
}

impl Error {
    /// The number by which every language knows the cause; the `NETCORE_AES_ERR_…` constants of the C header. Never
    /// renumbered, never reused.
    #[must_use]
    pub const fn status(&self) -> i32 {
        match self {
            Self::UnknownScheme { .. } | Self::AadNotTaken { .. } => 2,
            Self::KeyLength { .. } | Self::KeyCharacter { .. } | Self::KeyBase64 => 3,
            Self::IvLength { .. }
            | Self::IvCharacter { .. }
            | Self::IvBase64
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
            // In C it is a fault of the library, whatever the cause.
            Self::SelfTest => 100,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UnknownScheme { code } => {
                write!(f, "scheme {code} is unknown; it must be one of the x-eCodes 11256, 11257 and 11258")
            }
            Self::AadNotTaken { scheme } => {
                write!(f, "scheme {} takes no associated data; leave it out, or use 11258", scheme.code())
            }
            Self::KeyLength { bytes } => write!(
                f,
                "the key is {bytes} bytes long; AES-256 takes a key of 32 characters, or 32 bytes as 44 characters of base64"
            ),
            Self::KeyCharacter { position } => not_printable(f, "key", position, 44),
            Self::KeyBase64 => f.write_str(
                "the key has 44 characters, but they are not the base64 of 32 bytes (standard alphabet, padded)",
            ),
            Self::IvLength { bytes } => write!(
                f,
                "the IV is {bytes} bytes long; it must have 16 characters, or be 16 bytes as 24 characters of base64"
            ),
            Self::IvCharacter { position } => not_printable(f, "IV", position, 24),
            Self::IvBase64 => f.write_str(
                "the IV has 24 characters, but they are not the base64 of 16 bytes (standard alphabet, padded)",
            ),
            Self::IvRequired { scheme } => write!(
                f,
                "scheme {} needs an IV; pass the 16 characters that the vendor was given with the key",
                scheme.code()
            ),
            Self::IvNotTaken { scheme } => {
                write!(f, "scheme {} takes no IV, since it draws a nonce for each message; leave it out", scheme.code())
            }
            Self::BufferTooSmall { needed, capacity } => {
                write!(f, "the output buffer has room for {capacity}; it must have room for {needed}")
            }
            Self::TooLarge { bytes } => {
                write!(f, "the message is {bytes} bytes long, more than can be taken; split it into several")
            }
            Self::Encoding { encoding, position } => encoding_fault(f, encoding, position),
            Self::Decrypt => f.write_str(
                "the text cannot be decrypted; check that it is whole, and that scheme, key, IV and associated data \
                 are the ones it was encrypted with",
            ),
            Self::Random => f.write_str("the operating system gave no random bytes; nothing was encrypted, try again"),
            Self::Memory { bytes } => {
                write!(f, "{bytes} bytes of memory could not be allocated; free some, or pass less at once")
            }
            Self::KeyUsedUp => f.write_str(
                "this GCM key has encrypted 2^32 messages, the most that NIST SP 800-38D allows; make a new key",
            ),
            Self::Offsets { index } => write!(
                f,
                "offset {index} of the batch does not fit; offsets must not decrease, the last may not lie past the data, \
                 and there must be one more of them than messages"
            ),
            Self::EventStream { offset } => write!(
                f,
                "the events cannot be told apart from byte {offset} on; write a JSON array of objects, or one object a line"
            ),
            Self::EventTooLong { offset, max } => {
                write!(
                    f,
                    "the event about byte {offset} is longer than {max} bytes; shorten it, or allow longer payloads"
                )
            }
            Self::AssetId { position } => header_fault(f, "asset id", "copy it from the panel", position),
            Self::ApiKey { position } => header_fault(f, "API key", "copy it from the panel", position),
            Self::UnknownRegion => f.write_str("the region is unknown; it must be one of us, in and eu"),
            Self::SelfTest => f.write_str(
                "this machine gets AES wrong: a known message came out otherwise; nothing was done, encrypt on another machine, \
                 and please report its CPU",
            ),
        }
    }
}

fn not_printable(f: &mut fmt::Formatter<'_>, what: &str, position: usize, base64_len: usize) -> fmt::Result {
    write!(
        f,
        "the {what} holds a byte outside printable ASCII at position {position} (a line break at its end? raw bytes?); \
         pass the string that was generated, or raw bytes as {base64_len} characters of base64"
    )
}

fn encoding_fault(f: &mut fmt::Formatter<'_>, encoding: Encoding, position: Option<usize>) -> fmt::Result {
    let (name, rule) = match encoding {
        Encoding::Base64 => ("base64", "standard alphabet, padded, no white space"),
        Encoding::Hex => ("hexadecimal", "an even number of digits 0-9, a-f, A-F, no white space"),
    };
    write!(f, "the text is not {name}: ")?;
    match position {
        Some(position) => write!(f, "it goes wrong at position {position}")?,
        None => f.write_str("its length is wrong")?,
    }
    write!(f, "; pass the text just as it was encrypted ({rule})")
}

fn header_fault(f: &mut fmt::Formatter<'_>, what: &str, advice: &str, position: Option<usize>) -> fmt::Result {
    match position {
        None => write!(f, "the {what} is empty; {advice}"),
        Some(position) => {
            write!(f, "the {what} holds a space or a byte outside printable ASCII at position {position}; {advice}")
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
        assert!(message.contains("key is 31 bytes"), "{message}");
        assert!(message.contains("32 characters"), "{message}");
        let message = Error::IvCharacter { position: 16 }.to_string();
        assert!(message.contains("IV") && message.contains("position 16"), "{message}");
        let message = Error::Encoding { encoding: Encoding::Hex, position: None }.to_string();
        assert!(message.contains("hexadecimal") && message.contains("length"), "{message}");
        let message = Error::ApiKey { position: None }.to_string();
        assert!(message.contains("API key is empty"), "{message}");
    }
}
