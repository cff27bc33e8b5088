//! Streams of events on their way to requests.

use std::ptr::{null, null_mut};

use netcore_aes_core::{Error, EventContext, Upload, UploadBodies, UploadLimits, UploadStream};

use super::*;
use crate::boundary::memory::OutParameter;
use crate::boundary::report::Report;

pub(super) const GOOD: &str = r#"{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web","activity_params":{}}"#;
const NOW: i64 = 1_756_209_943;

/// A stream that is freed when dropped.
pub(super) struct Stream(pub(super) *mut netcore_aes_upload_stream);

impl Stream {
    pub(super) fn new(max_events: usize, max_payload_len: usize, max_event_len: usize) -> Self {
        let mut place = Misaligned::new();
        // SAFETY: there is room for a pointer.
        let status = unsafe { netcore_aes_upload_stream_new(max_events, max_payload_len, max_event_len, place.ptr()) };
        assert_eq!(status, NETCORE_AES_OK);
        Self(place.get())
    }

    pub(super) fn next(&self, cipher: &Handle, data: &[u8]) -> (netcore_aes_status, netcore_aes_upload) {
        let (mut upload, id) = (Misaligned::new(), b"a");
        // SAFETY: the handles are alive, the slices valid, and there is room for the result.
        let status = unsafe {
            netcore_aes_upload_stream_next(
                self.0,
                cipher.0,
                data.as_ptr(),
                data.len(),
                id.as_ptr().cast(),
                id.len(),
                NOW,
                upload.ptr(),
            )
        };
        (status, upload.get())
    }

    /// The bodies, each with its events.
    pub(super) fn bodies(&self, cipher: &Handle, upload: &netcore_aes_upload) -> Vec<(u64, u64, u64, Vec<u8>)> {
        let mut bodies = vec![0_u8; upload.len];
        let mut offsets = vec![0_u64; upload.count + 1];
        let mut events = vec![netcore_aes_upload_events::default(); upload.count];
        let (ptr, cap) = (bodies.as_mut_ptr().cast(), bodies.len());
        let (places, requests, count) = (offsets.as_mut_ptr(), events.as_mut_ptr(), events.len());
        let write = |status, cap, count| {
            // SAFETY: the handles are alive, and the outputs have the lengths passed.
            length(status, |len| unsafe {
                netcore_aes_upload_stream_bodies(self.0, cipher.0, ptr, cap, places, requests, count, len)
            })
        };
        assert_eq!(write(NETCORE_AES_ERR_BUFFER_TOO_SMALL, cap - 1, count), cap);
        assert_eq!(write(NETCORE_AES_ERR_OFFSETS, cap, count - 1), 0);
        assert_eq!(write(NETCORE_AES_OK, cap, count), cap);
        let body =
            |place: &[u64]| bodies[usize::try_from(place[0]).unwrap()..usize::try_from(place[1]).unwrap()].to_vec();
        let with_events = events.iter().zip(offsets.windows(2));
        with_events.map(|(events, place)| (events.count, events.first, events.last, body(place))).collect()
    }

    /// The event, and its problems as JSON.
    pub(super) fn problems(&self, upload: &netcore_aes_upload) -> (Vec<u8>, Vec<u8>) {
        let (mut event, mut problems) = (vec![0_u8; upload.len], vec![0_u8; upload.problems_len]);
        let (event_ptr, list_ptr) = (event.as_mut_ptr(), problems.as_mut_ptr().cast());
        let write = |event_cap, cap| {
            // SAFETY: the handle is alive, and the outputs have the lengths passed.
            unsafe { netcore_aes_upload_stream_problems(self.0, event_ptr, event_cap, list_ptr, cap) }
        };
        let too_small = NETCORE_AES_ERR_BUFFER_TOO_SMALL;
        assert_eq!((write(upload.len - 1, upload.problems_len), write(upload.len, 1)), (too_small, too_small));
        assert_eq!(write(upload.len, upload.problems_len), NETCORE_AES_OK);
        (event, problems)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: it came from `netcore_aes_upload_stream_new`, and nothing uses it any more.
        unsafe { netcore_aes_upload_stream_free(self.0) }
    }
}

/// What came out of a stream: bodies with their events; events with their problems, the index and the severity; the end.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    bodies: Vec<(u64, u64, u64, Vec<u8>)>,
    problems: Vec<(usize, Vec<u8>, usize, bool, bool)>,
    end: (netcore_aes_status, usize),
}

fn by_c(data: &[u8], piece: usize) -> Outcome {
    let (cipher, stream, mut outcome) = (Handle::new(11256), Stream::new(2, 0, 200), Outcome::default());
    for mut piece in data.chunks(piece).chain([&[][..]]) {
        if piece.is_empty() {
            // SAFETY: the handle is alive.
            assert_eq!(unsafe { netcore_aes_upload_stream_finish(stream.0) }, NETCORE_AES_OK);
        }
        loop {
            let (status, upload) = stream.next(&cipher, piece);
            outcome.end = (status, upload.offset);
            piece = &piece[upload.read..];
            let again = stream.next(&cipher, piece);
            match (status, upload.kind) {
                (NETCORE_AES_OK, NETCORE_AES_UPLOAD_BODIES) => {
                    assert_eq!((again.0, again.1.len, again.1.read), (status, upload.len, 0), "until it was taken");
                    let bodies = stream.bodies(&cipher, &upload);
                    assert_eq!(stream.bodies(&cipher, &upload), bodies, "until the next call");
                    outcome.bodies.extend(bodies);
                }
                (NETCORE_AES_OK, NETCORE_AES_UPLOAD_PROBLEMS) => {
                    assert_eq!((again.1.index, again.1.kind, again.1.read), (upload.index, upload.kind, 0));
                    let (event, problems) = stream.problems(&upload);
                    let list: serde_json::Value = serde_json::from_slice(&problems).unwrap();
                    assert_eq!(list[0]["event"], upload.index);
                    let count = list.as_array().unwrap().len();
                    assert_eq!(count, upload.count);
                    let (is_refused, is_last) = (upload.is_refused == 1, upload.is_last == 1);
                    outcome.problems.push((upload.index, event, count, is_refused, is_last));
                }
                (NETCORE_AES_OK, _) => break,
                _ => {
                    assert_eq!((again.0, again.1.offset), outcome.end, "told again");
                    return outcome;
                }
            }
        }
    }
    outcome
}

fn by_core(data: &[u8], piece: usize) -> Outcome {
    let cipher = netcore_aes_core::Cipher::parse(11256, KEY, IV).unwrap();
    let limits = UploadLimits { events: 2, event_bytes: 200, ..UploadLimits::default() };
    let (mut stream, mut outcome, mut out) = (UploadStream::new(limits), Outcome::default(), UploadBodies::default());
    let context = EventContext { asset_id: Some("a"), now: Some(NOW) };
    for mut piece in data.chunks(piece).chain([&[][..]]) {
        if piece.is_empty() {
            stream.finish();
        }
        loop {
            match stream.next(&mut piece, &context) {
                Ok(Some(Upload::Payloads(ready))) => {
                    ready.encrypt(&cipher, &mut out).unwrap();
                    let number = |number: usize| u64::try_from(number).unwrap();
                    outcome.bodies.extend(out.iter().map(|body| {
                        let events = body.events;
                        (number(events.count), number(events.first), number(events.last), body.body.to_vec())
                    }));
                }
                Ok(Some(Upload::Problems { index, event, is_last, problems, is_refused })) => {
                    outcome.problems.push((index, event.to_vec(), problems.len(), is_refused, is_last));
                }
                Ok(None) => break,
                Err(Error::EventStream { offset }) => {
                    outcome.end = (NETCORE_AES_ERR_EVENT_STREAM, usize::try_from(offset).unwrap());
                    return outcome;
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    outcome
}

#[test]
fn a_stream_gives_what_the_core_gives() {
    let long = GOOD.replace("{}", &format!("{{\"x\":\"{}\"}}", "y".repeat(300)));
    let warned = GOOD.replace("2025", "2024");
    let lines = [GOOD, GOOD, "{}", GOOD, &long, GOOD, &warned, "nonsense", GOOD].join("\n");
    let array = format!("[{GOOD},7,{GOOD},{long},{GOOD}}}");
    let (mut refused, mut long_parts) = (0, 0);
    for data in [&*lines, &array, "", "[", GOOD] {
        for piece in [7, 64, 10_000] {
            let outcome = by_c(data.as_bytes(), piece);
            assert_eq!(outcome, by_core(data.as_bytes(), piece), "{data} in pieces of {piece}");
            refused += outcome.problems.iter().filter(|problem| problem.3).count();
            long_parts += outcome.problems.iter().filter(|problem| !problem.4).count();
        }
    }
    assert!(refused > 5 && long_parts > 5, "{refused}, {long_parts}");
    assert_eq!(by_c(array.as_bytes(), 100).end, (NETCORE_AES_ERR_EVENT_STREAM, array.len() - 1));
}

#[test]
fn flush_passes_on_what_is_there() {
    let (cipher, stream) = (Handle::new(11258), Stream::new(0, 0, 0));
    let line = format!("{GOOD}\n");
    assert_eq!(stream.next(&cipher, line.as_bytes()).1.kind, NETCORE_AES_UPLOAD_NONE);
    // SAFETY: the handle is alive.
    assert_eq!(unsafe { netcore_aes_upload_stream_flush(stream.0) }, NETCORE_AES_OK);
    let upload = stream.next(&cipher, b"").1;
    assert_eq!((upload.kind, upload.count), (NETCORE_AES_UPLOAD_BODIES, 1));
    stream.bodies(&cipher, &upload);
    assert_eq!(stream.next(&cipher, b"").1.kind, NETCORE_AES_UPLOAD_NONE);
}

#[test]
fn data_after_the_end_is_an_error() {
    for last in ["", GOOD] {
        let (cipher, stream) = (Handle::new(11256), Stream::new(0, 0, 0));
        // SAFETY: the handle is alive.
        assert_eq!(unsafe { netcore_aes_upload_stream_finish(stream.0) }, NETCORE_AES_OK);
        let upload = stream.next(&cipher, last.as_bytes()).1;
        assert_eq!((upload.count, upload.read), (usize::from(!last.is_empty()), last.len()));
        if upload.count > 0 {
            stream.bodies(&cipher, &upload);
            assert_eq!(stream.next(&cipher, b"").1.kind, NETCORE_AES_UPLOAD_NONE);
        }
        let (status, upload) = stream.next(&cipher, b"{}");
        assert_eq!((status, upload.offset), (NETCORE_AES_ERR_EVENT_STREAM, last.len()));
    }
}

/// A stream may be longer than 32 bits can tell.
#[test]
fn a_place_that_has_no_number_is_the_largest() {
    for offset in [7, 1 << 32, u64::MAX] {
        let mut upload = Misaligned::new();
        let failure = Error::EventStream { offset }.into();
        // SAFETY: there is room for the result.
        unsafe { OutParameter::<netcore_aes_upload>::new(upload.ptr()).finish(Err(failure)) };
        let upload: netcore_aes_upload = upload.get();
        assert_eq!(upload.offset, usize::try_from(offset).unwrap_or(usize::MAX));
    }
}

#[test]
fn there_is_nothing_to_write_before_something_was_found() {
    let (cipher, stream, mut offset) = (Handle::new(11256), Stream::new(0, 0, 0), 7_u64);
    // SAFETY: the handles are alive; there is room for one offset.
    let len = length(NETCORE_AES_OK, |len| unsafe {
        netcore_aes_upload_stream_bodies(stream.0, cipher.0, null_mut(), 0, &raw mut offset, null_mut(), 0, len)
    });
    assert_eq!((len, offset), (0, 0));
    // SAFETY: the handle is alive, and NULL has no length.
    let status = unsafe { netcore_aes_upload_stream_problems(stream.0, null_mut(), 0, null_mut(), 0) };
    assert_eq!(status, NETCORE_AES_OK);
}

#[test]
fn bad_arguments_are_refused() {
    let (cipher, stream, mut upload) = (Handle::new(11256), Stream::new(0, 0, 0), Misaligned::new());
    let mut next = |stream: *const netcore_aes_upload_stream, cipher: *const netcore_aes_cipher, len, id: &[u8]| {
        // SAFETY: the handles are alive or NULL, the id is valid, and the data is refused unread.
        unsafe {
            netcore_aes_upload_stream_next(stream, cipher, null(), len, id.as_ptr().cast(), id.len(), NOW, upload.ptr())
        }
    };
    assert_eq!(next(null(), cipher.0, 0, b""), NETCORE_AES_ERR_NULL);
    assert_eq!(next(stream.0, null(), 0, b""), NETCORE_AES_ERR_NULL);
    assert_eq!(next(stream.0, cipher.0, 1, b""), NETCORE_AES_ERR_NULL);
    assert_eq!(next(stream.0, cipher.0, 0, b"\xff"), NETCORE_AES_ERR_ASSET_ID);
    // SAFETY: NULL is refused, or has no effect.
    unsafe {
        assert_eq!(netcore_aes_upload_stream_new(0, 0, 0, null_mut()), NETCORE_AES_ERR_NULL);
        assert_eq!(netcore_aes_upload_stream_flush(null()), NETCORE_AES_ERR_NULL);
        assert_eq!(netcore_aes_upload_stream_finish(null()), NETCORE_AES_ERR_NULL);
        netcore_aes_upload_stream_free(null_mut());
    }
}
