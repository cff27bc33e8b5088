//! A table, of which each row becomes one line of JSON: one event, whatever the row holds.

mod batches;
mod csv;
pub(super) mod fault;
mod ipc;
mod mapping;
mod parquet;
mod rows;
mod text;
mod value;

use std::fs::File;
use std::io::{self, Read};

use super::format::Format;
use super::guard::caught;
use super::options::TableOptions;
use crate::reading::Reading;
pub(super) use csv::delimiter_of;
use fault::Fault;
use rows::Rows;

/// A line that is blank to a splitter of events, and tells it that lines follow, whatever the first row begins with.
const LINES: &[u8] = b"\x0c\n";

/// The lines of a table. `file` is the same as `raw`, if it can be read in any order.
pub(super) fn lines(
    format: Format,
    raw: Box<dyn Read + Send>,
    file: Option<File>,
    reading: &Reading,
    options: &TableOptions,
) -> io::Result<Box<dyn Read + Send>> {
    let rows = guarded(|| -> io::Result<Box<dyn Rows>> {
        Ok(match format {
            Format::Csv(delimiter) => Box::new(csv::open(raw, delimiter, options)?),
            Format::ArrowFile | Format::ArrowStream => Box::new(ipc::open(raw, format, options)?),
            Format::Parquet => {
                let file = file.ok_or(Fault::NotSeekable)?;
                Box::new(parquet::open(file, reading, options)?)
            }
        })
    })?;
    Ok(Box::new(Lines { rows, out: LINES.to_vec(), place: 0, is_ended: false, fault: None }))
}

struct Lines {
    rows: Box<dyn Rows>,
    out: Vec<u8>,
    place: usize,
    is_ended: bool,
    /// Once it cannot be read, it stays so.
    fault: Option<Fault>,
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.place >= self.out.len() {
            if let Some(fault) = &self.fault {
                return Err(fault.clone().into());
            }
            if self.is_ended {
                return Ok(0);
            }
            self.fill()?;
        }
        let rest = self.out.get(self.place..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.place = self.place.saturating_add(count);
        Ok(count)
    }
}

impl Lines {
    /// What was written before a fault is passed on before it.
    fn fill(&mut self) -> io::Result<()> {
        self.place = 0;
        self.out.clear();
        let written = guarded(|| self.rows.write(&mut self.out));
        match written.map_err(io::Error::downcast::<Fault>) {
            Ok(is_more) => self.is_ended = !is_more,
            Err(Err(error)) => return Err(error),
            Err(Ok(fault)) => {
                let whole = self.out.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
                self.out.truncate(whole);
                self.fault = Some(fault);
            }
        }
        Ok(())
    }
}

fn guarded<T>(decode: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    caught(decode).unwrap_or_else(|| Err(Fault::Damaged.into()))
}

#[cfg(test)]
mod tests;
