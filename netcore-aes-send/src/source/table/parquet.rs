//! Parquet.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, Length};

use super::batches::{BatchRows, Batches, needed};
use super::fault::Fault;
use crate::reading::Reading;
use crate::source::options::TableOptions;

/// The bytes of a batch of rows, about.
const BATCH: u64 = 4 << 20;
/// The most rows of a batch: rows differ in length.
const MOST_ROWS: u64 = 1024;

pub(super) fn open(file: File, reading: &Reading, options: &TableOptions) -> io::Result<BatchRows<Groups>> {
    let input = Input { len: file.metadata()?.len(), file, reading: reading.clone() };
    let len = input.len;
    let metadata = ArrowReaderMetadata::load(&input, ArrowReaderOptions::new()).map_err(told)?;
    let (places, mapping) = needed(metadata.schema(), options)?;
    let metadata = with_views(metadata);
    let rows = u64::try_from(metadata.metadata().file_metadata().num_rows()).map_err(|_| Fault::Damaged)?;
    let batch = rows_of_a_batch(metadata.metadata());
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata);
    let mask = ProjectionMask::roots(builder.parquet_schema(), places);
    let batches = builder.with_projection(mask).with_batch_size(batch).build().map_err(told)?;
    Ok(BatchRows::new(Groups { batches, reading: reading.clone(), len, rows, rows_read: 0, told: 0 }, mapping))
}

/// Text is not copied out of the pages that it is in: a dictionary may stand for far more than it holds.
fn with_views(metadata: ArrowReaderMetadata) -> ArrowReaderMetadata {
    let fields: Fields = metadata.schema().fields().iter().map(viewed).collect();
    let schema = Arc::new(Schema::new_with_metadata(fields, metadata.schema().metadata().clone()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    ArrowReaderMetadata::try_new(metadata.metadata().clone(), options).unwrap_or(metadata)
}

fn viewed(field: &FieldRef) -> FieldRef {
    let kind = match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Dictionary(_, values) if **values == DataType::Utf8 || **values == DataType::LargeUtf8 => {
            DataType::Utf8View
        }
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(viewed).collect()),
        DataType::List(item) => DataType::List(viewed(item)),
        DataType::LargeList(item) => DataType::LargeList(viewed(item)),
        DataType::Map(entries, is_sorted) => DataType::Map(viewed(entries), *is_sorted),
        _ => return field.clone(),
    };
    Arc::new(Field::clone(field).with_data_type(kind))
}

/// The number of rows in a batch, by the longest rows on average of a row group.
fn rows_of_a_batch(metadata: &ParquetMetaData) -> usize {
    let longest = metadata.row_groups().iter().map(|group| {
        let bytes = u64::try_from(group.total_byte_size()).unwrap_or_default();
        bytes.checked_div(u64::try_from(group.num_rows()).unwrap_or_default()).unwrap_or_default()
    });
    let rows = BATCH.checked_div(longest.max().unwrap_or_default()).unwrap_or(MOST_ROWS);
    usize::try_from(rows.clamp(1, MOST_ROWS)).unwrap_or(1)
}

/// The batches of the row groups, in order.
pub(super) struct Groups {
    batches: ParquetRecordBatchReader,
    reading: Reading,
    /// The size of the file, in bytes.
    len: u64,
    rows: u64,
    rows_read: u64,
    /// How many bytes count as read: as large a part of the file as the rows are.
    told: u64,
}

impl Batches for Groups {
    fn next(&mut self) -> io::Result<Option<RecordBatch>> {
        if self.reading.is_ended() {
            return Err(io::Error::other("given up"));
        }
        let batch = self.batches.next().transpose().map_err(|_| Fault::Damaged)?;
        let rows = batch.as_ref().map_or(0, RecordBatch::num_rows);
        self.rows_read = self.rows_read.saturating_add(u64::try_from(rows).unwrap_or_default());
        if batch.is_none() && self.rows_read != self.rows {
            return Err(Fault::Damaged.into());
        }
        self.tell();
        Ok(batch)
    }
}

impl Groups {
    fn tell(&mut self) {
        let product = u128::from(self.len).saturating_mul(self.rows_read.min(self.rows).into());
        let share = product.checked_div(self.rows.into()).unwrap_or(self.len.into());
        let share = u64::try_from(share).unwrap_or(self.len);
        self.reading.add(share.saturating_sub(self.told));
        self.told = self.told.max(share);
    }
}

/// A file that is read in any order.
struct Input {
    file: File,
    len: u64,
    reading: Reading,
}

impl Length for Input {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Input {
    type T = io::BufReader<File>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.at(start).map(io::BufReader::new)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        // More than there is, is not allocated.
        let wanted = u64::try_from(length).unwrap_or(u64::MAX);
        if start.checked_add(wanted).is_none_or(|end| end > self.len) {
            return Err(ParquetError::EOF("beyond the end of the file".to_owned()));
        }
        let mut bytes = Vec::with_capacity(length);
        self.at(start)?.take(wanted).read_to_end(&mut bytes)?;
        if bytes.len() == length {
            Ok(bytes.into())
        } else {
            Err(ParquetError::EOF("the file became shorter".to_owned()))
        }
    }
}

impl Input {
    /// The file at a place. Handles share their place, and one reads at a time.
    fn at(&self, start: u64) -> Result<File, ParquetError> {
        if self.reading.is_ended() {
            return Err(ParquetError::General("given up".to_owned()));
        }
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(file)
    }
}

/// What the operating system said, or that the data is damaged: the decoder's own words may hold what it read.
fn told(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(_) => Fault::Damaged.into(),
        },
        _ => Fault::Damaged.into(),
    }
}
