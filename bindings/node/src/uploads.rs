//! The stream of events on its way to upload requests, which `lib/uploads.js` makes an iterator and a transform stream.

use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{AsyncTask, Buffer, Either, External, Uint8ArraySlice};
use napi_derive::napi;
use netcore_aes_core::{Region, UploadEvents, UploadHeaders, WipedBytes};

use crate::cipher::Handle;
use crate::events::Problem;
use crate::fault::{Fault, OrFault, or_fault};
use crate::flat::number;
use crate::found::{Found, Output, State};
use crate::tasks::Work;

/// Splits, checks, groups and encrypts, piece by piece.
#[napi]
pub struct UploadPieces {
    state: Arc<Mutex<State>>,
    region: Region,
    headers: UploadHeaders,
}

/// The body of a request.
#[napi(object, object_from_js = false)]
pub struct Ready {
    /// The body.
    pub body: Buffer,
    /// The number of events in it.
    pub events: f64,
    /// The index of the first.
    pub first: f64,
    /// The index of the last.
    pub last: f64,
}

/// An event with problems.
#[napi(object, object_from_js = false)]
pub struct EventProblems {
    /// Its index in the stream.
    pub index: f64,
    /// Its bytes, or the next of them.
    pub event: Buffer,
    /// Its problems.
    pub problems: Vec<Problem>,
    /// Whether it is in no body.
    pub is_refused: bool,
    /// Whether these are its last bytes.
    pub is_last: bool,
}

/// What came out of a piece, in order, and the fault that follows it.
#[napi(object, object_from_js = false)]
pub struct Pushed {
    /// Bodies, and events with problems.
    pub found: Vec<Either<Ready, EventProblems>>,
    /// What ends the stream.
    pub fault: Option<Fault>,
}

/// Makes a stream for a cipher.
#[napi]
pub fn upload_pieces(
    handle: &External<Handle>,
    asset_id: String,
    api_key: String,
    region: String,
    limits: (u32, u32, u32),
) -> OrFault<UploadPieces> {
    or_fault(make(handle, asset_id, &api_key, &region, limits))
}

fn make(
    handle: &External<Handle>,
    asset_id: String,
    api_key: &str,
    region: &str,
    (events, payload_bytes, event_bytes): (u32, u32, u32),
) -> Result<UploadPieces, Fault> {
    let (region, cipher): (Region, _) = (region.parse()?, handle.cipher()?);
    let headers = UploadHeaders::new(cipher.scheme(), &asset_id, api_key)?;
    let state = Arc::new(Mutex::new(State::new(cipher, asset_id, [events, payload_bytes, event_bytes])));
    Ok(UploadPieces { state, region, headers })
}

#[napi]
impl UploadPieces {
    /// The URL to post to.
    #[napi(getter)]
    pub fn url(&self) -> &'static str {
        self.region.url()
    }

    /// Names and values of the headers, in order.
    #[napi(getter)]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        self.headers.pairs().map(|(name, value)| (name, value.to_owned())).to_vec()
    }

    /// Takes a copy of the next piece, or the end of the stream, on another thread. `now` is in seconds since 1970.
    #[napi]
    pub fn push(&self, piece: Option<Uint8ArraySlice<'_>>, now: i64) -> AsyncTask<Work<Output, Pushed>> {
        let piece = piece.map(|piece| WipedBytes::copy_of(&piece)).transpose();
        let state = Arc::clone(&self.state);
        let work = move || {
            let piece = piece?;
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(state.push(piece.as_deref(), now))
        };
        Work::start(work, pushed)
    }
}

fn pushed((found, fault): Output) -> Pushed {
    let found = found.into_iter().map(|found| match found {
        Found::Body(UploadEvents { count, first, last }, body) => {
            Either::A(Ready { body: body.into(), events: number(count), first: number(first), last: number(last) })
        }
        Found::Problems { index, event, problems, is_refused, is_last } => Either::B(EventProblems {
            index: number(index),
            event: event.into(),
            problems: problems.into_iter().map(Problem::from).collect(),
            is_refused,
            is_last,
        }),
    });
    Pushed { found: found.collect(), fault: fault.map(Fault::from) }
}
