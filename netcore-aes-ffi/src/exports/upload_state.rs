//! A stream of uploads as C sees it: what was found last stays until the caller has it.

use std::sync::{Mutex, MutexGuard};

use netcore_aes_core::{Error, EventContext, Problem, ReadyPayloads, Upload, UploadLimits, UploadStream};

use super::cipher::netcore_aes_cipher;
use super::problem_list::ProblemList;
use crate::boundary::failure::Failure;
use crate::boundary::memory::OutParameter;
use crate::boundary::report::Report;
use crate::boundary::status::{NETCORE_AES_ERR_OFFSETS, NETCORE_AES_ERR_PANIC};

/// The data is used up: pass more of the stream, or end it.
pub const NETCORE_AES_UPLOAD_NONE: usize = 0;
/// Payloads are ready: netcore_aes_upload_stream_bodies() writes the bodies of their requests.
pub const NETCORE_AES_UPLOAD_BODIES: usize = 1;
/// An event has problems: netcore_aes_upload_stream_problems() writes them.
pub const NETCORE_AES_UPLOAD_PROBLEMS: usize = 2;

/// What netcore_aes_upload_stream_next() found.
#[derive(Clone, Copy, Default)]
#[repr(C)]
pub struct netcore_aes_upload {
    /// NETCORE_AES_UPLOAD_….
    pub kind: usize,
    /// The number of bytes of the data that were read. Pass the rest again.
    pub read: usize,
    /// The number of requests, or of the event's problems.
    pub count: usize,
    /// The length in bytes of all bodies, or of the event.
    pub len: usize,
    /// The length in bytes of the event's problems as JSON.
    pub problems_len: usize,
    /// The index of the event in the stream, from 0.
    pub index: usize,
    /// 1 if one of the event's problems is an error: it is in no request then. 0 if all are warnings.
    pub is_refused: usize,
    /// 0 if the event is longer than the stream's limit, and more of its bytes follow with the same index; else 1.
    pub is_last: usize,
    /// After ERR_EVENT_STREAM the place of the fault, in bytes of the stream; SIZE_MAX if it is beyond that.
    pub offset: usize,
}

/// The events of a request, by their indices in the stream, from 0.
#[derive(Clone, Copy, Default)]
#[repr(C)]
pub struct netcore_aes_upload_events {
    /// The number of events.
    pub count: u64,
    /// The index of the first.
    pub first: u64,
    /// The index of the last. Refused events between the two are not in the request.
    pub last: u64,
}

/// A stream of events on its way to upload requests. Calls for one stream wait for each other.
#[expect(non_camel_case_types, reason = "its name in C")]
pub struct netcore_aes_upload_stream {
    state: Mutex<State>,
}

pub(super) struct State {
    pub(super) stream: UploadStream,
    /// What `next` returned last.
    given: netcore_aes_upload,
    /// Whether the caller has it, so that `next` goes on.
    is_taken: bool,
    /// The bytes of the event with problems, and its problems as JSON.
    event: Vec<u8>,
    problems: Vec<u8>,
}

impl netcore_aes_upload_stream {
    pub(super) fn new(limits: UploadLimits) -> Self {
        Self {
            state: Mutex::new(State {
                stream: UploadStream::new(limits),
                given: netcore_aes_upload::default(),
                is_taken: true,
                event: Vec::new(),
                problems: Vec::new(),
            }),
        }
    }

    /// The state, unless a panic may have left it half changed.
    pub(super) fn state(&self) -> Result<MutexGuard<'_, State>, Failure> {
        self.state.lock().map_err(|_| NETCORE_AES_ERR_PANIC.into())
    }
}

impl State {
    pub(super) fn next(
        &mut self,
        cipher: &netcore_aes_cipher,
        data: &[u8],
        context: &EventContext<'_>,
    ) -> Result<netcore_aes_upload, Failure> {
        if self.is_taken {
            if let Some(ready) = self.ready()? {
                ready.release();
            }
        } else if self.given.kind == NETCORE_AES_UPLOAD_PROBLEMS {
            return Ok(netcore_aes_upload { read: 0, ..self.given });
        }
        self.given = netcore_aes_upload::default();
        let mut piece = data;
        let mut given = self.find(cipher, &mut piece, context)?;
        given.read = data.len().saturating_sub(piece.len());
        self.given = given;
        self.is_taken = given.kind == NETCORE_AES_UPLOAD_NONE;
        Ok(given)
    }

    /// What comes next of the stream, without the number of bytes read.
    fn find(
        &mut self,
        cipher: &netcore_aes_cipher,
        piece: &mut &[u8],
        context: &EventContext<'_>,
    ) -> Result<netcore_aes_upload, Failure> {
        match self.stream.next(piece, context)? {
            None => Ok(netcore_aes_upload::default()),
            Some(Upload::Payloads(ready)) => Ok(netcore_aes_upload {
                kind: NETCORE_AES_UPLOAD_BODIES,
                count: ready.count(),
                len: ready.bodies_len(&cipher.cipher)?,
                ..Default::default()
            }),
            Some(Upload::Problems { index, event, is_last, problems, is_refused }) => {
                if let Err(lack) = keep(event, &problems, (&mut self.event, &mut self.problems)) {
                    // As at a fault of the stream's own, what came before it is returned first.
                    let taken = (!is_refused).then_some(event.len());
                    self.stream.fail(lack, taken);
                    return self.find(cipher, piece, context);
                }
                Ok(netcore_aes_upload {
                    kind: NETCORE_AES_UPLOAD_PROBLEMS,
                    count: problems.len(),
                    len: event.len(),
                    problems_len: self.problems.len(),
                    index,
                    is_refused: is_refused.into(),
                    is_last: is_last.into(),
                    ..Default::default()
                })
            }
        }
    }

    /// The payloads that `next` returned last.
    fn ready(&mut self) -> Result<Option<ReadyPayloads<'_>>, Failure> {
        if self.given.kind != NETCORE_AES_UPLOAD_BODIES {
            return Ok(None);
        }
        match self.stream.next(&mut &[][..], &EventContext::default())? {
            Some(Upload::Payloads(ready)) => Ok(Some(ready)),
            _ => Ok(None),
        }
    }

    pub(super) fn write_bodies(
        &mut self,
        cipher: &netcore_aes_cipher,
        bodies: &mut [u8],
        offsets: &mut [u64],
        events: &mut [netcore_aes_upload_events],
    ) -> Result<usize, Failure> {
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let ready = self.ready()?;
        let count = ready.as_ref().map_or(0, ReadyPayloads::count);
        if events.len() != count {
            return Err(NETCORE_AES_ERR_OFFSETS.into());
        }
        let Some(ready) = ready else {
            offsets.fill(0);
            return Ok(0);
        };
        let len = ready.encrypt_into(&cipher.cipher, bodies, offsets)?;
        for (place, request) in events.iter_mut().zip(ready.events()) {
            let (count, first, last) = (number(request.count), number(request.first), number(request.last));
            *place = netcore_aes_upload_events { count, first, last };
        }
        self.is_taken = true;
        Ok(len)
    }

    pub(super) fn write_problems(&mut self, event: &mut [u8], problems: &mut [u8]) -> Result<(), Failure> {
        if self.given.kind != NETCORE_AES_UPLOAD_PROBLEMS {
            return Ok(());
        }
        for (out, bytes) in [(&*event, &self.event), (&*problems, &self.problems)] {
            if out.len() < bytes.len() {
                return Err(Error::BufferTooSmall { needed: bytes.len(), capacity: out.len() }.into());
            }
        }
        for (out, bytes) in [(event, &self.event), (problems, &self.problems)] {
            if let Some(out) = out.get_mut(..bytes.len()) {
                out.copy_from_slice(bytes);
            }
        }
        self.is_taken = true;
        Ok(())
    }
}

/// Keeps an event and its problems until the caller takes them.
fn keep(event: &[u8], problems: &[Problem], (bytes, json): (&mut Vec<u8>, &mut Vec<u8>)) -> Result<(), Error> {
    let written = |out: &mut [u8]| {
        let mut list = ProblemList::new(out);
        for problem in problems {
            list.add(problem);
        }
        list.finish()
    };
    let len = written(&mut []).err().and_then(|failure| failure.needed).unwrap_or_default();
    for (vector, len) in [(&mut *bytes, event.len()), (&mut *json, len)] {
        vector.clear();
        vector.try_reserve(len).map_err(|_| Error::Memory { bytes: len })?;
    }
    bytes.extend_from_slice(event);
    json.resize(len, 0);
    // Cannot fail: it has the length needed.
    let _ = written(json);
    Ok(())
}

/// What was found, or after a failure its place.
impl Report for OutParameter<netcore_aes_upload> {
    type Answer = netcore_aes_upload;

    unsafe fn begin(&self) {
        // SAFETY: this function's contract.
        unsafe { self.set(netcore_aes_upload::default()) }
    }

    unsafe fn finish(&self, result: Result<netcore_aes_upload, Failure>) {
        let upload = result.unwrap_or_else(|failure| netcore_aes_upload {
            offset: failure.offset.map_or(0, |offset| usize::try_from(offset).unwrap_or(usize::MAX)),
            ..Default::default()
        });
        // SAFETY: this function's contract.
        unsafe { self.set(upload) }
    }
}
