//! The rules for events.

use libc::c_char;
use netcore_aes_core::{EventContext, check_events_with};

use super::problem_list::ProblemList;
use crate::boundary::call::Call;
use crate::boundary::failure::Failure;
use crate::boundary::memory::{Handle, Input, OutParameter, Output};
use crate::boundary::status::{NETCORE_AES_ERR_ASSET_ID, netcore_aes_status};

/// In place of a time for netcore_aes_check_events(): no timestamp is too old or in the future.
pub const NETCORE_AES_NO_TIME: i64 = i64::MIN;

/// Checks a payload against the vendor's rules for events, before it is encrypted.
///
/// - `payload`, `payload_len`: a JSON array of events, and its length in bytes. NULL only with 0.
/// - `asset_id`, `asset_id_len`: the request's `x-asset`, which each event's asset_id must equal, and its length in bytes. NULL
///   with 0 if it is unknown.
/// - `now`: the time in seconds since 1970-01-01T00:00:00Z, as time() returns it, or NETCORE_AES_NO_TIME.
/// - `out`, `out_cap`: receives a JSON array of all problems in the order of the payload, not NUL-terminated; `[]` without
///   problems. Each problem is an object: "event", the event's index from 0, or null for a problem of the payload itself; and
///   four strings: "message", how to mend it; "pointer", a JSON pointer to the place (RFC 6901); "rule", a name for programs;
///   "severity", "error" or "warning". None contains a value of the payload.
/// - `out_len`: receives the array's length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
/// - `errors`, `warnings`: receive the number of problems of each severity, also after ERR_BUFFER_TOO_SMALL; untouched after any
///   other failure. A payload without errors may be sent.
///
/// The time is proportional to the payload's length. JSON nested more than 127 deep is itself a problem. The function lists
/// at most 100 errors and 100 warnings of one event, and 10 000 problems in all, but always the first error of each event. Of
/// the events after the thousandth it lists only that they are too many. It cuts a pointer after 1024 bytes.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_ASSET_ID (not UTF-8): `out` is untouched; with ERR_BUFFER_TOO_SMALL,
/// ERR_MEMORY: `out` is all zero. Problems of the payload are not a failure.
///
/// The function needs little memory: some hundred bytes, the keys of an object with more than 16, and strings with escapes. A
/// stack of 128 KiB is enough at any depth of nesting.
///
/// Ownership: every buffer is the caller's. Threads: any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn netcore_aes_check_events(
    payload: *const u8,
    payload_len: usize,
    asset_id: *const c_char,
    asset_id_len: usize,
    now: i64,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
    errors: *mut usize,
    warnings: *mut usize,
) -> netcore_aes_status {
    let call = Call {
        handle: Handle::NONE,
        inputs: [Input::new(payload, payload_len), Input::new(asset_id.cast(), asset_id_len)],
        outputs: (Output::new(out.cast::<u8>(), out_cap), [OutParameter::new(errors), OutParameter::new(warnings)]),
        report: OutParameter::new(out_len),
    };
    // SAFETY: the caller vouches for all memory that it names.
    unsafe {
        call.run(|(), [payload, asset_id], (out, [errors, warnings])| {
            let context = event_context(asset_id, now)?;
            let mut list = ProblemList::new(out);
            let checked = check_events_with(payload, &context, &mut |problem| {
                list.add(&problem);
                Ok(())
            });
            if let Err(error) = checked {
                list.wipe();
                return Err(error.into());
            }
            *errors = Some(list.errors);
            *warnings = Some(list.warnings);
            list.finish()
        })
    }
}

/// The context that a caller passes.
pub(super) fn event_context(asset_id: &[u8], now: i64) -> Result<EventContext<'_>, Failure> {
    let asset_id = std::str::from_utf8(asset_id).map_err(|_| NETCORE_AES_ERR_ASSET_ID)?;
    Ok(EventContext {
        asset_id: (!asset_id.is_empty()).then_some(asset_id),
        now: (now != NETCORE_AES_NO_TIME).then_some(now),
    })
}
