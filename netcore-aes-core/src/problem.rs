//! What can be wrong with an event, and where.

use std::fmt;

use crate::fault::JsonFault;

/// Something wrong with a payload: where, what, and what to do about it. It names fields, and holds no value of any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A JSON pointer (RFC 6901) into the payload, such as `/3/activity_params/items`; empty for the payload itself. A
    /// field that is missing is pointed at where it should be. One of more than 1024 bytes is cut there, and ends in `…`.
    pub pointer: String,
    /// What is wrong.
    pub rule: Rule,
}

impl Problem {
    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.rule.severity()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "the payload" } else { &self.pointer };
        write!(f, "{pointer}: {}", self.rule)
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The vendor refuses the event, drops it, or cannot use it.
    Error,
    /// The event is stored, but perhaps not as it was meant.
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

/// The rule that a problem breaks. Its `Display` says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The payload is not JSON.
    Json {
        /// Where, and what to do about it.
        fault: JsonFault,
    },
    /// The payload is neither an array of events nor an event.
    Payload,
    /// The payload is one event that stands alone, not in an array.
    Lone,
    /// The payload holds no event, or more than 1000.
    Count {
        /// How many.
        count: usize,
    },
    /// An element of the payload is not an object.
    Event,
    /// A field is missing.
    Missing {
        /// What it must hold.
        expected: &'static str,
    },
    /// A field holds another type of value.
    Type {
        /// What it must hold.
        expected: &'static str,
    },
    /// A field is an empty string.
    Empty,
    /// A timestamp in no form that is known to be read.
    TimestampForm,
    /// A timestamp that names no moment: a 30th of February.
    TimestampCalendar,
    /// A timestamp more than 24 hours in the past.
    TimestampOld,
    /// A timestamp in the future.
    TimestampFuture,
    /// An `activity_source` other than `web` and `app`.
    Source,
    /// An `asset_id` that is not the request's.
    AssetId,
    /// An empty array somewhere in `activity_params`.
    EmptyArray,
    /// A top-level field that the vendor does not name.
    UnknownField,
    /// `annonid`, as one old page of the vendor's spells `anonid`.
    OldSpelling,
    /// A key that stands in its object twice.
    DuplicateKey,
}

impl Rule {
    /// The rule's name, for programs: it never changes.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Json { .. } => "json",
            Self::Payload => "payload",
            Self::Lone => "lone",
            Self::Count { .. } => "count",
            Self::Event => "event",
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
        }
    }

    /// How bad it is to break it.
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
            Self::Json { fault } => write!(f, "this is not JSON: {fault}"),
            Self::Payload => f.write_str("this is no event; pass an array of event objects"),
            Self::Lone => f.write_str("this is one event by itself; put it into an array"),
            Self::Count { count: 0 } => f.write_str("there is no event in the array; send 1 to 1000"),
            Self::Count { count } => write!(f, "there are {count} events; send at most 1000 at once"),
            Self::Event => f.write_str("this is no event; each element of the array must be an object"),
            Self::Missing { expected } => write!(f, "this field is missing; it must be {expected}"),
            Self::Type { expected } => write!(f, "this is of the wrong type; it must be {expected}"),
            Self::Empty => f.write_str("this is empty; give it a value"),
            Self::TimestampForm => f.write_str(
                "this is no timestamp that is known to be read; write 2025-08-26T12:05:43Z (UTC), or an offset for the Z: \
                 2025-08-26T17:35:43+05:30",
            ),
            Self::TimestampCalendar => f.write_str("there is no such date or time; check month, day, hour and offset"),
            Self::TimestampOld => {
                f.write_str("this is more than 24 hours ago: the event is stored, but starts no journey")
            }
            Self::TimestampFuture => f.write_str("this is in the future; check the clock, and that Z means UTC"),
            Self::Source => f.write_str("this must be \"web\" for a web asset or \"app\" for an app asset"),
            Self::AssetId => f.write_str("this is not the asset id of the request; both must be the panel's"),
            Self::EmptyArray => f.write_str(
                "an empty array in activity_params makes the vendor drop the event without a word; leave the field out",
            ),
            Self::UnknownField => f.write_str("the vendor names no such field; if it is a parameter, move it to activity_params"),
            Self::OldSpelling => f.write_str("this is the spelling of an older page; write anonid"),
            Self::DuplicateKey => f.write_str("this key stands twice in its object; keep one"),
        }
    }
}
