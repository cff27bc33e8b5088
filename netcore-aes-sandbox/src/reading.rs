//! The reading of a body, in bounded memory.

use std::io::Read;
use std::time::Duration;

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use http_body_util::BodyExt as _;
use hyper::HeaderMap;
use hyper::body::Incoming;
use hyper::header::CONTENT_ENCODING;
use tokio::sync::{AcquireError, Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::judge::MAX_BODY;

/// A longer body takes its share of the memory that there is for all of them.
const SMALL_BYTES: usize = 65_536;

/// Why a body cannot be had.
pub(crate) enum Unreadable {
    /// It is longer than [`MAX_BODY`].
    TooLarge,
    /// The connection ended, or it is not compressed as its header says.
    Broken,
}

/// The memory for large bodies, which they take as they grow, so that slow ones are in nobody's way.
pub(crate) struct BodyMemory {
    /// A permit for each byte.
    shared: Semaphore,
    /// Room for one body of any length. Without it, bodies that have used up the rest would wait for each other.
    reserve: Semaphore,
}

impl BodyMemory {
    /// Memory of so many bytes.
    pub(crate) const fn new(bytes: usize) -> Self {
        Self { shared: Semaphore::const_new(bytes.saturating_sub(MAX_BODY)), reserve: Semaphore::const_new(1) }
    }
}

/// The memory that a body has, until it is dropped.
pub(crate) struct Share<'m> {
    memory: &'m BodyMemory,
    taken: Option<SemaphorePermit<'m>>,
    reserve: Option<SemaphorePermit<'m>>,
}

impl<'m> Share<'m> {
    /// Takes memory for more bytes, or the reserve, in which the rest has room.
    async fn take(&mut self, bytes: usize) -> Result<(), AcquireError> {
        if self.reserve.is_some() {
            return Ok(());
        }
        let memory: &'m BodyMemory = self.memory;
        tokio::select! {
            biased;
            more = memory.shared.acquire_many(bytes.try_into().unwrap_or(u32::MAX)) => match &mut self.taken {
                Some(taken) => taken.merge(more?),
                None => self.taken = Some(more?),
            },
            reserve = memory.reserve.acquire() => self.reserve = Some(reserve?),
        }
        Ok(())
    }
}

/// Reads a body to its end, and returns it with its share of the memory if it is large.
pub(crate) async fn read<'m>(body: &mut Incoming, memory: &'m BodyMemory) -> Result<(Vec<u8>, Share<'m>), Unreadable> {
    let (mut bytes, mut share) = (Vec::new(), Share { memory, taken: None, reserve: None });
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Unreadable::Broken)?;
        let Ok(piece) = frame.into_data() else { continue };
        let before = bytes.len();
        if before.saturating_add(piece.len()) > MAX_BODY {
            return Err(Unreadable::TooLarge);
        }
        bytes.extend_from_slice(&piece);
        if bytes.len() > SMALL_BYTES {
            let more = if before > SMALL_BYTES { piece.len() } else { bytes.len() };
            share.take(more).await.map_err(|_| Unreadable::Broken)?;
        }
    }
    Ok((bytes, share))
}

/// Reads and forgets the rest of a body for a while, so that a client that sends all of it first sees the answer.
pub(crate) fn linger(mut body: Incoming, patience: Duration) {
    tokio::spawn(async move {
        let rest = async { while let Some(Ok(_)) = body.frame().await {} };
        _ = timeout(patience, rest).await;
    });
}

/// Undoes the compression that the headers name: the body is refused for it, but its events are looked at.
pub(crate) fn decompressed(body: Vec<u8>, headers: &HeaderMap) -> Result<Vec<u8>, Unreadable> {
    let encoding = headers.get(CONTENT_ENCODING).map_or(&b""[..], |value| value.as_bytes()).to_ascii_lowercase();
    match encoding.trim_ascii() {
        b"gzip" | b"x-gzip" => read_bounded(GzDecoder::new(&*body)),
        // Some send it without zlib's head.
        b"deflate" if body.first().is_some_and(|first| first & 15 == 8) => read_bounded(ZlibDecoder::new(&*body)),
        b"deflate" => read_bounded(DeflateDecoder::new(&*body)),
        _ => Ok(body),
    }
}

fn read_bounded(decoder: impl Read) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BODY).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(most).read_to_end(&mut bytes).map_err(|_| Unreadable::Broken)?;
    if bytes.len() > MAX_BODY { Err(Unreadable::TooLarge) } else { Ok(bytes) }
}
