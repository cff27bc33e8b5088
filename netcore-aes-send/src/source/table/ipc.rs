//! Arrow's format for files and streams. A file is read as the stream that it contains, so it need not be one that can be sought in.

use std::collections::HashMap;
use std::io::{self, Read};

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::{read_dictionary, read_record_batch};
use arrow_ipc::{Message, MessageHeader, MetadataVersion, root_as_message};
use arrow_schema::{ArrowError, SchemaRef};

use super::batches::{BatchRows, Batches, needed};
use super::fault::Fault;
use crate::source::format::Format;
use crate::source::options::TableOptions;

/// What a file begins with before the stream, in bytes. A writer may align the stream by more zeros, up to the most.
const FILE_HEAD: u64 = 8;
const MOST_ZEROS: usize = 64;
const CONTINUATION: [u8; 4] = [0xff; 4];
/// The longest message, compressed or not: it is in memory, whole.
const MOST: u64 = 2 << 30;

pub(super) fn open(
    mut raw: Box<dyn Read + Send>,
    format: Format,
    options: &TableOptions,
) -> io::Result<BatchRows<Stream>> {
    let is_file = format == Format::ArrowFile;
    let mut start = read_exact(&mut raw, if is_file { FILE_HEAD } else { 4 })?;
    for _ in (0..MOST_ZEROS).step_by(4).take_while(|_| is_file) {
        start = read_exact(&mut raw, 4)?;
        if start != [0; 4] {
            break;
        }
    }
    let raw: Box<dyn Read + Send> = Box::new(io::Cursor::new(start).chain(raw));
    let mut messages = Messages { raw, is_file, is_ended: false };
    let (head, _) = messages.next()?.ok_or(Fault::Truncated)?;
    let schema = message(&head)?.header_as_schema().ok_or(Fault::Damaged)?;
    let schema = SchemaRef::new(try_fb_to_schema(schema).map_err(damaged)?);
    let (places, mapping) = needed(&schema, options)?;
    Ok(BatchRows::new(Stream { messages, schema, places, dictionaries: HashMap::new() }, mapping))
}

pub(super) struct Stream {
    messages: Messages,
    schema: SchemaRef,
    places: Vec<usize>,
    dictionaries: HashMap<i64, ArrayRef>,
}

impl Batches for Stream {
    fn next(&mut self) -> io::Result<Option<RecordBatch>> {
        while let Some((head, body)) = self.messages.next()? {
            let message = message(&head)?;
            let version = message.version();
            match message.header_type() {
                MessageHeader::DictionaryBatch => self.add(&message, &body, version)?,
                MessageHeader::RecordBatch => return self.batch(&message, &body, version).map(Some),
                _ => return Err(Fault::Damaged.into()),
            }
        }
        Ok(None)
    }
}

impl Stream {
    fn add(&mut self, message: &Message<'_>, body: &Buffer, version: MetadataVersion) -> io::Result<()> {
        let dictionary = message.header_as_dictionary_batch().ok_or(Fault::Damaged)?;
        check_lengths(dictionary.data().ok_or(Fault::Damaged)?, body)?;
        read_dictionary(body, dictionary, &self.schema, &mut self.dictionaries, &version).map_err(damaged)
    }

    fn batch(&self, message: &Message<'_>, body: &Buffer, version: MetadataVersion) -> io::Result<RecordBatch> {
        let batch = message.header_as_record_batch().ok_or(Fault::Damaged)?;
        check_lengths(batch, body)?;
        let (schema, places) = (self.schema.clone(), Some(self.places.as_slice()));
        read_record_batch(body, batch, schema, &self.dictionaries, places, &version).map_err(damaged)
    }
}

/// Takes the messages out of the stream, each of which needs no more memory than there are bytes of it.
struct Messages {
    raw: Box<dyn Read + Send>,
    is_file: bool,
    is_ended: bool,
}

impl Messages {
    /// The metadata of the next message, and its body; none at the end. An end that the stream does not mark may be one of the process
    /// that wrote it.
    fn next(&mut self) -> io::Result<Option<(Vec<u8>, Buffer)>> {
        if self.is_ended {
            return Ok(None);
        }
        if read_exact(&mut self.raw, 4)? != CONTINUATION {
            return Err(Fault::Damaged.into());
        }
        let len = read_exact(&mut self.raw, 4)?;
        let len = <[u8; 4]>::try_from(len).map(u32::from_le_bytes).unwrap_or_default();
        if len == 0 {
            return self.end().map(|()| None);
        }
        let head = read_exact(&mut self.raw, len.into())?;
        let body = u64::try_from(message(&head)?.bodyLength()).map_err(|_| Fault::Damaged)?;
        let body = read_exact(&mut self.raw, body)?;
        Ok(Some((head, Buffer::from_vec(body))))
    }

    /// Behind its stream, a file has a table of contents. A writer that is not read to its end may fail.
    fn end(&mut self) -> io::Result<()> {
        self.is_ended = true;
        let behind = io::copy(&mut self.raw, &mut io::sink())?;
        if behind > 0 && !self.is_file { Err(Fault::Behind.into()) } else { Ok(()) }
    }
}

/// Reads as many bytes; the memory for them is taken as they come.
fn read_exact(raw: &mut impl Read, len: u64) -> io::Result<Vec<u8>> {
    if len > MOST {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    raw.by_ref().take(len).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()) == Ok(len) { Ok(bytes) } else { Err(Fault::Truncated.into()) }
}

fn message(head: &[u8]) -> io::Result<Message<'_>> {
    root_as_message(head).map_err(|_| Fault::Damaged.into())
}

/// A compressed buffer begins with its length, which the decoder allocates before it decompresses.
fn check_lengths(batch: arrow_ipc::RecordBatch<'_>, body: &[u8]) -> io::Result<()> {
    if batch.compression().is_none() {
        return Ok(());
    }
    let mut sum = 0_u64;
    for buffer in batch.buffers().ok_or(Fault::Damaged)? {
        let begin = usize::try_from(buffer.offset()).map_err(|_| Fault::Damaged)?;
        let claim = body.get(begin..).and_then(|rest| rest.first_chunk()).map_or(0, |claim| i64::from_le_bytes(*claim));
        let claim = if buffer.length() == 0 { 0 } else { u64::try_from(claim).unwrap_or_default() };
        sum = sum.saturating_add(claim);
    }
    if sum > MOST { Err(too_long()) } else { Ok(()) }
}

fn too_long() -> io::Error {
    Fault::TooLong { piece: "a record batch", most: MOST }.into()
}

/// The decoder's own words may hold what it read.
fn damaged(_: ArrowError) -> io::Error {
    Fault::Damaged.into()
}
