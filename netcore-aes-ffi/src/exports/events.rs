//! The rules for events.

use libc::c_char;
use netcore_aes_core::{EventContext, Problem, Severity, check_events_with};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::boundary::failure::Failure;
use crate::boundary::guard::guard;
use crate::boundary::memory::{Input, Output, Place, Span, disjoint, text};
use crate::boundary::status::{NETCORE_AES_ERR_ASSET_ID, netcore_aes_status};
use crate::boundary::writer::CountingWriter;

/// For netcore_aes_check_events(): no time, so that no timestamp is too old or in the future.
pub const NETCORE_AES_NO_TIME: i64 = i64::MIN;

/// Checks a payload against the vendor's rules for events, before it is encrypted.
///
/// - `payload`, `payload_len`: JSON: an array of events. NULL only with 0.
/// - `asset_id`, `asset_id_len`: the `x-asset` of the request, which each event's asset_id must equal. NULL with 0 if it is
///   not known.
/// - `now`: the time in seconds since 1970-01-01T00:00:00Z, as time() gives it, or NETCORE_AES_NO_TIME.
/// - `out`, `out_cap`: receives a JSON array with every problem in the order of the payload, not NUL-terminated; `[]` if
///   there is none. Each is an object: "event", the index of the event from 0, null for a problem of the payload itself; and
///   four strings: "message", how to mend it; "pointer", a JSON pointer to the place (RFC 6901); "rule", a name for programs;
///   "severity", "error" or "warning". None contains a value of the payload.
/// - `out_len`: receives the length of that; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
/// - `errors`, `warnings`: receive how many problems of each kind there are; after ERR_BUFFER_TOO_SMALL too; after any
///   other failure they are untouched. With no error, the payload may be sent.
///
/// Time is in proportion to the payload's length. JSON that is nested more than 127 deep is a problem itself. Problems end
/// with 100 errors and 100 warnings of one event, and with 10 000 in all, but for the first error of each event; of events
/// after the thousandth it says only that they are too many. A pointer of more than 1024 bytes is cut there.
///
/// Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_ASSET_ID (not UTF-8): `out` is untouched; ERR_BUFFER_TOO_SMALL,
/// ERR_MEMORY: `out` is all zero. That the payload has problems is no failure.
///
/// It needs little memory: some hundred bytes, the keys of an object that has more than 16, and strings with escapes. A thread
/// with a stack of 128 KiB is enough, however deep the payload is nested.
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
    guard(|| {
        let length = Place::new(out_len)?;
        let check = Check::new((payload, payload_len), (asset_id, asset_id_len), (out, out_cap), errors, warnings);
        if let Ok(check) = &check {
            disjoint(&check.spans(), &[length.span])?;
        }
        // SAFETY: the caller vouches for all memory that it names.
        unsafe { length.answer(|| check?.run(now)) }
    })
}

/// What is checked and where the answers go, checked as memory only.
struct Check {
    payload: Input<u8>,
    asset_id: Input<u8>,
    out: Output<u8>,
    errors: Place<usize>,
    warnings: Place<usize>,
}

impl Check {
    fn new(
        payload: (*const u8, usize),
        asset_id: (*const c_char, usize),
        out: (*mut c_char, usize),
        errors: *mut usize,
        warnings: *mut usize,
    ) -> Result<Self, Failure> {
        Ok(Self {
            payload: Input::new(payload.0, payload.1)?,
            asset_id: Input::new(asset_id.0.cast(), asset_id.1)?,
            out: Output::new(out.0.cast(), out.1)?,
            errors: Place::new(errors)?,
            warnings: Place::new(warnings)?,
        })
    }

    const fn spans(&self) -> [Span; 5] {
        [self.payload.span, self.asset_id.span, self.out.span, self.errors.span, self.warnings.span]
    }

    /// # Safety
    /// As [`Input::slice`], [`Output::write`] and [`Place::set`] for all.
    unsafe fn run(self, now: i64) -> Result<usize, Failure> {
        let [payload, asset_id, outputs @ ..] = self.spans();
        disjoint(&[payload, asset_id], &outputs)?;
        // SAFETY: this function's contract; no output overlaps another buffer.
        unsafe {
            let asset_id = text(self.asset_id.slice()).map_err(|_| NETCORE_AES_ERR_ASSET_ID)?;
            let context = EventContext {
                asset_id: (!asset_id.is_empty()).then_some(asset_id),
                now: (now != NETCORE_AES_NO_TIME).then_some(now),
            };
            let payload = self.payload.slice();
            let (written, counts) = self.out.write(|out| list_problems(payload, &context, out))?;
            self.errors.set(counts.errors);
            self.warnings.set(counts.warnings);
            written
        }
    }
}

#[derive(Default)]
struct Counts {
    errors: usize,
    warnings: usize,
}

/// Writes the problems as a JSON array, if it fits as a whole.
fn list_problems(
    payload: &[u8],
    context: &EventContext<'_>,
    out: &mut [u8],
) -> Result<(Result<usize, Failure>, Counts), Failure> {
    let mut list = CountingWriter::new(out);
    let mut counts = Counts::default();
    list.put(b"[");
    let checked = check_events_with(payload, context, &mut |problem| {
        if counts.errors > 0 || counts.warnings > 0 {
            list.put(b",");
        }
        list.put_json(&Listed(&problem));
        let count = match problem.severity() {
            Severity::Error => &mut counts.errors,
            Severity::Warning => &mut counts.warnings,
        };
        *count = count.saturating_add(1);
        Ok(())
    });
    if let Err(error) = checked {
        list.wipe();
        return Err(error.into());
    }
    list.put(b"]");
    Ok((list.finish(), counts))
}

/// A problem as it is listed. It writes itself piece by piece, for which no memory can be lacking.
struct Listed<'a>(&'a Problem);

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Problem { pointer, event, rule } = self.0;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("event", event)?;
        object.serialize_entry("message", &format_args!("{rule}"))?;
        object.serialize_entry("pointer", pointer)?;
        object.serialize_entry("rule", rule.name())?;
        object.serialize_entry("severity", rule.severity().name())?;
        object.end()
    }
}
