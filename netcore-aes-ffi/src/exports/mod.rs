//! The functions that C calls, in the order of the header.

mod version;

mod status;

mod keygen;

mod cipher;

mod message;

mod batch;

mod events;

mod request;

mod upload;

mod problem_list;

mod upload_state;

#[cfg(feature = "test-hooks")]
mod testing;

pub use batch::*;
pub use cipher::*;
pub use events::*;
pub use keygen::*;
pub use message::*;
pub use request::*;
pub use status::*;
#[cfg(feature = "test-hooks")]
pub use testing::*;
pub use upload::*;
pub use version::*;
