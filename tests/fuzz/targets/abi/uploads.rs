//! A stream of events on its way to requests, beside the core's.

use arbitrary::Arbitrary;
use netcore_aes::*;
use netcore_aes_core::{Cipher, Error, EventContext, Upload, UploadBodies, UploadLimits, UploadStream};
use netcore_aes_fuzz::expand;

use crate::block::Block;
use crate::handles::Handle;

const GOOD: &str = r#"{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web","activity_params":{}}"#;
const TOKENS: [&str; 8] = [GOOD, "\n", ",", "[", "]", "{}", "{", " "];

#[derive(Arbitrary, Debug)]
pub struct Events {
    tokens: Vec<u8>,
    piece: u8,
    limits: (u8, u16, u16),
    asset_id: Vec<u8>,
    /// Asks with too little room first.
    is_short: bool,
    flushes: bool,
}

/// Bodies as their payloads, events with problems, and the end.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    payloads: Vec<(u64, u64, u64, Vec<u8>)>,
    problems: Vec<(usize, Vec<u8>, usize, bool, bool)>,
    end: (i32, usize),
}

fn payload(cipher: &Cipher, body: &[u8]) -> Vec<u8> {
    let text = body.strip_prefix(br#"{"encryptedRequest":""#).and_then(|body| body.strip_suffix(br#""}"#));
    cipher.decrypt(text.unwrap()).unwrap()
}

pub fn both_ways(handle: &Handle, events: &Events) {
    let data = expand(&events.tokens, &TOKENS);
    let piece = usize::from(events.piece).max(1);
    let (count, payload, event) = events.limits;
    let (count, payload, event) = (usize::from(count), usize::from(payload), usize::from(event));
    let mut stream = std::ptr::null_mut();
    // SAFETY: there is room for a pointer.
    unsafe {
        assert_eq!(netcore_aes_upload_stream_new(count, payload, event, std::ptr::null_mut()), NETCORE_AES_ERR_NULL);
        assert_eq!(netcore_aes_upload_stream_new(count, payload, event, &raw mut stream), NETCORE_AES_OK);
    }
    let outcome = by_c(stream, handle, events, &data, piece);
    // SAFETY: nothing uses it any more.
    unsafe { netcore_aes_upload_stream_free(stream) };
    let Some(cipher) = &handle.cipher else {
        assert_eq!(outcome, Outcome { end: (NETCORE_AES_ERR_NULL, 0), ..Outcome::default() });
        return;
    };
    let default = UploadLimits::default();
    let or = |limit, default| if limit == 0 { default } else { limit };
    let limits = UploadLimits {
        events: or(count, default.events),
        payload_bytes: or(payload, default.payload_bytes),
        event_bytes: or(event, default.event_bytes),
    };
    assert_eq!(outcome, by_core(cipher, limits, events, &data, piece));
}

fn by_c(
    stream: *mut netcore_aes_upload_stream,
    handle: &Handle,
    events: &Events,
    data: &[u8],
    piece: usize,
) -> Outcome {
    let mut outcome = Outcome::default();
    for piece in data.chunks(piece).chain([&[][..]]) {
        // SAFETY: the handle is alive.
        unsafe {
            if piece.is_empty() {
                assert_eq!(netcore_aes_upload_stream_finish(stream), NETCORE_AES_OK);
            } else if events.flushes {
                assert_eq!(netcore_aes_upload_stream_flush(stream), NETCORE_AES_OK);
            }
        }
        let mut rest = piece;
        loop {
            let (mut at, mut id, mut found) = (Block::of(rest), Block::of(&events.asset_id), Block::room(72));
            // SAFETY: the handles are alive or NULL, and the memory is as long as told.
            let status = unsafe {
                netcore_aes_upload_stream_next(
                    stream,
                    handle.ptr,
                    at.ptr(),
                    rest.len(),
                    id.ptr().cast(),
                    events.asset_id.len(),
                    NETCORE_AES_NO_TIME,
                    found.ptr().cast(),
                )
            };
            assert!(at.is_untouched() && id.is_untouched());
            found.check();
            // SAFETY: it holds what was found, wherever it lies.
            let found = unsafe { found.ptr().cast::<netcore_aes_upload>().read_unaligned() };
            outcome.end = (status, found.offset);
            if status != NETCORE_AES_OK {
                return outcome;
            }
            rest = &rest[found.read..];
            match found.kind {
                NETCORE_AES_UPLOAD_BODIES => take_bodies(stream, handle, events, &found, &mut outcome),
                NETCORE_AES_UPLOAD_PROBLEMS => take_problems(stream, events, &found, &mut outcome),
                _ => break,
            }
        }
        assert!(rest.is_empty());
    }
    outcome
}

fn take_bodies(
    stream: *mut netcore_aes_upload_stream,
    handle: &Handle,
    events: &Events,
    found: &netcore_aes_upload,
    outcome: &mut Outcome,
) {
    let (mut out, mut offsets) = (Block::room(found.len), vec![0_u64; found.count + 1]);
    let mut requests = vec![netcore_aes_upload_events { count: 0, first: 0, last: 0 }; found.count];
    let mut write = |cap: usize, count: usize| {
        let (mut len, out) = (usize::MAX, out.ptr().cast());
        let (places, requests) = (offsets.as_mut_ptr(), requests.as_mut_ptr());
        // SAFETY: the handles are alive, and the outputs at least as long as told.
        let status = unsafe {
            netcore_aes_upload_stream_bodies(stream, handle.ptr, out, cap, places, requests, count, &raw mut len)
        };
        (status, len)
    };
    if events.is_short {
        assert_eq!(write(found.len - 1, found.count), (NETCORE_AES_ERR_BUFFER_TOO_SMALL, found.len));
        assert_eq!(write(found.len, found.count - 1), (NETCORE_AES_ERR_OFFSETS, 0));
    }
    assert_eq!(write(found.len, found.count), (NETCORE_AES_OK, found.len));
    out.check();
    for (request, place) in requests.iter().zip(offsets.windows(2)) {
        let body = &out.bytes()[usize::try_from(place[0]).unwrap()..usize::try_from(place[1]).unwrap()];
        let payload = payload(handle.cipher.as_ref().unwrap(), body);
        outcome.payloads.push((request.count, request.first, request.last, payload));
    }
}

fn take_problems(
    stream: *mut netcore_aes_upload_stream,
    events: &Events,
    found: &netcore_aes_upload,
    outcome: &mut Outcome,
) {
    let (mut event, mut list) = (Block::room(found.len), Block::room(found.problems_len));
    let mut write = |cap| {
        // SAFETY: the handle is alive, and the outputs at least as long as told.
        unsafe { netcore_aes_upload_stream_problems(stream, event.ptr(), found.len, list.ptr().cast(), cap) }
    };
    if events.is_short {
        assert_eq!(write(found.problems_len - 1), NETCORE_AES_ERR_BUFFER_TOO_SMALL);
    }
    assert_eq!(write(found.problems_len), NETCORE_AES_OK);
    event.check();
    list.check();
    let problems: Vec<serde_json::Value> = serde_json::from_slice(list.bytes()).unwrap();
    assert!(problems.len() == found.count && problems.iter().all(|problem| problem["event"] == found.index));
    let (is_refused, is_last) = (found.is_refused == 1, found.is_last == 1);
    outcome.problems.push((found.index, event.bytes().to_vec(), found.count, is_refused, is_last));
}

fn by_core(cipher: &Cipher, limits: UploadLimits, events: &Events, data: &[u8], piece: usize) -> Outcome {
    let (mut stream, mut outcome, mut out) = (UploadStream::new(limits), Outcome::default(), UploadBodies::default());
    let Ok(asset_id) = std::str::from_utf8(&events.asset_id) else {
        return Outcome { end: (NETCORE_AES_ERR_ASSET_ID, 0), ..outcome };
    };
    let context = EventContext { asset_id: (!asset_id.is_empty()).then_some(asset_id), now: None };
    let number = |number: usize| u64::try_from(number).unwrap();
    for mut piece in data.chunks(piece).chain([&[][..]]) {
        if piece.is_empty() {
            stream.finish();
        } else if events.flushes {
            stream.flush();
        }
        loop {
            match stream.next(&mut piece, &context) {
                Ok(Some(Upload::Payloads(ready))) => {
                    ready.encrypt(cipher, &mut out).unwrap();
                    outcome.payloads.extend(out.iter().map(|body| {
                        let events = body.events;
                        let payload = payload(cipher, body.body);
                        (number(events.count), number(events.first), number(events.last), payload)
                    }));
                }
                Ok(Some(Upload::Problems { index, event, is_last, problems, is_refused })) => {
                    outcome.problems.push((index, event.to_vec(), problems.len(), is_refused, is_last));
                }
                Ok(None) => break,
                Err(error) => {
                    let offset = if let Error::EventStream { offset } = error { offset } else { 0 };
                    outcome.end = (error.status(), usize::try_from(offset).unwrap());
                    return outcome;
                }
            }
        }
    }
    outcome
}
