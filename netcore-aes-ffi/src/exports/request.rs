//! The parts of the upload request.

use libc::c_char;
use netcore_aes_core::{Error, Region, Scheme, UploadHeaders, upload_body_parts};

use crate::boundary::call::Call;
use crate::boundary::failure::Failure;
use crate::boundary::memory::{Handle, Input, OutParameter, Output};
use crate::boundary::status::{NETCORE_AES_ERR_API_KEY, NETCORE_AES_ERR_ASSET_ID, netcore_aes_status};
use crate::boundary::writer::CountingWriter;

/// The region of panels at api2.netcoresmartech.com, the host in the vendor's guide: United States.
pub const NETCORE_AES_REGION_US: u32 = 0;
/// The region of panels at apiin2.netcoresmartech.com: India.
pub const NETCORE_AES_REGION_INDIA: u32 = 1;
/// The region of panels at apieu2.netcoresmartech.com: European Union.
pub const NETCORE_AES_REGION_EU: u32 = 2;

/// Writes the URL to which a request posts the events of a region.
///
/// - `region`: NETCORE_AES_REGION_….
/// - `out`, `out_cap`: receives the URL, not NUL-terminated.
/// - `out_len`: receives its length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_REGION, ERR_BUFFER_TOO_SMALL: `out` is untouched or all zero.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_request_url(
    region: u32,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> netcore_aes_status {
    let url = |out: &mut CountingWriter<'_>, []: [&[u8]; 0]| {
        out.put(self::region(region)?.url().as_bytes());
        Ok(())
    };
    // SAFETY: the caller vouches for all memory that it names.
    unsafe { write([], (out, out_cap), out_len, url) }
}

/// Writes the headers of a request in the format of HTTP/1.1: four lines "Name: value", each ending with CR LF.
///
/// - `scheme`: the x-eCode of the scheme that encrypted the payload.
/// - `asset_id`, `asset_id_len`: the panel's asset id, which the events contain, too, and its length in bytes.
/// - `api_key`, `api_key_len`: the panel's API key and its length in bytes. Keep the key, and so the output, out of logs.
/// - `out`, `out_cap`: receives the lines, not NUL-terminated.
/// - `out_len`: receives their length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_SCHEME, ERR_ASSET_ID, ERR_API_KEY, ERR_MEMORY,
/// ERR_BUFFER_TOO_SMALL: `out` is untouched or all zero.
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
        let asset_id = std::str::from_utf8(asset_id).map_err(|_| NETCORE_AES_ERR_ASSET_ID)?;
        let api_key = std::str::from_utf8(api_key).map_err(|_| NETCORE_AES_ERR_API_KEY)?;
        for (name, value) in UploadHeaders::new(scheme, asset_id, api_key)?.pairs() {
            for part in [name, ": ", value, "\r\n"] {
                out.put(part.as_bytes());
            }
        }
        Ok(())
    };
    let inputs = [Input::new(asset_id.cast(), asset_id_len), Input::new(api_key.cast(), api_key_len)];
    // SAFETY: the caller vouches for all memory that it names.
    unsafe { write(inputs, (out, out_cap), out_len, headers) }
}

/// Writes the body of a request: {"encryptedRequest":"<the text>"}.
///
/// - `scheme`: the x-eCode of the scheme that encrypted the payload.
/// - `text`, `text_len`: the text that netcore_aes_encrypt() wrote, and its length in bytes.
/// - `out`, `out_cap`: receives the body, not NUL-terminated: 23 bytes more than the text.
/// - `out_len`: receives its length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_SCHEME, ERR_ENCODING (the text is not in the scheme's encoding, such
/// as a payload that is not encrypted), ERR_BUFFER_TOO_SMALL: `out` is untouched or all zero.
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
    let body = |out: &mut CountingWriter<'_>, [text]: [&[u8]; 1]| {
        let scheme = Scheme::from_code(scheme).ok_or(Error::UnknownScheme { code: scheme })?;
        for part in upload_body_parts(scheme, text)? {
            out.put(part);
        }
        Ok(())
    };
    let inputs = [Input::new(text, text_len)];
    // SAFETY: the caller vouches for all memory that it names.
    unsafe { write(inputs, (out, out_cap), out_len, body) }
}

fn region(region: u32) -> Result<Region, Error> {
    match region {
        NETCORE_AES_REGION_US => Ok(Region::Us),
        NETCORE_AES_REGION_INDIA => Ok(Region::India),
        NETCORE_AES_REGION_EU => Ok(Region::Eu),
        _ => Err(Error::UnknownRegion),
    }
}

/// Lets `part` write a part of the request from the inputs.
///
/// # Safety
/// That of [`Call::run`].
unsafe fn write<const N: usize>(
    inputs: [Input<u8>; N],
    (out, out_cap): (*mut c_char, usize),
    out_len: *mut usize,
    part: impl FnOnce(&mut CountingWriter<'_>, [&[u8]; N]) -> Result<(), Failure>,
) -> netcore_aes_status {
    let (outputs, report) = (Output::new(out.cast::<u8>(), out_cap), OutParameter::new(out_len));
    let call = Call { handle: Handle::NONE, inputs, outputs, report };
    // SAFETY: this function's contract.
    unsafe {
        call.run(|(), inputs, out| {
            let mut writer = CountingWriter::new(out);
            part(&mut writer, inputs)?;
            writer.finish()
        })
    }
}
