//! The upload request.

use napi_derive::napi;
use netcore_aes_core::{Error, Region, Scheme, UploadRequest as CoreRequest};

use crate::fault::{Fault, OrFault, or_fault};

/// The parts of a request.
#[napi(object, object_from_js = false)]
pub struct Request {
    /// The URL.
    pub url: &'static str,
    /// Names and values of the headers, in order.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

/// Makes a request of a text.
#[napi]
pub fn upload_request(
    text: String,
    scheme: u32,
    asset_id: String,
    api_key: String,
    region: String,
) -> OrFault<Request> {
    or_fault(make(&text, scheme, &asset_id, &api_key, &region).map(|request| Request {
        url: request.url(),
        headers: request.headers().map(|(name, value)| (name, value.to_owned())).to_vec(),
        body: request.body().to_owned(),
    }))
}

/// The same request as a curl command, without the API key.
#[napi]
pub fn upload_curl(text: String, scheme: u32, asset_id: String, api_key: String, region: String) -> OrFault<String> {
    or_fault(make(&text, scheme, &asset_id, &api_key, &region).and_then(|request| Ok(request.curl()?)))
}

fn make(text: &str, scheme: u32, asset_id: &str, api_key: &str, region: &str) -> Result<CoreRequest, Fault> {
    let region: Region = region.parse()?;
    let scheme = Scheme::from_code(scheme).ok_or(Error::UnknownScheme { code: scheme })?;
    Ok(CoreRequest::new(region, scheme, asset_id, api_key, text)?)
}
