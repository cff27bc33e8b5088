//! The functions that `lib/wasm.js` calls. Arguments are one after the other in the memory of [`input`], and are passed as their
//! lengths in bytes. A function returns the length of its result in the memory of [`output`], or [`FAULT`].
#![expect(
    unsafe_code,
    reason = "functions get their names, and the environment gives random bytes, by attributes that are unsafe"
)]

use netcore_aes_core::{
    BatchError, Cipher, Error, EventContext, KeyForm, Region, Scheme, UploadHeaders, UploadRequest, check_events,
};

use crate::found;
use crate::state::{State, room, text, with};

/// The length of an argument that is not there.
const NONE: u32 = u32::MAX;

/// Makes room for arguments of `len` bytes, and returns its address; 0 without memory for it.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: u32) -> u32 {
    address(|state| {
        let bytes = usize::try_from(len).unwrap_or(usize::MAX);
        Ok(state.input.at_least(bytes)?.as_ptr().addr())
    })
}

/// Makes room for that many offsets of a batch, and returns its address; 0 without memory for it.
#[unsafe(no_mangle)]
pub extern "C" fn input_offsets(count: u32) -> u32 {
    address(|state| {
        room(&mut state.input_offsets, usize::try_from(count).unwrap_or(usize::MAX))?;
        Ok(state.input_offsets.as_ptr().addr())
    })
}

/// The address of the result.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> u32 {
    address(|state| Ok(state.output.as_ptr().addr()))
}

/// The address of the offsets of a batch's results.
#[unsafe(no_mangle)]
pub extern "C" fn output_offsets() -> u32 {
    address(|state| Ok(state.output_offsets.as_ptr().addr()))
}

fn address(work: impl FnOnce(&mut State) -> Result<usize, Error>) -> u32 {
    let mut address = 0;
    with(0, |state| {
        address = u32::try_from(work(state)?).unwrap_or_default();
        Ok::<_, Error>(0)
    });
    address
}

/// Wipes arguments and result, and gives large memory back.
#[unsafe(no_mangle)]
pub extern "C" fn wipe() {
    with(0, |state| {
        for bytes in [&mut state.input, &mut state.output] {
            bytes.clear();
            bytes.trim();
        }
        Ok::<_, Error>(0)
    });
}

/// The version, and the codes of the schemes with their names.
#[unsafe(no_mangle)]
pub extern "C" fn about() -> u32 {
    with(0, |state| {
        state.record(|record| {
            record.text(env!("CARGO_PKG_VERSION"))?.count(Scheme::ALL.len())?;
            for scheme in Scheme::ALL {
                record.number(scheme.code())?.text(scheme.name())?;
            }
            Ok(())
        })
    })
}

/// The fault for a text of that many bytes, for which the engine has no string.
#[unsafe(no_mangle)]
pub extern "C" fn too_large(bytes: u32) -> u32 {
    with(0, |_| Err(Error::TooLarge { bytes: usize::try_from(bytes).unwrap_or(usize::MAX) }))
}

/// Makes a cipher: its place and its properties.
#[unsafe(no_mangle)]
pub extern "C" fn cipher_new(scheme: u32, key_len: u32, iv_len: u32) -> u32 {
    with(0, |state| {
        let [key, iv] = state.arguments([key_len, iv_len])?;
        let cipher = Cipher::parse(scheme, key, iv)?;
        let form = match cipher.key_form() {
            KeyForm::Text => "text",
            KeyForm::Base64 => "base64",
            KeyForm::Bytes => "bytes",
        };
        let (scheme, is_published) = (cipher.scheme().code(), cipher.key_is_published());
        let place = state.ciphers.put(cipher.into())?;
        state.record(|record| record.number(place)?.number(scheme)?.text(form)?.number(is_published).map(drop))
    })
}

/// Wipes the key, once no stream uses it.
#[unsafe(no_mangle)]
pub extern "C" fn cipher_free(cipher: u32) {
    with(0, |state| {
        state.ciphers.free(cipher);
        Ok::<_, Error>(0)
    });
}

/// Encrypts or decrypts a message.
#[unsafe(no_mangle)]
pub extern "C" fn crypt(cipher: u32, operation: u32, message_len: u32, aad_len: u32) -> u32 {
    with(0, |state| state.crypt(cipher, operation, [message_len, aad_len]))
}

/// The length in bytes that the results of a batch need, as a number.
#[unsafe(no_mangle)]
pub extern "C" fn batch_len(cipher: u32, operation: u32) -> u32 {
    with(0, |state| {
        let len = state.batch_len(cipher, operation)?;
        Ok::<_, BatchError>(state.record(|record| record.count(len).map(drop))?)
    })
}

/// Encrypts or decrypts a batch, whose first item has the index `first` for its caller, into at most `capacity` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn batch(cipher: u32, operation: u32, first: u32, data_len: u32, capacity: u32) -> u32 {
    with(first, |state| state.batch(cipher, operation, data_len, capacity))
}

/// The problems of a payload. `now` is in seconds since 1970.
#[unsafe(no_mangle)]
pub extern "C" fn check(payload_len: u32, asset_id_len: u32, now: i64) -> u32 {
    with(0, |state| {
        let [payload, asset_id] =
            state.arguments([payload_len, if asset_id_len == NONE { 0 } else { asset_id_len }])?;
        let asset_id = if asset_id_len == NONE { None } else { Some(text(asset_id)?) };
        let problems = check_events(payload, &EventContext { asset_id, now: Some(now) })?;
        state.record(|record| record.problems(&problems).map(drop))
    })
}

/// The URL, the headers and the body of a request. The arguments are text, asset id, API key and region.
#[unsafe(no_mangle)]
pub extern "C" fn request(scheme: u32, text_len: u32, asset_id_len: u32, api_key_len: u32, region_len: u32) -> u32 {
    with(0, |state| {
        let request = make_request(state, scheme, [text_len, asset_id_len, api_key_len, region_len])?;
        state.record(|record| {
            record.text(request.url())?.pairs(request.headers().into_iter())?.text(request.body()).map(drop)
        })
    })
}

/// The same request as a curl command, without the API key.
#[unsafe(no_mangle)]
pub extern "C" fn curl(scheme: u32, text_len: u32, asset_id_len: u32, api_key_len: u32, region_len: u32) -> u32 {
    with(0, |state| {
        let request = make_request(state, scheme, [text_len, asset_id_len, api_key_len, region_len])?;
        let command = request.curl()?;
        state.record(|record| record.text(command).map(drop))
    })
}

fn make_request(state: &State, scheme: u32, lens: [u32; 4]) -> Result<UploadRequest, Error> {
    let [body, asset_id, api_key, region] = state.arguments(lens)?;
    let region: Region = text(region)?.parse()?;
    let scheme = Scheme::from_code(scheme).ok_or(Error::UnknownScheme { code: scheme })?;
    UploadRequest::new(region, scheme, text(asset_id)?, text(api_key)?, text(body)?)
}

/// A key and an IV for the CBC schemes.
#[unsafe(no_mangle)]
pub extern "C" fn keygen() -> u32 {
    with(0, |state| {
        let made = netcore_aes_core::keygen()?;
        state.record(|record| record.text(made.key.expose())?.text(made.iv.expose()).map(drop))
    })
}

/// A key for scheme 11258.
#[unsafe(no_mangle)]
pub extern "C" fn gcm_keygen() -> u32 {
    with(0, |state| {
        let made = netcore_aes_core::generate_gcm_key()?;
        state.record(|record| record.text(made.expose()).map(drop))
    })
}

/// Makes a stream for a cipher: its place, the URL and the headers. The arguments are asset id, API key and region, then the limits.
#[unsafe(no_mangle)]
pub extern "C" fn stream_new(
    cipher: u32,
    asset_id_len: u32,
    api_key_len: u32,
    region_len: u32,
    events: u32,
    payload_bytes: u32,
    event_bytes: u32,
) -> u32 {
    with(0, |state| {
        let cipher = state.cipher(cipher)?;
        let [asset_id, api_key, region] = state.arguments([asset_id_len, api_key_len, region_len])?;
        let region: Region = text(region)?.parse()?;
        let (asset_id, api_key) = (text(asset_id)?, text(api_key)?);
        let headers = UploadHeaders::new(cipher.scheme(), asset_id, api_key)?;
        let stream = found::State::new(cipher, asset_id.to_owned(), [events, payload_bytes, event_bytes]);
        let place = state.streams.put(stream)?;
        state.record(|record| record.number(place)?.text(region.url())?.pairs(headers.pairs().into_iter()).map(drop))
    })
}

/// Drops a stream.
#[unsafe(no_mangle)]
pub extern "C" fn stream_free(stream: u32) {
    with(0, |state| {
        state.streams.free(stream);
        Ok::<_, Error>(0)
    });
}

/// Takes the next piece, or the end of the stream: bodies and events with problems after their number, then the fault that follows
/// them. `now` is in seconds since 1970.
#[unsafe(no_mangle)]
pub extern "C" fn stream_push(stream: u32, piece_len: u32, now: i64) -> u32 {
    with(0, |state| {
        let input = std::mem::take(&mut state.input);
        let piece = input.get(..usize::try_from(piece_len).unwrap_or(usize::MAX));
        let (found, fault) = state.streams.at(stream).ok_or(Error::SelfTest)?.push(piece, now);
        state.record(|record| {
            record.count(found.len())?;
            for each in &found {
                record.found(each)?;
            }
            match fault {
                Some(error) => record.number(1)?.fault(error.into(), 0).map(drop),
                None => record.number(0).map(drop),
            }
        })
    })
}

/// Random bytes of the environment, for `getrandom`.
#[cfg(target_family = "wasm")]
mod random {
    #[link(wasm_import_module = "environment")]
    unsafe extern "C" {
        /// Fills memory with random bytes. Returns 0, or another number if there are none.
        fn random(start: *mut u8, len: usize) -> u32;
    }

    #[unsafe(no_mangle)]
    unsafe extern "Rust" fn __getrandom_v03_custom(start: *mut u8, len: usize) -> Result<(), getrandom::Error> {
        // SAFETY: `getrandom` passes memory that may be written to.
        if unsafe { random(start, len) } == 0 { Ok(()) } else { Err(getrandom::Error::UNSUPPORTED) }
    }
}
