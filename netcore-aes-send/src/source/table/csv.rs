//! CSV with a header line.

use std::io::{self, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::fault::Fault;
use super::mapping::{Form, Mapping, Row};
use super::rows::{ENOUGH, Rows};
use super::text::{write_event, write_string, write_value};
use crate::source::options::TableOptions;

const BLOCK: usize = 1 << 16;
/// The longest row, in bytes. A quotation mark without its second one makes one row of all that follows.
const MOST_ROW: usize = 64 << 20;
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The byte that parts the columns, if the line is a header with columns of events; none if it is not.
pub(in crate::source) fn delimiter_of(line: &[u8], options: &TableOptions) -> Option<u8> {
    let columns = |delimiter| {
        let mut records = Records::new(line, delimiter);
        let is_header = matches!(records.next(), Ok(true)) && Mapping::is_likely(&records.names(), options);
        is_header.then_some((records.count, delimiter))
    };
    DELIMITERS.into_iter().filter_map(columns).max().map(|(_, delimiter)| delimiter)
}

pub(super) fn open(
    raw: Box<dyn Read + Send>,
    delimiter: u8,
    options: &TableOptions,
) -> io::Result<CsvRows<Box<dyn Read + Send>>> {
    let mut records = Records::new(raw, delimiter);
    records.next()?;
    let names = records.names();
    Ok(CsvRows { mapping: Mapping::of(&names, options)?, columns: names.len(), records })
}

pub(super) struct CsvRows<R> {
    records: Records<R>,
    mapping: Mapping,
    columns: usize,
}

impl<R: Read + Send> Rows for CsvRows<R> {
    fn write(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        while out.len() < ENOUGH {
            if !self.records.next()? {
                return Ok(false);
            }
            if self.records.count == self.columns {
                self.mapping.write(out, &self.records);
            } else {
                write_torn(out, &self.records);
            }
        }
        Ok(true)
    }
}

/// Writes a row of more or fewer cells than the header has. It is no event, and refused with all of them.
fn write_torn<R>(out: &mut Vec<u8>, records: &Records<R>) {
    for column in 0..records.count {
        out.push(if column == 0 { b'[' } else { b',' });
        write_string(out, records.cell(column));
    }
    out.extend_from_slice(b"]\n");
}

/// Takes the records out of the text, one at a time.
struct Records<R> {
    raw: R,
    reader: Reader,
    /// What was read and not taken yet is at `place` of `block`, up to `end`.
    block: Vec<u8>,
    place: usize,
    end: usize,
    /// Whether the text has ended, and one more line break was added to it.
    is_over: bool,
    /// The cells of the record, end to end, and the end of each.
    cells: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl<R: Read> Records<R> {
    fn new(raw: R, delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        let (block, cells, ends) = (vec![0; BLOCK], vec![0; BLOCK], vec![0; 64]);
        Self { raw, reader, block, place: 0, end: 0, is_over: false, cells, ends, count: 0 }
    }

    /// Reads the next record; returns false at the end.
    fn next(&mut self) -> io::Result<bool> {
        let (mut written, mut count) = (0_usize, 0_usize);
        loop {
            if self.place >= self.end {
                self.fill()?;
            }
            let input = self.block.get(self.place..self.end).unwrap_or_default();
            let cells = self.cells.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(count..).unwrap_or_default();
            let (result, read, wrote, ended) = self.reader.read_record(input, cells, ends);
            self.place = self.place.saturating_add(read);
            (written, count) = (written.saturating_add(wrote), count.saturating_add(ended));
            match result {
                // Only within quotation marks is the last line break a part of a cell.
                ReadRecordResult::InputEmpty if self.is_over && wrote > 0 => return Err(Fault::Truncated.into()),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.cells.len() < MOST_ROW => grow(&mut self.cells),
                ReadRecordResult::OutputEndsFull if self.ends.len() < MOST_ROW => grow(&mut self.ends),
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    return Err(Fault::TooLong { piece: "a row", most: 64 << 20 }.into());
                }
                ReadRecordResult::Record => {
                    self.count = count;
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// Reads on; nothing behind the end and its line break.
    fn fill(&mut self) -> io::Result<()> {
        (self.place, self.end) = (0, if self.is_over { 0 } else { read(&mut self.raw, &mut self.block)? });
        if let Some(first) = self.block.first_mut().filter(|_| self.end == 0 && !self.is_over) {
            *first = b'\n';
            (self.end, self.is_over) = (1, true);
        }
        Ok(())
    }

    fn names(&self) -> Vec<String> {
        (0..self.count).map(|column| String::from_utf8_lossy(self.cell(column)).trim().to_owned()).collect()
    }
}

impl<R> Records<R> {
    fn cell(&self, column: usize) -> &[u8] {
        let end_of = |column: usize| self.ends.get(column).copied().unwrap_or_default();
        let begin = column.checked_sub(1).map_or(0, end_of);
        self.cells.get(begin..end_of(column)).unwrap_or_default()
    }
}

impl<R> Row for Records<R> {
    fn write(&self, out: &mut Vec<u8>, column: usize, form: Form) -> bool {
        let cell = self.cell(column);
        if cell.is_empty() {
            return false;
        }
        match form {
            Form::Event => write_event(out, cell),
            Form::Params => write_value(out, cell),
            Form::Plain | Form::Timestamp => write_string(out, cell),
        }
        true
    }
}

fn grow<T: Default + Clone>(buffer: &mut Vec<T>) {
    buffer.resize(buffer.len().saturating_mul(2), T::default());
}

fn read(raw: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    loop {
        match raw.read(block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}
