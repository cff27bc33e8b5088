//! The headers of the upload request.

use std::fmt;

use zeroize::Zeroizing;

use crate::alloc::try_concat;
use crate::error::Error;
use crate::scheme::Scheme;

/// The headers of an upload request: the same for every request of one panel under one scheme.
pub struct UploadHeaders {
    scheme: Scheme,
    asset_id: String,
    authorization: Zeroizing<String>,
}

impl UploadHeaders {
    /// Makes the headers.
    ///
    /// # Errors
    /// [`Error::AssetId`] and [`Error::ApiKey`] if one is empty or is not a valid header value; [`Error::Memory`].
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

/// Checks that `value` is one word of printable ASCII, which a header carries unchanged and which adds no second header. The
/// error is the position of the first other byte; none if it is empty.
fn header_value(value: &str) -> Result<(), Option<usize>> {
    if value.is_empty() {
        return Err(None);
    }
    value.bytes().position(|byte| !byte.is_ascii_graphic()).map_or(Ok(()), |position| Err(Some(position)))
}
