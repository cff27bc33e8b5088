//! The rules for events, and their severity.

use std::fmt;

use super::json_error::JsonError;

/// Whether a problem is an error or a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The vendor refuses or drops the event, or cannot use it.
    Error,
    /// The vendor stores the event, but perhaps not as intended.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The rule that a problem breaks. Its `Display` says how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The payload is not JSON.
    Json {
        /// The place and the cause.
        error: JsonError,
    },
    /// The payload is neither an array of events nor an event.
    Payload {
        /// The type of the payload, in words.
        found: &'static str,
    },
    /// The payload is a single event outside an array.
    Lone,
    /// The array has no event, or more than 1000.
    Count {
        /// The number of events.
        count: usize,
    },
    /// An element of the payload is not an object.
    Event {
        /// The type of the element, in words.
        found: &'static str,
    },
    /// A field is missing.
    Missing {
        /// The value expected there.
        expected: &'static str,
    },
    /// A field has a value of the wrong type.
    Type {
        /// The type of the field's value, in words.
        found: &'static str,
        /// The value expected there.
        expected: &'static str,
    },
    /// A field is an empty string.
    Empty,
    /// A timestamp in an unsupported format.
    TimestampForm,
    /// A timestamp that is not a valid date or time, such as a 30th of February.
    TimestampCalendar,
    /// A timestamp more than 24 hours in the past.
    TimestampOld,
    /// A timestamp in the future.
    TimestampFuture,
    /// An `activity_source` other than `web` and `app`.
    Source,
    /// An `asset_id` that is not the request's.
    AssetId,
    /// An empty array somewhere in `activity_params`. (`activity_params` itself as an empty array has the wrong type.)
    EmptyArray,
    /// A top-level field that the vendor's pages do not name.
    UnknownField,
    /// `annonid`, the spelling of an old page of the vendor.
    OldSpelling,
    /// A key that its object has twice.
    DuplicateKey,
    /// An event that is longer than its stream allows.
    TooLong {
        /// The longest event allowed, in bytes.
        max: usize,
    },
}

impl Rule {
    /// The rule's name, for programs: it never changes.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Json { .. } => "json",
            Self::Payload { .. } => "payload",
            Self::Lone => "lone",
            Self::Count { .. } => "count",
            Self::Event { .. } => "event",
            Self::Missing { .. } => "missing",
            Self::Type { .. } => "type",
            Self::Empty => "empty",
            Self::TimestampForm => "timestamp-form",
            Self::TimestampCalendar => "timestamp-calendar",
            Self::TimestampOld => "timestamp-old",
            Self::TimestampFuture => "timestamp-future",
            Self::Source => "source",
            Self::AssetId => "asset-id",
            Self::EmptyArray => "empty-array",
            Self::UnknownField => "unknown-field",
            Self::OldSpelling => "old-spelling",
            Self::DuplicateKey => "duplicate-key",
            Self::TooLong { .. } => "too-long",
        }
    }

    /// Whether breaking it is an error or a warning.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Lone | Self::TimestampOld | Self::TimestampFuture | Self::UnknownField | Self::OldSpelling => {
                Severity::Warning
            }
            _ => Severity::Error,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { error } => write!(f, "invalid JSON at {error}"),
            Self::Payload { found } => write!(f, "found {found}; expected an array of objects, the events"),
            Self::Lone => f.write_str("a single event outside an array; put it into an array"),
            Self::Count { count: 0 } => f.write_str("the array is empty; send 1 to 1000 events"),
            Self::Count { count } => write!(f, "the array has {count} events; send at most 1000 in one request"),
            Self::Event { found } => write!(f, "found {found}; expected an object, the event"),
            Self::Missing { expected } => write!(f, "missing field; expected {expected}"),
            Self::Type { found, expected } => write!(f, "found {found}; expected {expected}"),
            Self::Empty => f.write_str("empty string; fill it in"),
            Self::TimestampForm => f.write_str(
                "not a timestamp in a supported format; write 2025-08-26T12:05:43Z for UTC, or 2025-08-26T17:35:43+05:30 with an \
                 offset",
            ),
            Self::TimestampCalendar => f.write_str("not a valid date or time; check month, day, hour and offset"),
            Self::TimestampOld => {
                f.write_str("older than 24 hours: the vendor stores the event but starts no journey")
            }
            Self::TimestampFuture => f.write_str("in the future; check the clock, and that Z means UTC"),
            Self::Source => f.write_str("expected \"web\" for a web asset or \"app\" for an app asset"),
            Self::AssetId => f.write_str("differs from the asset id of the request; use the panel's asset id for both"),
            Self::EmptyArray => f.write_str(
                "empty array in activity_params: the vendor drops such an event silently; leave the field out, or write {} for an \
                 empty object",
            ),
            Self::UnknownField => f.write_str("unknown field; if it is a parameter, move it into activity_params"),
            Self::OldSpelling => f.write_str("outdated spelling; write anonid"),
            Self::DuplicateKey => f.write_str("duplicate key; keep one"),
            Self::TooLong { max } => write!(f, "longer than {max} bytes; shorten the event, or raise the stream's limit"),
        }
    }
}
