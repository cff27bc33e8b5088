//! From a stream of events to the bodies of upload requests: split, check, group, encrypt side by side.

mod limits;
mod payloads;
mod sink;
mod stream;

pub use limits::UploadLimits;
pub use sink::Upload;
pub use stream::UploadStream;
