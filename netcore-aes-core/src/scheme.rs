//! The vendor's encryption schemes: their codes, modes and encodings, and the lengths that go with them.

/// Length of an AES block in bytes (FIPS 197).
pub(crate) const BLOCK_LEN: usize = 16;
/// Length of a key in bytes (AES-256, FIPS 197).
pub const KEY_LEN: usize = 32;
/// Length of a key written as base64, in characters.
pub const KEY_BASE64_LEN: usize = 44;
/// Length of a CBC initialization vector in bytes (one AES block, NIST SP 800-38A).
pub const IV_LEN: usize = 16;
/// Length of an initialization vector written as base64, in characters.
pub const IV_BASE64_LEN: usize = 24;
/// Length of a GCM nonce in bytes (NIST SP 800-38D, section 8.2.2).
pub const NONCE_LEN: usize = 12;
/// Length of a GCM tag in bytes.
pub const TAG_LEN: usize = 16;

/// How a payload is encrypted. The request's header `x-eCode` names the scheme.
///
/// The codes and names are the vendor's (vendor guide, "Supported Encryption Methods").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Scheme {
    /// 11256, the default: AES-256-CBC with PKCS#7 padding, in base64.
    #[default]
    CbcBase64,
    /// 11257: AES-256-CBC with PKCS#7 padding, in hexadecimal.
    CbcHex,
    /// 11258: AES-256-GCM, in base64: nonce, ciphertext and tag.
    GcmBase64,
}

impl Scheme {
    /// Every scheme, in the order of their codes.
    pub const ALL: [Self; 3] = [Self::CbcBase64, Self::CbcHex, Self::GcmBase64];

    /// The scheme with this `x-eCode`; `None` for any number but 11256, 11257 and 11258.
    #[must_use]
    pub fn from_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.code() == code)
    }

    /// The `x-eCode`: 11256, 11257 or 11258.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::CbcBase64 => 11256,
            Self::CbcHex => 11257,
            Self::GcmBase64 => 11258,
        }
    }

    /// The `x-eCode` as the header's value.
    #[must_use]
    pub const fn code_text(self) -> &'static str {
        match self {
            Self::CbcBase64 => "11256",
            Self::CbcHex => "11257",
            Self::GcmBase64 => "11258",
        }
    }

    /// The vendor's name, such as `AES_256_CBC_BASE64`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CbcBase64 => "AES_256_CBC_BASE64",
            Self::CbcHex => "AES_256_CBC_HEX",
            Self::GcmBase64 => "AES_256_GCM_BASE64",
        }
    }

    /// The block mode.
    #[must_use]
    pub const fn mode(self) -> Mode {
        match self {
            Self::CbcBase64 | Self::CbcHex => Mode::Cbc,
            Self::GcmBase64 => Mode::Gcm,
        }
    }

    /// The encoding of the ciphertext as text.
    #[must_use]
    pub const fn encoding(self) -> Encoding {
        match self {
            Self::CbcBase64 | Self::GcmBase64 => Encoding::Base64,
            Self::CbcHex => Encoding::Hex,
        }
    }
}

/// The block mode of a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Cipher block chaining with PKCS#7 padding (NIST SP 800-38A, RFC 5652 section 6.3): takes a fixed IV and gives no
    /// integrity.
    Cbc,
    /// Galois/counter mode (NIST SP 800-38D): draws a nonce for each message and detects every change.
    Gcm,
}

/// How a scheme encodes its ciphertext as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Base64 of RFC 4648 section 4: standard alphabet, padded, on one line. Decoded strictly: unused bits must be zero, and
    /// nothing may stand before or after it.
    Base64,
    /// Hexadecimal of RFC 4648 section 8: encoded in lower case, decoded in either case.
    Hex,
}

impl Encoding {
    /// The number of characters that `raw_len` bytes are encoded as; `None` if that exceeds the address space.
    pub(crate) fn text_len(self, raw_len: usize) -> Option<usize> {
        match self {
            Self::Base64 => raw_len.div_ceil(3).checked_mul(4),
            Self::Hex => raw_len.checked_mul(2),
        }
    }

    /// The most bytes that a text of `text_len` characters can encode.
    pub(crate) fn raw_bound(self, text_len: usize) -> usize {
        match self {
            Self::Base64 => text_len.div_ceil(4).saturating_mul(3),
            Self::Hex => text_len.div_ceil(2),
        }
    }
}

/// How a text looks that is in no encoding: what a person or another program did to it, as far as a glance tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextForm {
    /// JSON: a payload that was never encrypted, or the body of a request.
    Json,
    /// A text in quotes.
    Quoted,
    /// A text with backslashes, as JSON may write each `/`.
    Escaped,
    /// A text with white space, such as line breaks.
    Spaced,
    /// None of these.
    Other,
}

impl TextForm {
    /// The form of a text that cannot be decoded.
    pub(crate) fn of(text: &[u8]) -> Self {
        match text.trim_ascii().first() {
            Some(b'{' | b'[') => Self::Json,
            Some(b'"' | b'\'') => Self::Quoted,
            _ if text.contains(&b'\\') => Self::Escaped,
            _ if text.iter().any(u8::is_ascii_whitespace) => Self::Spaced,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_schemes_map_both_ways() {
        for scheme in Scheme::ALL {
            assert_eq!(Scheme::from_code(scheme.code()), Some(scheme));
            assert_eq!(scheme.code_text(), scheme.code().to_string());
        }
        for code in [0, 1, 11255, 11259, u32::MAX] {
            assert_eq!(Scheme::from_code(code), None);
        }
    }
    #[test]
    fn the_form_of_what_is_pasted() {
        for (text, form) in [
            ("{\"encryptedRequest\":\"AA==\"}", TextForm::Json),
            ("\n[{}]", TextForm::Json),
            ("\"AA==\"", TextForm::Quoted),
            (" 'AA=='\n", TextForm::Quoted),
            ("A\\/==", TextForm::Escaped),
            ("A\\/=\n=", TextForm::Escaped),
            ("AA=\r\n=", TextForm::Spaced),
            ("AA== ", TextForm::Spaced),
            ("", TextForm::Other),
            ("AA-_", TextForm::Other),
        ] {
            assert_eq!(TextForm::of(text.as_bytes()), form, "{text}");
        }
    }
}
