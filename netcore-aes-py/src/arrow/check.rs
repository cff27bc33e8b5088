//! The check of a column of events.

use arrow_buffer::Buffer;
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Field, Fields};
use netcore_aes_core::{Error, EventContext, Problem, check_event};
use pyo3::prelude::*;

use super::column::ArrowColumn;
use super::fault::Fault;
use super::input::Input;
use super::rows::Message;
use super::validity::Validity;

/// The most bytes of a string column, from which on the next row begins a new array: its offsets have 32 bits.
const FULL: usize = 1 << 30;

/// Checks a column; ``netcore_aes.check_arrow`` passes the time.
#[pyfunction]
pub fn check_arrow(array: &Bound<'_, PyAny>, asset_id: Option<&str>, now: i64) -> PyResult<ArrowColumn> {
    let py = array.py();
    let input = Input::of(array)?;
    let context = EventContext { asset_id, now: Some(now) };
    let arrays = py.detach(|| check(&input, &context)).map_err(|fault| fault.exception(py))?;
    Ok(ArrowColumn::new("problems", true, arrays))
}

fn check(input: &Input, context: &EventContext<'_>) -> Result<Vec<ArrayData>, Fault> {
    let (mut arrays, mut report) = (Vec::new(), Reports::new()?);
    for rows in input.rows()? {
        for row in 0..rows.len() {
            report.add_row(rows.get(row)?.as_ref(), context)?;
            if report.is_full() {
                arrays.push(std::mem::replace(&mut report, Reports::new()?).finish()?);
            }
        }
    }
    if arrays.is_empty() || !report.validity.is_empty() {
        arrays.push(report.finish()?);
    }
    Ok(arrays)
}

/// The problems of each row: lists of structs of strings.
struct Reports {
    validity: Validity,
    /// Where the problems of each row end.
    ends: Vec<i32>,
    /// The fields of all problems.
    pointers: Column,
    rules: Column,
    severities: Column,
    messages: Column,
}

/// Strings of all problems, end to end.
struct Column {
    name: &'static str,
    data: Vec<u8>,
    ends: Vec<i32>,
}

impl Reports {
    fn new() -> Result<Self, Error> {
        let [pointers, rules, severities, messages] = ["pointer", "rule", "severity", "message"].map(Column::new);
        let (pointers, rules, severities, messages) = (pointers?, rules?, severities?, messages?);
        Ok(Self { validity: Validity::default(), ends: first_offset()?, pointers, rules, severities, messages })
    }

    /// Adds the problems of an event; null for null.
    fn add_row(&mut self, event: Option<&Message<'_>>, context: &EventContext<'_>) -> Result<(), Error> {
        self.validity.add(event.is_some())?;
        if let Some(event) = event {
            for problem in check_event(event.bytes(), 0, context)? {
                self.add(&problem)?;
            }
        }
        push(&mut self.ends, self.pointers.len())
    }

    fn add(&mut self, problem: &Problem) -> Result<(), Error> {
        // The event stands alone: its pointers do not begin with its index.
        let pointer = problem.pointer.strip_prefix("/0").unwrap_or(&problem.pointer);
        self.pointers.add(pointer)?;
        self.rules.add(problem.rule.name())?;
        self.severities.add(problem.severity().name())?;
        self.messages.add(&problem.rule.to_string())
    }

    fn is_full(&self) -> bool {
        self.pointers.data.len() >= FULL || self.messages.data.len() >= FULL
    }

    fn finish(self) -> Result<ArrayData, Fault> {
        let count = self.pointers.len();
        let columns = [self.pointers, self.rules, self.severities, self.messages];
        let fields: Fields = columns.iter().map(|column| Field::new(column.name, DataType::Utf8, false)).collect();
        let columns = columns.into_iter().map(Column::finish).collect::<Result<_, _>>()?;
        let problem = DataType::Struct(fields);
        let problems = ArrayData::builder(problem.clone()).len(count).child_data(columns).build().map_err(internal)?;
        let list = ArrayData::builder(DataType::List(Field::new("item", problem, false).into()));
        let list = list.len(self.validity.len()).null_count(self.validity.nulls());
        let list = list.null_bit_buffer(self.validity.into_buffer()).add_buffer(Buffer::from_vec(self.ends));
        list.add_child_data(problems).build().map_err(internal)
    }
}

impl Column {
    fn new(name: &'static str) -> Result<Self, Error> {
        Ok(Self { name, data: Vec::new(), ends: first_offset()? })
    }

    fn add(&mut self, string: &str) -> Result<(), Error> {
        self.data.try_reserve(string.len()).map_err(|_| Error::Memory { bytes: string.len() })?;
        self.data.extend_from_slice(string.as_bytes());
        push(&mut self.ends, self.data.len())
    }

    const fn len(&self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    fn finish(self) -> Result<ArrayData, Fault> {
        let array = ArrayData::builder(DataType::Utf8).len(self.len());
        array.buffers(vec![Buffer::from_vec(self.ends), Buffer::from_vec(self.data)]).build().map_err(internal)
    }
}

fn first_offset() -> Result<Vec<i32>, Error> {
    let mut offsets = Vec::new();
    push(&mut offsets, 0)?;
    Ok(offsets)
}

fn push(offsets: &mut Vec<i32>, end: usize) -> Result<(), Error> {
    let end = i32::try_from(end).map_err(|_| Error::TooLarge { bytes: end })?;
    offsets.try_reserve(1).map_err(|_| Error::Memory { bytes: offsets.len() })?;
    offsets.push(end);
    Ok(())
}

/// The arrays that are made here are valid.
#[expect(clippy::needless_pass_by_value, reason = "passed to map_err")]
fn internal(error: ArrowError) -> Fault {
    Fault::Stream(error.to_string())
}
