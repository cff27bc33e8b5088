//! The upload request: where an encrypted payload is posted, and with what (vendor guide, step 3).

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::memory::try_concat;
use crate::{Encoding, Error, Scheme};

/// Where a panel's data lives, which decides the host (vendor's API page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Region {
    /// `us`, the default: the host in the vendor's guide.
    #[default]
    Us,
    /// `in`
    India,
    /// `eu`
    Eu,
}

impl Region {
    /// Every region.
    pub const ALL: [Self; 3] = [Self::Us, Self::India, Self::Eu];

    /// The short name: `us`, `in` or `eu`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::India => "in",
            Self::Eu => "eu",
        }
    }

    /// The URL that events are posted to.
    #[must_use]
    pub const fn url(self) -> &'static str {
        match self {
            Self::Us => "https://api2.netcoresmartech.com/v1/activity/upload",
            Self::India => "https://apiin2.netcoresmartech.com/v1/activity/upload",
            Self::Eu => "https://apieu2.netcoresmartech.com/v1/activity/upload",
        }
    }
}

impl FromStr for Region {
    type Err = Error;

    /// Reads `us`, `in` or `eu`.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|region| region.name() == name).ok_or(Error::UnknownRegion)
    }
}

/// A request to upload one encrypted payload, ready for any HTTP client. Plain data: nothing is sent.
///
/// Its `Debug` shows neither the API key nor the body.
///
/// ```
/// use netcore_aes_core::{Cipher, Region, UploadRequest};
///
/// let cipher = Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16])?;
/// let text = cipher.encrypt(br#"[{"activity_name": "form_submitted"}]"#)?;
/// let request = UploadRequest::new(Region::Us, cipher.scheme(), "the asset id", "the API key", &text);
/// assert!(request.is_err(), "neither of them may hold a space");
///
/// let request = UploadRequest::new(Region::Us, cipher.scheme(), "asset-id", "api-key", &text)?;
/// for (name, value) in request.headers() {
///     println!("{name}: {value}");
/// }
/// # Ok::<(), netcore_aes_core::Error>(())
/// ```
pub struct UploadRequest {
    region: Region,
    headers: UploadHeaders,
    body: String,
}

impl UploadRequest {
    /// The method of the request.
    pub const METHOD: &'static str = "POST";

    /// Puts a request together. `text` is what a cipher of `scheme` returned, `asset_id` the panel's asset (the same as in
    /// the events), `api_key` the panel's API key.
    ///
    /// # Errors
    /// Those of [`UploadHeaders::new`] and of [`upload_body`].
    pub fn new(region: Region, scheme: Scheme, asset_id: &str, api_key: &str, text: &str) -> Result<Self, Error> {
        let headers = UploadHeaders::new(scheme, asset_id, api_key)?;
        Ok(Self { region, headers, body: upload_body(scheme, text)? })
    }

    /// The URL to post to.
    #[must_use]
    pub const fn url(&self) -> &'static str {
        self.region.url()
    }

    /// The headers, names and values. The last value holds the API key: keep it out of logs.
    #[must_use]
    pub fn headers(&self) -> [(&'static str, &str); 4] {
        self.headers.pairs()
    }

    /// The body: `{"encryptedRequest":"…"}`.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// The headers of a request. They are the same for every request of one panel under one scheme.
pub struct UploadHeaders {
    scheme: Scheme,
    asset_id: String,
    authorization: Zeroizing<String>,
}

impl UploadHeaders {
    /// Puts the headers together.
    ///
    /// # Errors
    /// [`Error::AssetId`] and [`Error::ApiKey`] if one is empty or could not stand in a header; [`Error::Memory`].
    pub fn new(scheme: Scheme, asset_id: &str, api_key: &str) -> Result<Self, Error> {
        header_value(asset_id).map_err(|position| Error::AssetId { position })?;
        header_value(api_key).map_err(|position| Error::ApiKey { position })?;
        Ok(Self {
            scheme,
            asset_id: try_concat(&[asset_id])?,
            authorization: Zeroizing::new(try_concat(&["Bearer ", api_key])?),
        })
    }

    /// Names and values. The last value holds the API key: keep it out of logs.
    #[must_use]
    pub fn pairs(&self) -> [(&'static str, &str); 4] {
        [
            ("Content-Type", "application/json"),
            ("x-eCode", self.scheme.code_text()),
            ("x-asset", &self.asset_id),
            ("Authorization", &self.authorization),
        ]
    }
}

impl fmt::Debug for UploadHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadHeaders")
            .field("x-eCode", &self.scheme.code())
            .field("x-asset", &self.asset_id)
            .finish_non_exhaustive()
    }
}

/// The body of a request: `{"encryptedRequest":"…"}`. `text` is what a cipher of `scheme` returned.
///
/// # Errors
/// [`Error::Encoding`] if `text` is no text of the scheme's, such as a payload that was never encrypted; [`Error::Memory`].
pub fn upload_body(scheme: Scheme, text: &str) -> Result<String, Error> {
    check_text(scheme.encoding(), text)?;
    // Nothing in it needs escaping, as was just seen.
    try_concat(&[r#"{"encryptedRequest":""#, text, r#""}"#])
}

impl fmt::Debug for UploadRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadRequest")
            .field("url", &self.url())
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Checks that `value` is one word of printable ASCII: what a header carries unchanged, and no second header.
fn header_value(value: &str) -> Result<(), Option<usize>> {
    if value.is_empty() {
        return Err(None);
    }
    value.bytes().position(|byte| !byte.is_ascii_graphic()).map_or(Ok(()), |position| Err(Some(position)))
}

/// Checks that `text` can have come from a cipher: not empty, and just as its encoding is written.
fn check_text(encoding: Encoding, text: &str) -> Result<(), Error> {
    let (fits, unit): (fn(u8) -> bool, usize) = match encoding {
        Encoding::Base64 => (|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'), 4),
        Encoding::Hex => (|byte| byte.is_ascii_hexdigit(), 2),
    };
    let digits = digits(encoding, text);
    let position = digits.bytes().position(|byte| !fits(byte)).or_else(|| spare_bits(text, digits));
    if position.is_some() || text.is_empty() || !text.len().is_multiple_of(unit) {
        return Err(Error::Encoding { encoding, position });
    }
    Ok(())
}

/// The text without its padding.
fn digits(encoding: Encoding, text: &str) -> &str {
    match encoding {
        Encoding::Base64 => text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text),
        Encoding::Hex => text,
    }
}

/// Where the last digit before padding holds bits that belong to no byte, which must be zero (RFC 4648, section 3.5).
fn spare_bits(text: &str, digits: &str) -> Option<usize> {
    let without: &[u8] = match text.len().saturating_sub(digits.len()) {
        1 => b"AEIMQUYcgkosw048",
        2 => b"AQgw",
        _ => return None,
    };
    let holds_some = digits.bytes().last().is_some_and(|last| !without.contains(&last));
    holds_some.then(|| digits.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(asset_id: &str, api_key: &str, text: &str) -> Result<UploadRequest, Error> {
        UploadRequest::new(Region::Us, Scheme::CbcBase64, asset_id, api_key, text)
    }

    #[test]
    fn equals_the_guides_step_3() {
        let request = request("392ae07d8b69fe21423e6d9e026227c5", "the-api-key", "AbC+/w==").unwrap();
        assert_eq!(UploadRequest::METHOD, "POST");
        assert_eq!(request.url(), "https://api2.netcoresmartech.com/v1/activity/upload");
        assert_eq!(
            request.headers(),
            [
                ("Content-Type", "application/json"),
                ("x-eCode", "11256"),
                ("x-asset", "392ae07d8b69fe21423e6d9e026227c5"),
                ("Authorization", "Bearer the-api-key"),
            ]
        );
        assert_eq!(request.body(), r#"{"encryptedRequest":"AbC+/w=="}"#);
    }

    #[test]
    fn every_region_has_a_host_of_its_own() {
        for (region, host) in Region::ALL.into_iter().zip(["api2", "apiin2", "apieu2"]) {
            assert_eq!(region.name().parse(), Ok(region));
            assert_eq!(region.url(), format!("https://{host}.netcoresmartech.com/v1/activity/upload"));
        }
        assert_eq!("US".parse::<Region>(), Err(Error::UnknownRegion));
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_refused() {
        for (value, position) in
            [("", None), ("a b", Some(1)), ("a\r\nx: y", Some(1)), ("aé", Some(1)), ("a\0", Some(1))]
        {
            assert_eq!(request(value, "key", "AAAA").unwrap_err(), Error::AssetId { position });
            assert_eq!(request("asset", value, "AAAA").unwrap_err(), Error::ApiKey { position });
        }
    }

    #[test]
    fn a_payload_that_was_never_encrypted_is_refused() {
        for (text, position) in [
            ("", None),
            ("AAA", None),
            ("=", None),
            ("====", Some(0)),
            ("AA=A", Some(2)),
            ("AAAA====", Some(4)),
            ("AAAAAB==", Some(5)),
            ("AAB=", Some(2)),
            (r#"[{"asset_id": "a"}]"#, Some(0)),
        ] {
            assert_eq!(
                request("asset", "key", text).unwrap_err(),
                Error::Encoding { encoding: Encoding::Base64, position }
            );
        }
        let hex = UploadRequest::new(Region::Us, Scheme::CbcHex, "asset", "key", "AbC+/w==");
        assert_eq!(hex.unwrap_err(), Error::Encoding { encoding: Encoding::Hex, position: Some(3) });
    }

    #[test]
    fn debug_shows_neither_api_key_nor_body() {
        let shown = format!("{:?}", request("asset", "secret-api-key", "c2VjcmV0").unwrap());
        assert!(shown.contains("asset") && shown.contains("11256"), "{shown}");
        assert!(!shown.contains("secret-api-key") && !shown.contains("c2VjcmV0"), "{shown}");
    }
}
