//! The upload request: the URL, headers and body of an encrypted payload (vendor guide, step 3).

use std::fmt;

use crate::error::Error;
use crate::scheme::Scheme;

mod body;
mod curl;
mod headers;
mod region;

pub(crate) use body::{AFTER_TEXT, BEFORE_TEXT};
pub use body::{upload_body, upload_body_parts};
pub use headers::UploadHeaders;
pub use region::Region;

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
/// assert!(request.is_err(), "neither of them may contain a space");
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

    /// Makes a request. `text` is a text from a cipher of `scheme`, `asset_id` the panel's asset id (the same as in the
    /// events), `api_key` the panel's API key.
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

    /// The request as a `curl` command for a POSIX shell, as in step 3 of the vendor's guide. It does not contain the API key: the
    /// shell takes it from the variable `NETCORE_API_KEY`.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn curl(&self) -> Result<String, Error> {
        curl::command(self.url(), &self.headers(), self.body())
    }
}

impl fmt::Debug for UploadRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadRequest")
            .field("url", &self.url())
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::{Encoding, TextForm};

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
        for (text, position, form) in [
            ("", None, TextForm::Other),
            ("AAA", None, TextForm::Other),
            ("=", None, TextForm::Other),
            ("====", Some(0), TextForm::Other),
            ("AA=A", Some(2), TextForm::Other),
            ("AAAA====", Some(4), TextForm::Other),
            ("AAAAAB==", Some(5), TextForm::Other),
            ("AAB=", Some(2), TextForm::Other),
            ("AAAA\nAAAA", Some(4), TextForm::Spaced),
            (r#"[{"asset_id": "a"}]"#, Some(0), TextForm::Json),
        ] {
            assert_eq!(
                request("asset", "key", text).unwrap_err(),
                Error::Encoding { encoding: Encoding::Base64, position, form }
            );
        }
        let hex = UploadRequest::new(Region::Us, Scheme::CbcHex, "asset", "key", "AbC+/w==");
        let form = TextForm::Other;
        assert_eq!(hex.unwrap_err(), Error::Encoding { encoding: Encoding::Hex, position: Some(3), form });
    }

    #[test]
    fn debug_shows_neither_api_key_nor_body() {
        let shown = format!("{:?}", request("asset", "secret-api-key", "c2VjcmV0").unwrap());
        assert!(shown.contains("asset") && shown.contains("11256"), "{shown}");
        assert!(!shown.contains("secret-api-key") && !shown.contains("c2VjcmV0"), "{shown}");
    }
}
