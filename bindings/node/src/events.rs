//! The check of events.

use napi::bindgen_prelude::{AsyncTask, Either, Null, Uint8ArraySlice};
use napi_derive::napi;
use netcore_aes_core::{EventContext, Problem as CoreProblem, WipedBytes, check_events as core_check_events};

use crate::fault::{Fault, OrFault, or_fault};
use crate::tasks::Work;

/// A problem of an event.
#[napi(object, object_from_js = false)]
pub struct Problem {
    /// Its JSON pointer.
    pub pointer: String,
    /// The index of the event; null for a problem of the payload itself.
    pub event: Either<u32, Null>,
    /// The name of the rule.
    pub rule: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// How to mend it.
    pub message: String,
}

impl From<CoreProblem> for Problem {
    fn from(problem: CoreProblem) -> Self {
        let (severity, rule, message) = (problem.severity().name(), problem.rule.name(), problem.rule.to_string());
        let event = problem.event.and_then(|event| u32::try_from(event).ok());
        let event = event.map_or(Either::B(Null), Either::A);
        Self { pointer: problem.pointer, event, rule, severity, message }
    }
}

/// Checks a payload. `now` is in seconds since 1970.
#[napi]
pub fn check_events(payload: Uint8ArraySlice<'_>, asset_id: Option<String>, now: i64) -> OrFault<Vec<Problem>> {
    or_fault(check(&payload, asset_id.as_deref(), now))
}

/// Checks a copy of a payload on another thread.
#[napi]
pub fn check_events_async(
    payload: Uint8ArraySlice<'_>,
    asset_id: Option<String>,
    now: i64,
) -> AsyncTask<Work<Vec<CoreProblem>, Vec<Problem>>> {
    let payload = WipedBytes::copy_of(&payload);
    let work = move || {
        let context = EventContext { asset_id: asset_id.as_deref(), now: Some(now) };
        Ok(core_check_events(&payload?, &context)?)
    };
    Work::start(work, |problems| problems.into_iter().map(Problem::from).collect())
}

fn check(payload: &[u8], asset_id: Option<&str>, now: i64) -> Result<Vec<Problem>, Fault> {
    let context = EventContext { asset_id, now: Some(now) };
    Ok(core_check_events(payload, &context)?.into_iter().map(Problem::from).collect())
}
