//! Rows that come in batches of Arrow columns.

use std::io;

use arrow_array::RecordBatch;
use arrow_schema::Schema;

use super::fault::Fault;
use super::mapping::{Form, Mapping, Row};
use super::rows::{ENOUGH, Rows};
use super::value;
use crate::source::options::TableOptions;

/// Gives batches of the columns that a mapping needs.
pub(super) trait Batches: Send {
    /// The next batch; none at the end.
    fn next(&mut self) -> io::Result<Option<RecordBatch>>;
}

/// Finds out which columns are needed: their places, in order, and the mapping of rows that consist of them.
pub(super) fn needed(schema: &Schema, options: &TableOptions) -> Result<(Vec<usize>, Mapping), Fault> {
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let mapping = Mapping::of(&names, options)?;
    let columns = mapping.columns();
    for (column, form) in &columns {
        let field = schema.fields().get(*column).ok_or(Fault::Damaged)?;
        value::check_type(field, *form)?;
    }
    let places: Vec<usize> = columns.into_iter().map(|(column, _)| column).collect();
    let mapping = mapping.within(&places);
    Ok((places, mapping))
}

pub(super) struct BatchRows<B> {
    batches: B,
    mapping: Mapping,
    /// The batch that is being written, and the next row in it.
    batch: Option<(RecordBatch, usize)>,
}

impl<B: Batches> BatchRows<B> {
    pub(super) const fn new(batches: B, mapping: Mapping) -> Self {
        Self { batches, mapping, batch: None }
    }
}

impl<B: Batches> Rows for BatchRows<B> {
    fn write(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        let Some((batch, row)) = &mut self.batch else {
            self.batch = self.batches.next()?.map(|batch| (batch, 0));
            return Ok(self.batch.is_some());
        };
        // A batch may be far larger in text than it is in memory, so it is written in parts.
        while *row < batch.num_rows() && out.len() < ENOUGH {
            self.mapping.write(out, &BatchRow(batch, *row));
            *row = row.saturating_add(1);
        }
        if *row >= batch.num_rows() {
            self.batch = None;
        }
        Ok(true)
    }
}

struct BatchRow<'b>(&'b RecordBatch, usize);

impl Row for BatchRow<'_> {
    fn write(&self, out: &mut Vec<u8>, column: usize, form: Form) -> bool {
        let Self(batch, row) = self;
        batch.columns().get(column).is_some_and(|array| value::write(out, array.as_ref(), *row, form))
    }
}
