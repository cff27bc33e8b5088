//! From the inputs to chunks and dead letters, on a thread of its own.

mod refused;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use netcore_aes_core::{Cipher, EventContext, ReadyPayloads, Upload, UploadBodies, UploadLimits, UploadStream};
use twox_hash::XxHash3_128;

use crate::chunk::Chunk;
use crate::fault::Fault;
use crate::found::{Ended, Found, Place, Purpose, What};
use crate::input::open;
use crate::letter::LongLetter;
use crate::noted::Noted;
use crate::reading::Reading;
use crate::source::{Source, TableOptions, name_of};
use crate::text::quoted;
use crate::waiting::is_once;

/// The size of the pieces in which an input is read. Chunks end where they do whatever comes in one read.
const PIECE: usize = 1 << 18;
/// Payloads are passed on after this number of pieces, even if they do not fill the lanes: so memory is bounded.
const MOST_PIECES: usize = 32;
/// This number of chunks is passed on one by one, so that connections have work at once.
const HURRIED: u32 = 4;

/// What a reader needs.
pub(crate) struct Reader {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) names: Vec<String>,
    pub(crate) options: TableOptions,
    pub(crate) purpose: Purpose,
    pub(crate) cipher: Arc<Cipher>,
    pub(crate) asset_id: String,
    pub(crate) limits: UploadLimits,
    pub(crate) reading: Reading,
    /// Whether no later run can read the inputs again, so that whatever was read is passed on.
    pub(crate) is_once: bool,
    /// The place of the last dead letter that an earlier run has written.
    pub(crate) written: Option<Place>,
}

/// Why reading stops early.
enum Halt {
    /// Nobody listens any more.
    Deserted,
    GivenUp,
    Failed(Fault),
}

impl<T: Into<Fault>> From<T> for Halt {
    fn from(fault: T) -> Self {
        Self::Failed(fault.into())
    }
}

/// The state of a reader.
pub(crate) struct Passage<S> {
    reader: Reader,
    send: S,
    tokens: Receiver<()>,
    ordinal: u32,
    /// The last chunk: it is passed on when it is certain that no fault of the input has ended it.
    held: Option<Chunk>,
    gaps: Vec<Range<usize>>,
    letters: Vec<u8>,
    letters_count: u64,
    letters_earlier: u64,
    letters_last: Place,
    /// The digest of the refused events.
    refused: XxHash3_128,
    long: LongLetter,
    long_bytes: usize,
    problems: BTreeMap<&'static str, Noted>,
    bodies: UploadBodies,
    events: u64,
}

impl Reader {
    /// Reads the inputs to their end. Each message waits for a token.
    pub(crate) fn run<M: From<Found>>(self, inbox: Sender<M>, tokens: Receiver<()>) {
        let send = move |found: Found| inbox.send(found.into()).is_ok();
        Passage::new(self, send, tokens).run();
    }
}

impl<S: Fn(Found) -> bool> Passage<S> {
    fn new(reader: Reader, send: S, tokens: Receiver<()>) -> Self {
        Self {
            reader,
            send,
            tokens,
            ordinal: 0,
            held: None,
            gaps: Vec::new(),
            letters: Vec::new(),
            letters_count: 0,
            letters_earlier: 0,
            letters_last: (0, 0),
            refused: XxHash3_128::new(),
            long: LongLetter::default(),
            long_bytes: 0,
            problems: BTreeMap::new(),
            bodies: UploadBodies::default(),
            events: 0,
        }
    }

    fn run(&mut self) {
        let read = guarded(|| self.read_all().and_then(|()| self.flush()));
        let ended = match read {
            Ok(()) => Ended::Complete,
            Err(Halt::Deserted) => return,
            Err(Halt::GivenUp) => Ended::GivenUp,
            Err(Halt::Failed(fault)) => Ended::Failed(fault),
        };
        // What stands before a fault in a file stays for the next run, which may find it mended.
        if !matches!(ended, Ended::Complete) {
            self.held = self.held.take().filter(|_| self.reader.is_once);
            if matches!(guarded(|| self.flush()), Err(Halt::Deserted)) {
                return;
            }
        }
        _ = self.pass_on(What::End(ended));
    }

    fn read_all(&mut self) -> Result<(), Halt> {
        for (file, path) in self.reader.paths.clone().iter().enumerate() {
            let mut stream = UploadStream::new(self.reader.limits);
            self.gaps.clear();
            let read = self.read_file(&mut stream, file, path);
            if read.is_err() && self.reader.is_once {
                // Of what cannot be read again, the begun payload and the begun line count, too.
                stream.finish();
                _ = self.drain(&mut stream, file, &mut &[][..]);
                self.keep_unfinished(&stream, file)?;
            }
            read?;
        }
        let first = self.reader.paths.first().map_or(Path::new(""), PathBuf::as_path);
        if self.events == 0 {
            return Err(Fault::input(format_args!("{} contains no event", quoted(name_of(first)))).into());
        }
        Ok(())
    }

    fn read_file(&mut self, stream: &mut UploadStream, file: usize, path: &Path) -> Result<(), Halt> {
        let mut source = self.opened(path)?;
        let mut block = vec![0; PIECE];
        let mut place = 0;
        // The number of pieces since payloads came out, and whether some came out within this one.
        let (mut pieces, mut is_any) = (0_usize, false);
        loop {
            // Up to the next multiple of a piece, so that the same chunks come of the same input.
            let room = block.get_mut(place..).unwrap_or_default();
            let read = match source.read(room) {
                Ok(read) => read,
                Err(error) if error.is_idle() => {
                    stream.flush();
                    self.drain(stream, file, &mut &[][..])?;
                    self.flush()?;
                    continue;
                }
                Err(_) if self.reader.reading.is_ended() => return Err(Halt::GivenUp),
                Err(error) => return Err(error.into()),
            };
            if read.is_empty() {
                stream.finish();
                self.drain(stream, file, &mut &[][..])?;
                return Ok(());
            }
            place = place.saturating_add(read.len()) % PIECE;
            is_any |= self.drain(stream, file, &mut &*read)?;
            if place == 0 {
                pieces = if std::mem::take(&mut is_any) { 0 } else { pieces.saturating_add(1) };
                if pieces >= MOST_PIECES {
                    pieces = 0;
                    stream.flush();
                    self.drain(stream, file, &mut &[][..])?;
                }
            }
        }
    }

    fn opened(&self, path: &Path) -> Result<Source, Halt> {
        let reading = &self.reader.reading;
        let tells_idle = self.reader.is_once && is_once(path);
        match open(path, reading, tells_idle, &self.reader.options) {
            Err(_) if reading.is_ended() => Err(Halt::GivenUp),
            opened => Ok(opened?),
        }
    }

    /// Takes what comes out of the stream; returns whether payloads did.
    fn drain(&mut self, stream: &mut UploadStream, file: usize, piece: &mut &[u8]) -> Result<bool, Halt> {
        let asset_id = self.reader.asset_id.clone();
        let context = EventContext { asset_id: Some(&asset_id), now: now() };
        let mut is_any = false;
        loop {
            if self.ordinal < HURRIED {
                stream.hurry();
            }
            let upload = stream.next(piece, &context).map_err(|error| self.named(file, error))?;
            match upload {
                None => return Ok(is_any),
                Some(Upload::Payloads(ready)) => {
                    is_any = true;
                    self.take_payloads(file, ready)?;
                }
                Some(Upload::Problems { index, event, is_last, problems, is_refused }) => {
                    // Of an event that comes in parts, each brings them.
                    if is_last {
                        self.note(file, &problems);
                    }
                    if is_refused {
                        self.refuse((file, index), event, is_last, &problems)?;
                    }
                }
            }
        }
    }

    fn take_payloads(&mut self, file: usize, ready: ReadyPayloads<'_>) -> Result<(), Halt> {
        let purpose = self.reader.purpose;
        let mut chunks: Vec<Chunk> = self.held.take().into_iter().collect();
        let begin = chunks.len();
        let needs_digest = purpose != Purpose::DryRun;
        for (events, payload) in ready.events().zip(ready.payloads()) {
            let digest = if needs_digest { Chunk::digest_of(payload) } else { 0 };
            let gaps = self.gaps_between(events.first, events.last);
            let ordinal = self.ordinal;
            self.ordinal = ordinal.saturating_add(1);
            self.events = self.events.saturating_add(u64::try_from(events.count).unwrap_or_default());
            chunks.push(Chunk { ordinal, file, events, gaps, digest, body: Bytes::new() });
        }
        if purpose == Purpose::Compare {
            ready.release();
        } else {
            ready.encrypt(&self.reader.cipher, &mut self.bodies)?;
        }
        if purpose == Purpose::Send {
            for (chunk, body) in chunks.iter_mut().skip(begin).zip(self.bodies.iter()) {
                chunk.body = Bytes::copy_from_slice(body.body);
            }
        }
        self.held = chunks.pop();
        if chunks.is_empty() {
            return Ok(());
        }
        self.pass_letters()?;
        self.pass_on(What::Chunks(chunks))
    }

    /// Takes the gaps that lie before the end of a chunk, and returns those within it.
    fn gaps_between(&mut self, first: usize, last: usize) -> Vec<Range<usize>> {
        let end = self.gaps.partition_point(|gap| gap.start < last);
        self.gaps.drain(..end).filter(|gap| gap.start > first).collect()
    }

    /// Passes on what is held back.
    fn flush(&mut self) -> Result<(), Halt> {
        self.pass_letters()?;
        let held: Vec<Chunk> = self.held.take().into_iter().collect();
        if held.is_empty() { Ok(()) } else { self.pass_on(What::Chunks(held)) }
    }

    fn pass_on(&mut self, what: What) -> Result<(), Halt> {
        // The token says that there is room.
        self.tokens.recv().map_err(|_| Halt::Deserted)?;
        let found = Found { what, problems: std::mem::take(&mut self.problems) };
        if (self.send)(found) { Ok(()) } else { Err(Halt::Deserted) }
    }

    fn named(&self, file: usize, error: netcore_aes_core::Error) -> Fault {
        Fault::input(format_args!("{}: {error}", quoted(self.name(file))))
    }

    fn name(&self, file: usize) -> &OsStr {
        name_of(self.reader.paths.get(file).map_or(Path::new(""), PathBuf::as_path))
    }
}

/// Makes a fault of a panic, whose message is printed by the hook: without an end, a run would wait for ever.
fn guarded(read: impl FnOnce() -> Result<(), Halt>) -> Result<(), Halt> {
    let read = catch_unwind(AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(Fault::input("the input cannot be read: unexpected fault of the reader").into()))
}

/// The time, in seconds since 1970. Only warnings depend on it, so that an event has the same fate in each run.
fn now() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

#[cfg(test)]
mod tests;
