//! Rows that are encrypted or decrypted in one call of the core.

use arrow_data::ArrayData;
use netcore_aes_core::{Batch, BatchError, Error, WipedBytes};

use super::fault::Fault;
use super::kind::Kind;
use super::operation::Operation;
use super::rows::{Message, Rows};
use super::strings::Strings;
use crate::batch::{LANES_FILLED, LARGE_PIECE_BYTES};

/// The least size of a piece in bytes of input, so that the memory for its texts is still in the cache when they are written.
const PIECE_BYTES: usize = 384 * 1024;
/// The most rows of a piece.
const MOST_ROWS: usize = 1 << 16;

/// The rows since the last call of the core, and the column that the results go to.
pub struct Piece<'w, 'a> {
    operation: Operation<'w>,
    strings: Strings,
    /// The arrays of the column that can hold no more, and a bound for the bytes of those after them.
    full: Vec<ArrayData>,
    left: usize,
    /// The number of rows before, and for each row whether it is not null.
    before: usize,
    rows: Vec<bool>,
    /// The messages from the start of the first to the end of the last, as long as each lies right behind the one before it.
    lying: Option<Message<'a>>,
    /// Copies of the messages, if they do not.
    copied: WipedBytes,
    /// The start of the first message and the end of each, where they lie or among the copies.
    offsets: Vec<u64>,
    bytes: usize,
}

impl<'w, 'a> Piece<'w, 'a> {
    /// For a column of `rows` rows; `bound` is one for the bytes of its results.
    pub fn new(operation: Operation<'w>, kind: Kind, rows: usize, bound: usize) -> Result<Self, Error> {
        let strings = Strings::new(kind, rows, bound)?;
        let (full, rows, copied, offsets) = (Vec::new(), Vec::new(), WipedBytes::default(), Vec::new());
        Ok(Self { operation, strings, full, left: bound, before: 0, rows, lying: None, copied, offsets, bytes: 0 })
    }

    /// Adds the rows of an array.
    pub fn add_all(&mut self, rows: &Rows<'a>) -> Result<(), Fault> {
        let mut row = 0;
        while row < rows.len() {
            let len = self.add_run(rows, row)?;
            if len == 0 {
                self.add(rows.get(row)?.as_ref())?;
            }
            row = row.saturating_add(len.max(1));
        }
        Ok(())
    }

    /// Adds rows from `row` on as a piece of their own, and returns their number: 0 if they must be added one by one.
    fn add_run(&mut self, rows: &Rows<'a>, row: usize) -> Result<usize, Fault> {
        // The rows of a short array share a piece with the next.
        if !rows.are_runs() || rows.len() < LANES_FILLED {
            return Ok(0);
        }
        self.flush()?;
        let is_enough = |count, bytes| {
            let is_filled = count >= LANES_FILLED && bytes > PIECE_BYTES;
            count > 0 && (is_filled || bytes > LARGE_PIECE_BYTES || count >= MOST_ROWS)
        };
        self.lying = rows.run(row, &mut self.offsets, is_enough)?;
        self.bytes = self.lying.as_ref().map_or(0, |lying| lying.range.len());
        let count = self.count();
        self.rows.try_reserve(count).map_err(|_| Error::Memory { bytes: count })?;
        self.rows.resize(count, true);
        Ok(count)
    }

    /// Adds the next row.
    #[inline]
    fn add(&mut self, message: Option<&Message<'a>>) -> Result<(), Fault> {
        let is_filled = self.count() >= LANES_FILLED && self.bytes >= PIECE_BYTES;
        let len = message.map_or(0, |message| message.range.len());
        // A message that is longer than a piece is alone in it, so that an array which cannot hold both begins anew.
        if is_filled || self.bytes.saturating_add(len) > LARGE_PIECE_BYTES || self.rows.len() >= MOST_ROWS {
            self.flush()?;
        }
        if let Some(message) = message {
            if !self.extend(message)? {
                self.add_elsewhere(message)?;
            }
            self.bytes = self.bytes.saturating_add(len);
        }
        Ok(push(&mut self.rows, message.is_some())?)
    }

    /// The arrays of the column, of which there is one unless it is full.
    pub fn finish(mut self) -> Result<Vec<ArrayData>, Fault> {
        self.flush()?;
        self.full.push(self.strings.finish());
        Ok(self.full)
    }

    const fn count(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Adds a message that lies right behind the others; `false` if it does not.
    #[inline]
    fn extend(&mut self, message: &Message<'a>) -> Result<bool, Error> {
        if self.offsets.is_empty() {
            push(&mut self.offsets, offset(message.range.start)?)?;
            self.lying = Some(message.clone());
        } else {
            match &mut self.lying {
                Some(_) if message.range.is_empty() => {}
                Some(lying) if message.follows(lying) => lying.range.end = message.range.end,
                _ => return Ok(false),
            }
        }
        let end = self.lying.as_ref().map_or(0, |lying| lying.range.end);
        push(&mut self.offsets, offset(end)?)?;
        Ok(true)
    }

    /// Adds a message that lies elsewhere: alone if there are enough others, else a copy, since that costs less than idle lanes.
    fn add_elsewhere(&mut self, message: &Message<'a>) -> Result<(), Fault> {
        if self.count() >= LANES_FILLED {
            self.flush()?;
            self.extend(message)?;
            return Ok(());
        }
        if let Some(lying) = self.lying.take() {
            let start = offset(lying.range.start)?;
            self.copied.append(lying.bytes())?;
            self.offsets.iter_mut().for_each(|offset| *offset = offset.saturating_sub(start));
        }
        self.copied.append(message.bytes())?;
        Ok(push(&mut self.offsets, offset(self.copied.len())?)?)
    }

    fn flush(&mut self) -> Result<(), Fault> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let bound = self.operation.bound(self.count(), self.bytes)?;
        if self.strings.is_full(bound) {
            self.left = self.left.saturating_sub(self.strings.bytes());
            let next = Strings::new(self.strings.kind(), 0, self.left)?;
            self.full.push(std::mem::replace(&mut self.strings, next).finish());
        }
        let buffer = self.lying.as_ref().map_or(&*self.copied, |lying| lying.buffer);
        let offsets = if self.offsets.is_empty() { &[0][..] } else { &self.offsets };
        let result = Batch::new(buffer, offsets).map_err(BatchError::from);
        let result = result.and_then(|batch| self.strings.run(self.operation, batch, bound));
        result.map_err(|error| self.in_row(error))?;
        self.strings.add_rows(&self.rows).map_err(|error| self.in_row(error))?;
        self.before = self.before.saturating_add(self.rows.len());
        self.rows.clear();
        self.lying = None;
        self.copied.clear();
        self.offsets.clear();
        self.bytes = 0;
        Ok(())
    }

    /// The error with the row of the message at fault.
    fn in_row(&self, error: BatchError) -> Fault {
        let valid = self.rows.iter().enumerate().filter(|(_, is_valid)| **is_valid);
        let row = error.message.and_then(|message| valid.map(|(row, _)| row).nth(message));
        let message = row.map(|row| self.before.saturating_add(row));
        Fault::Core(BatchError { message, ..error })
    }
}

fn offset(position: usize) -> Result<u64, Error> {
    u64::try_from(position).map_err(|_| Error::TooLarge { bytes: position })
}

fn push<T>(values: &mut Vec<T>, value: T) -> Result<(), Error> {
    values.try_reserve(1).map_err(|_| Error::Memory { bytes: size_of::<T>() })?;
    values.push(value);
    Ok(())
}
