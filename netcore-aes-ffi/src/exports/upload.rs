//! The whole way: from a stream of events to the bodies of requests.

use libc::c_char;
use netcore_aes_core::{TryBox, UploadLimits, UploadStream};

use super::cipher::netcore_aes_cipher;
use super::events::event_context;
pub use super::upload_state::{
    NETCORE_AES_UPLOAD_BODIES, NETCORE_AES_UPLOAD_NONE, NETCORE_AES_UPLOAD_PROBLEMS, netcore_aes_upload,
    netcore_aes_upload_events, netcore_aes_upload_stream,
};
use crate::boundary::call::Call;
use crate::boundary::guard::guard_or;
use crate::boundary::memory::{Handle, Input, OutParameter, Output};
use crate::boundary::status::netcore_aes_status;

/// Creates a stream: it splits what you pass into events, checks each as netcore_aes_check_events() does, puts events together, and
/// encrypts up to 16 payloads side by side, each text within the body of its request. Send each body with the URL and the headers of
/// netcore_aes_request_url() and its siblings.
///
/// The stream is a JSON array of events, one event per line (NDJSON), or a single object; its first line tells which. Memory is
/// bounded by the limits: up to 17 payloads, and one event. It holds events in plaintext, and is not wiped when it is freed.
///
///     for (;;) {
///         netcore_aes_upload_stream_next(stream, cipher, data, data_len, id, id_len, time(NULL), &upload);
///         data += upload.read;
///         data_len -= upload.read;
///         if (upload.kind == NETCORE_AES_UPLOAD_BODIES)
///             netcore_aes_upload_stream_bodies(stream, cipher, bodies, …);
///         else if (upload.kind == NETCORE_AES_UPLOAD_PROBLEMS)
///             netcore_aes_upload_stream_problems(stream, event, …);
///         else
///             break;
///     }
///
/// Then pass more data in the same way; after the last, call netcore_aes_upload_stream_finish(), and repeat the loop once with none.
///
/// - `max_events`: the most events in a request, up to 1000; 0 for 1000.
/// - `max_payload_len`: the longest payload, in bytes of JSON; 0 for 2 MiB. A longer event has a request of its own.
/// - `max_event_len`: the longest event, in bytes of JSON; 0 for 1 MiB. A longer one is a problem.
/// - `stream`: receives the handle; NULL after a failure.
///
/// Fails with ERR_NULL, ERR_MEMORY.
///
/// Ownership: the caller owns the handle and frees it with netcore_aes_upload_stream_free(). Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_upload_stream_new(
    max_events: usize,
    max_payload_len: usize,
    max_event_len: usize,
    stream: *mut *mut netcore_aes_upload_stream,
) -> netcore_aes_status {
    let or = |limit: usize, default: usize| if limit == 0 { default } else { limit };
    let default = UploadLimits::default();
    let limits = UploadLimits {
        events: or(max_events, default.events),
        payload_bytes: or(max_payload_len, default.payload_bytes),
        event_bytes: or(max_event_len, default.event_bytes),
    };
    let call = Call { handle: Handle::NONE, inputs: (), outputs: (), report: OutParameter::new(stream) };
    // SAFETY: the caller vouches for room for a pointer at `stream`.
    unsafe { call.run(|(), (), ()| Ok(TryBox::new(netcore_aes_upload_stream::new(limits))?)) }
}

/// Reads on in the stream, up to an event with problems, or until 16 payloads are full. Problems come in the order of their events,
/// and so do requests; problems of later events may come before a request.
///
/// - `stream`, `cipher`: the handles. Each call may have another cipher.
/// - `data`, `data_len`: the next bytes of the stream, cut anywhere. NULL only with 0.
/// - `asset_id`, `asset_id_len`, `now`: as for netcore_aes_check_events().
/// - `upload`: receives what was found; all zero after a failure, except the offset. Until it was written by
///   netcore_aes_upload_stream_bodies() or …_problems(), the next call returns it again and reads nothing.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_ASSET_ID: nothing was read; with ERR_EVENT_STREAM, ERR_MEMORY after
/// everything before the fault was returned: the event there is in no request, and each further call fails so, too.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_upload_stream_next(
    stream: *const netcore_aes_upload_stream,
    cipher: *const netcore_aes_cipher,
    data: *const u8,
    data_len: usize,
    asset_id: *const c_char,
    asset_id_len: usize,
    now: i64,
    upload: *mut netcore_aes_upload,
) -> netcore_aes_status {
    let call = Call {
        handle: (Handle::new(stream), Handle::new(cipher)),
        inputs: [Input::new(data, data_len), Input::new(asset_id.cast(), asset_id_len)],
        outputs: (),
        report: OutParameter::new(upload),
    };
    // SAFETY: the caller vouches for the handles and for all memory that it names.
    unsafe {
        call.run(|(stream, cipher), [data, asset_id], ()| {
            stream.state()?.next(cipher, data, &event_context(asset_id, now)?)
        })
    }
}

/// Encrypts the payloads that netcore_aes_upload_stream_next() found: body i is bodies[offsets[i] .. offsets[i + 1]],
/// `{"encryptedRequest":"…"}` in ASCII. The payloads remain until the next call of netcore_aes_upload_stream_next().
///
/// - `stream`, `cipher`: the handles.
/// - `bodies`, `bodies_cap`: receives the bodies, `len` bytes under the cipher passed to netcore_aes_upload_stream_next().
/// - `offsets`: receives `count` + 1 offsets in bytes, the first 0. Aligned to 8 bytes.
/// - `events`: receives the events of each request. Aligned to 8 bytes.
/// - `count`: the number of requests, as netcore_aes_upload_stream_next() returned it; 0 if there are none.
/// - `bodies_len`: receives the length of all bodies in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: the outputs are untouched. Scheme 11258 also
/// fails with ERR_RANDOM, ERR_LIMIT: `bodies` and `offsets` are all zero, `events` is untouched.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_upload_stream_bodies(
    stream: *const netcore_aes_upload_stream,
    cipher: *const netcore_aes_cipher,
    bodies: *mut c_char,
    bodies_cap: usize,
    offsets: *mut u64,
    events: *mut netcore_aes_upload_events,
    count: usize,
    bodies_len: *mut usize,
) -> netcore_aes_status {
    let offsets = Output::new(offsets, count.saturating_add(1));
    let call = Call {
        handle: (Handle::new(stream), Handle::new(cipher)),
        inputs: (),
        outputs: ((Output::new(bodies.cast::<u8>(), bodies_cap), offsets), Output::new(events, count)),
        report: OutParameter::new(bodies_len),
    };
    // SAFETY: the caller vouches for the handles and for all memory that it names.
    unsafe {
        call.run(|(stream, cipher), (), ((bodies, offsets), events)| {
            stream.state()?.write_bodies(cipher, bodies, offsets, events)
        })
    }
}

/// Writes the event with problems that netcore_aes_upload_stream_next() found, and the problems. Both remain until the next call of
/// netcore_aes_upload_stream_next().
///
/// - `stream`: the handle.
/// - `event`, `event_cap`: receives the event, `len` bytes.
/// - `problems`, `problems_cap`: receives the problems, `problems_len` bytes, as netcore_aes_check_events() writes them. Pointers begin
///   with the event's index, as if the stream were one array.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: the outputs are untouched.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_upload_stream_problems(
    stream: *const netcore_aes_upload_stream,
    event: *mut u8,
    event_cap: usize,
    problems: *mut c_char,
    problems_cap: usize,
) -> netcore_aes_status {
    let call = Call {
        handle: Handle::new(stream),
        inputs: (),
        outputs: (Output::new(event, event_cap), Output::new(problems.cast::<u8>(), problems_cap)),
        report: (),
    };
    // SAFETY: the caller vouches for the handle and for all memory that it names.
    unsafe { call.run(|stream, (), (event, problems)| stream.state()?.write_problems(event, problems)) }
}

/// Makes netcore_aes_upload_stream_next() return all events so far once its data is used up, in requests that may be shorter than the
/// limits allow: for a stream that pauses.
///
/// - `stream`: the handle.
///
/// Fails with ERR_NULL. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_upload_stream_flush(
    stream: *const netcore_aes_upload_stream,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle.
    unsafe { change(stream, UploadStream::flush) }
}

/// Ends the stream with the data that netcore_aes_upload_stream_next() takes next, or with none: it returns the rest, and fails with
/// ERR_EVENT_STREAM if the stream ended within an event or an array. After it has found NETCORE_AES_UPLOAD_NONE, more data has that
/// error, too.
///
/// - `stream`: the handle.
///
/// Fails with ERR_NULL. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_upload_stream_finish(
    stream: *const netcore_aes_upload_stream,
) -> netcore_aes_status {
    // SAFETY: the caller vouches for the handle.
    unsafe { change(stream, UploadStream::finish) }
}

/// Frees a stream, with everything in it that was not written.
///
/// - `stream`: the handle, which must not be used again. NULL has no effect.
///
/// Threads: any, while no other thread uses the handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_upload_stream_free(stream: *mut netcore_aes_upload_stream) {
    guard_or((), || {
        if !stream.is_null() {
            // SAFETY: the caller vouches that it came from `netcore_aes_upload_stream_new` and was not freed before; it was a box of an
            // array of one.
            let stream: Box<[netcore_aes_upload_stream; 1]> = unsafe { Box::from_raw(stream.cast()) };
            drop(stream);
        }
    });
}

/// # Safety
/// That of [`Call::run`].
unsafe fn change(
    stream: *const netcore_aes_upload_stream,
    change: impl FnOnce(&mut UploadStream),
) -> netcore_aes_status {
    let call = Call { handle: Handle::new(stream), inputs: (), outputs: (), report: () };
    // SAFETY: this function's contract.
    unsafe {
        call.run(|stream, (), ()| {
            change(&mut stream.state()?.stream);
            Ok(())
        })
    }
}
