//! From a stream of events to the bodies of upload requests: split, check, group, encrypt side by side.

mod body;
mod limits;
mod payloads;
mod stream;

pub use body::{ReadyPayloads, UploadBodies, UploadBody};
pub use limits::UploadLimits;
pub use payloads::UploadEvents;
pub use stream::{Upload, UploadStream};
