//! Events: the vendor's rules for them, and the splitter of a stream into events.

mod check;
mod context;
mod field;
mod json;
mod json_error;
mod kind;
mod limits;
mod nesting;
mod number;
mod object_keys;
mod plain_text;
mod pointer;
mod problem;
mod report_limit;
mod rule;
mod splitter;
mod text;
mod timestamp;

pub(crate) use check::too_long;
pub use check::{check_event, check_events, check_events_with};
pub use context::EventContext;
pub use json_error::JsonError;
pub use limits::MAX_EVENTS;
pub use problem::Problem;
pub use rule::{Rule, Severity};
pub(crate) use splitter::Passed;
pub use splitter::{EventSplitter, SplitEvent};
