//! All but ciphers and messages: sentences, events, the parts of a request, keys.

use std::ffi::CStr;

use netcore_aes::*;
use netcore_aes_core::{Error, EventContext, Key, Region, Scheme, Severity, UploadHeaders, check_events, upload_body};
use serde_json::Value;

use crate::block::Block;
use crate::call::{Way, run};
use crate::handles::{Setup, scheme};

/// A function with a known output, or a known status.
fn writes(
    way: &Way,
    inputs: &[&[u8]],
    expected: Result<Vec<u8>, i32>,
    call: impl FnOnce((&[(*const u8, usize)], *mut u8, usize, *mut usize)) -> i32,
) {
    let needed = expected.as_ref().map_or(0, Vec::len);
    let status = |cap| match &expected {
        Err(status) => *status,
        Ok(_) if cap < needed => NETCORE_AES_ERR_BUFFER_TOO_SMALL,
        Ok(_) => NETCORE_AES_OK,
    };
    let answer = run(way, inputs, needed, status, call);
    if let Some(answer) = answer.filter(|answer| answer.status == NETCORE_AES_OK) {
        assert_eq!(Ok(answer.written()), expected.as_deref().map_err(|status| *status));
    }
}

pub fn explain(setup: &Setup, way: &Way) {
    let sentence = setup.cipher().err().map_or_else(String::new, |error| error.to_string());
    assert!(sentence.len() <= NETCORE_AES_EXPLANATION_SIZE);
    writes(way, &[&setup.key(), &setup.iv()], Ok(sentence.into_bytes()), |(inputs, out, cap, len)| {
        let [(key, key_len), (iv, iv_len)] = [inputs[0], inputs[1]];
        // SAFETY: the memory is there as long as told, or the length is one that is refused before it is read.
        unsafe { netcore_aes_cipher_explain(setup.scheme(), key, key_len, iv, iv_len, out.cast(), cap, len) }
    });
}

pub fn events(payload: &[u8], asset_id: &[u8], now: Option<i32>, way: &Way) {
    let text = std::str::from_utf8(asset_id);
    let now = now.map(i64::from);
    let expected = EventContext { asset_id: text.ok().filter(|text| !text.is_empty()), now };
    let problems = check_events(payload, &expected).unwrap();
    let (mut errors, mut warnings) = (usize::MAX, usize::MAX);
    let count = |severity| problems.iter().filter(|problem| problem.severity() == severity).count();
    let counts = (count(Severity::Error), count(Severity::Warning));
    let list = |out: &[u8]| -> Vec<(String, String)> {
        let list: Vec<Value> = serde_json::from_slice(out).unwrap();
        let string = |problem: &Value, name: &str| problem[name].as_str().unwrap().to_owned();
        list.iter().map(|problem| (string(problem, "pointer"), string(problem, "rule"))).collect()
    };
    // The length comes from a first call without room.
    let mut needed = 0;
    let null = std::ptr::null_mut();
    let (mut payload_at, mut asset_at) = (Block::of(payload), Block::of(asset_id));
    let time = now.unwrap_or(NETCORE_AES_NO_TIME);
    // SAFETY: the memory is as long as the arguments say.
    let status = unsafe {
        netcore_aes_check_events(
            payload_at.ptr(),
            payload.len(),
            asset_at.ptr().cast(),
            asset_id.len(),
            time,
            null,
            0,
            &raw mut needed,
            &raw mut errors,
            &raw mut warnings,
        )
    };
    if text.is_err() {
        assert_eq!((status, needed, errors, warnings), (NETCORE_AES_ERR_ASSET_ID, 0, usize::MAX, usize::MAX));
        return;
    }
    assert_eq!((status, errors, warnings), (NETCORE_AES_ERR_BUFFER_TOO_SMALL, counts.0, counts.1));
    let status = |cap| if cap < needed { NETCORE_AES_ERR_BUFFER_TOO_SMALL } else { NETCORE_AES_OK };
    let answer = run(way, &[payload, asset_id], needed, status, |(inputs, out, cap, len)| {
        let [(payload, payload_len), (asset_id, asset_len)] = [inputs[0], inputs[1]];
        // SAFETY: the memory is there as long as told, or the length is one that is refused before it is read.
        unsafe {
            netcore_aes_check_events(
                payload,
                payload_len,
                asset_id.cast(),
                asset_len,
                time,
                out.cast(),
                cap,
                len,
                &raw mut errors,
                &raw mut warnings,
            )
        }
    });
    if let Some(answer) = answer.filter(|answer| answer.status == NETCORE_AES_OK) {
        assert_eq!((answer.len, errors, warnings), (needed, counts.0, counts.1));
        let expected = problems.into_iter().map(|problem| (problem.pointer, problem.rule.name().to_owned()));
        assert_eq!(list(answer.written()), expected.collect::<Vec<_>>());
    }
}

pub fn url(region: u32, way: &Way) {
    let known = usize::try_from(region).ok().and_then(|region| Region::ALL.get(region));
    let expected = known.map(|region| region.url().as_bytes().to_vec()).ok_or(NETCORE_AES_ERR_REGION);
    writes(way, &[], expected, |(_, out, cap, len)| {
        // SAFETY: the memory is there as long as told, or the length is one that is refused before it is written.
        unsafe { netcore_aes_request_url(region, out.cast(), cap, len) }
    });
}

pub fn headers(choice: u8, asset_id: &[u8], api_key: &[u8], way: &Way) {
    let expected = || {
        let scheme = Scheme::from_code(scheme(choice)).ok_or(NETCORE_AES_ERR_SCHEME)?;
        let asset_id = std::str::from_utf8(asset_id).map_err(|_| NETCORE_AES_ERR_ASSET_ID)?;
        let api_key = std::str::from_utf8(api_key).map_err(|_| NETCORE_AES_ERR_API_KEY)?;
        let headers = UploadHeaders::new(scheme, asset_id, api_key).map_err(|error| error.status())?;
        let lines: Vec<String> = headers.pairs().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let lines = lines.concat();
        assert_eq!(lines.bytes().filter(|byte| *byte < b' ').count(), 8, "a value added a line");
        Ok(lines.into_bytes())
    };
    writes(way, &[asset_id, api_key], expected(), |(inputs, out, cap, len)| {
        let [(asset_id, asset_len), (api_key, api_len)] = [inputs[0], inputs[1]];
        // SAFETY: the memory is there as long as told, or the length is one that is refused before it is read.
        unsafe {
            netcore_aes_request_headers(
                scheme(choice),
                asset_id.cast(),
                asset_len,
                api_key.cast(),
                api_len,
                out.cast(),
                cap,
                len,
            )
        }
    });
}

pub fn body(choice: u8, text: &[u8], way: &Way) {
    let expected = || {
        let scheme = Scheme::from_code(scheme(choice)).ok_or(NETCORE_AES_ERR_SCHEME)?;
        let text = std::str::from_utf8(text).map_err(|_| NETCORE_AES_ERR_ENCODING)?;
        let body = upload_body(scheme, text).map_err(|error: Error| error.status())?;
        let json: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(json["encryptedRequest"], text);
        Ok(body.into_bytes())
    };
    writes(way, &[text], expected(), |(inputs, out, cap, len)| {
        // SAFETY: the memory is there as long as told, or the length is one that is refused before it is read.
        unsafe { netcore_aes_request_body(scheme(choice), inputs[0].0, inputs[0].1, out.cast(), cap, len) }
    });
}

pub fn keygen(misuse: u8) {
    let (mut key, mut iv, mut gcm) = (Block::room(33), Block::room(17), Block::room(45));
    let null = std::ptr::null_mut();
    // SAFETY: NULL, or room for the header's sizes.
    unsafe {
        match misuse % 4 {
            1 => assert_eq!(netcore_aes_keygen(null, iv.ptr().cast()), NETCORE_AES_ERR_NULL),
            2 => assert_eq!(netcore_aes_keygen(key.ptr().cast(), null), NETCORE_AES_ERR_NULL),
            3 => assert_eq!(netcore_aes_keygen(key.ptr().cast(), key.ptr().add(16).cast()), NETCORE_AES_ERR_OVERLAP),
            _ => {
                assert_eq!(netcore_aes_keygen(key.ptr().cast(), iv.ptr().cast()), NETCORE_AES_OK);
                assert_eq!(netcore_aes_gcm_keygen(gcm.ptr().cast()), NETCORE_AES_OK);
                let letters = |block: &Block| block.bytes().iter().rev().skip(1).all(u8::is_ascii_alphanumeric);
                assert!(letters(&key) && letters(&iv) && Key::parse(&gcm.bytes()[..44]).is_ok());
                assert_eq!([key.bytes()[32], iv.bytes()[16], gcm.bytes()[44]], [0; 3]);
                [&key, &iv, &gcm].into_iter().for_each(Block::check);
                return;
            }
        }
        assert_eq!(netcore_aes_gcm_keygen(null), NETCORE_AES_ERR_NULL);
    }
    assert!(key.is_untouched() && iv.is_untouched() && gcm.is_untouched());
}

pub fn status(status: i32) {
    let (message, name) = (netcore_aes_status_message(status), netcore_aes_status_name(status));
    // SAFETY: a message is a static string that ends with NUL, and so is a name unless it is NULL.
    let (message, name) = unsafe { (CStr::from_ptr(message), (!name.is_null()).then(|| CStr::from_ptr(name))) };
    assert!(!message.is_empty());
    let known =
        (0..=13).contains(&status) || status == 20 || (30..=32).contains(&status) || status == NETCORE_AES_ERR_PANIC;
    assert_eq!(name.is_some(), known, "{status}");
    assert_eq!((netcore_aes_key_size(), netcore_aes_iv_size(), netcore_aes_gcm_key_size()), (33, 17, 45));
    assert_eq!(netcore_aes_abi_version(), NETCORE_AES_ABI_VERSION);
    assert!(!netcore_aes_version().is_null() && !netcore_aes_instruction_set().is_null());
}
