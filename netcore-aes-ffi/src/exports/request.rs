//! The parts of the upload request.

use libc::c_char;
use netcore_aes_core::{Error, Region, Scheme, UploadHeaders, upload_body};

use crate::boundary::failure::Failure;
use crate::boundary::guard::guard;
use crate::boundary::memory::{Input, Output, Place, disjoint, text};
use crate::boundary::status::{
    NETCORE_AES_ERR_API_KEY, NETCORE_AES_ERR_ASSET_ID, NETCORE_AES_ERR_ENCODING, netcore_aes_status,
};
use crate::boundary::writer::CountingWriter;

/// The region of panels whose host is api2.netcoresmartech.com, as in the vendor's guide: United States.
pub const NETCORE_AES_REGION_US: u32 = 0;
/// The region of panels whose host is apiin2.netcoresmartech.com: India.
pub const NETCORE_AES_REGION_INDIA: u32 = 1;
/// The region of panels whose host is apieu2.netcoresmartech.com: European Union.
pub const NETCORE_AES_REGION_EU: u32 = 2;

/// Writes the URL that the events of a region are posted to.
///
/// - `region`: NETCORE_AES_REGION_….
/// - `out`, `out_cap`: receives the URL, not NUL-terminated.
/// - `out_len`: receives its length; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_REGION, ERR_BUFFER_TOO_SMALL; then `out` is untouched or all zero.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_request_url(
    region: u32,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let url = |out: &mut CountingWriter<'_>, _: [&[u8]; 2]| {
        out.put(self::region(region)?.url().as_bytes());
        Ok(())
    };
    // SAFETY: the caller vouches for all memory that it names.
    guard(|| unsafe { write([(std::ptr::null(), 0); 2], (out, out_cap), out_len, url) })
}

/// Writes the headers of a request, as HTTP/1.1 has them: four lines "Name: value", each ended by CR LF.
///
/// - `scheme`: the x-eCode that the payload was encrypted under.
/// - `asset_id`, `asset_id_len`: the panel's asset id, the same as in the events.
/// - `api_key`, `api_key_len`: the panel's API key. Keep it, and so the output, out of logs.
/// - `out`, `out_cap`: receives the lines, not NUL-terminated.
/// - `out_len`: receives their length; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_SCHEME, ERR_ASSET_ID, ERR_API_KEY, ERR_MEMORY,
/// ERR_BUFFER_TOO_SMALL; then `out` is untouched or all zero.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_request_headers(
    scheme: u32,
    asset_id: *const c_char,
    asset_id_len: usize,
    api_key: *const c_char,
    api_key_len: usize,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let headers = |out: &mut CountingWriter<'_>, [asset_id, api_key]: [&[u8]; 2]| {
        let scheme = Scheme::from_code(scheme).ok_or(Error::UnknownScheme { code: scheme })?;
        let asset_id = text(asset_id).map_err(|_| NETCORE_AES_ERR_ASSET_ID)?;
        let api_key = text(api_key).map_err(|_| NETCORE_AES_ERR_API_KEY)?;
        for (name, value) in UploadHeaders::new(scheme, asset_id, api_key)?.pairs() {
            for part in [name, ": ", value, "\r\n"] {
                out.put(part.as_bytes());
            }
        }
        Ok(())
    };
    let inputs = [(asset_id, asset_id_len), (api_key, api_key_len)];
    // SAFETY: the caller vouches for all memory that it names.
    guard(|| unsafe { write(inputs, (out, out_cap), out_len, headers) })
}

/// Writes the body of a request: {"encryptedRequest":"<the text>"}.
///
/// - `scheme`: the x-eCode that the payload was encrypted under.
/// - `text`, `text_len`: what netcore_aes_encrypt() wrote.
/// - `out`, `out_cap`: receives the body, not NUL-terminated: 23 characters more than the text.
/// - `out_len`: receives its length; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_SCHEME, ERR_ENCODING (the text is none of the scheme's, such as a
/// payload that was never encrypted), ERR_MEMORY, ERR_BUFFER_TOO_SMALL; then `out` is untouched or all zero.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_request_body(
    scheme: u32,
    text: *const u8,
    text_len: usize,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let body = |out: &mut CountingWriter<'_>, [text, _]: [&[u8]; 2]| {
        let scheme = Scheme::from_code(scheme).ok_or(Error::UnknownScheme { code: scheme })?;
        let text = self::text(text).map_err(|_| NETCORE_AES_ERR_ENCODING)?;
        out.put(upload_body(scheme, text)?.as_bytes());
        Ok(())
    };
    let inputs = [(text.cast(), text_len), (std::ptr::null(), 0)];
    // SAFETY: the caller vouches for all memory that it names.
    guard(|| unsafe { write(inputs, (out, out_cap), out_len, body) })
}

fn region(region: u32) -> Result<Region, Error> {
    match region {
        NETCORE_AES_REGION_US => Ok(Region::Us),
        NETCORE_AES_REGION_INDIA => Ok(Region::India),
        NETCORE_AES_REGION_EU => Ok(Region::Eu),
        _ => Err(Error::UnknownRegion),
    }
}

/// Lets `part` write a part of the request, given the inputs.
///
/// # Safety
/// As [`Input::slice`], [`Output::write`] and [`Place::set`] for all.
unsafe fn write(
    inputs: [(*const c_char, usize); 2],
    (out, out_cap): (*mut c_char, usize),
    out_len: *mut usize,
    part: impl FnOnce(&mut CountingWriter<'_>, [&[u8]; 2]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let length = Place::new(out_len)?;
    let arguments = || {
        let [one, other] = inputs.map(|(ptr, len)| Input::new(ptr.cast::<u8>(), len));
        Ok((one?, other?, Output::new(out.cast::<u8>(), out_cap)?))
    };
    let arguments: Result<_, Failure> = arguments();
    if let Ok((one, other, out)) = &arguments {
        disjoint(&[one.span, other.span, out.span], &[length.span])?;
    }
    let work = || {
        let (one, other, out) = arguments?;
        disjoint(&[one.span, other.span], &[out.span])?;
        // SAFETY: this function's contract; the output overlaps no input.
        unsafe {
            let inputs = [one.slice(), other.slice()];
            out.write(|out| {
                let mut writer = CountingWriter::new(out);
                part(&mut writer, inputs)?;
                writer.finish()
            })
        }
    };
    // SAFETY: this function's contract.
    unsafe { length.answer(work) }
}
