//! What comes out of a stream.

use crate::error::Error;
use crate::events::Problem;

/// Takes what comes out of a stream. An error that it returns ends the stream.
pub(super) type Sink<'s> = dyn FnMut(Upload<'_>) -> Result<(), Error> + 's;

/// What an [`super::UploadStream`] passes on. Indices are those of events in the stream, from 0.
#[derive(Clone, PartialEq, Eq)]
pub enum Upload<'a> {
    /// The body of a request, to be sent with the URL and the headers of [`crate::UploadHeaders`].
    Request {
        /// The number of events in it.
        events: usize,
        /// The index of the first of them.
        first: usize,
        /// The index of the last of them. Refused events between the two are not in it.
        last: usize,
        /// The body: `{"encryptedRequest":"…"}`, in ASCII.
        body: &'a [u8],
    },
    /// An event with problems.
    Problems {
        /// Its index.
        index: usize,
        /// Its bytes.
        event: &'a [u8],
        /// Its problems, at least one. Pointers begin with the index, as if the stream were one array.
        problems: Vec<Problem>,
        /// Whether one of the problems is an error: the event is in no request then. With warnings alone it is.
        is_refused: bool,
    },
}
