//! The context of a check: values from outside the payload.

/// Values from outside the payload that some rules compare with.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventContext<'a> {
    /// The `x-asset` of the request, which each event's `asset_id` must equal.
    pub asset_id: Option<&'a str>,
    /// The time, in seconds since 1970-01-01T00:00:00Z; without it no timestamp is too old or in the future.
    pub now: Option<i64>,
}
