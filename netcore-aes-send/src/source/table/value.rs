//! Cells of Arrow arrays as JSON.

use std::fmt::{Debug, Display};
use std::io::Write as _;

use arrow_array::cast::AsArray as _;
use arrow_array::temporal_conversions::{as_date, as_datetime, as_time};
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTemporalType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Decimal256Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, Field, TimeUnit};

use super::fault::{Fault, shown};
use super::mapping::{Form, write_member};
use super::text::{write_event, write_string, write_value};

/// Refuses a column that cannot be written in this form, whatever its cells hold.
pub(super) fn check_type(field: &Field, form: Form) -> Result<(), Fault> {
    let kind = field.data_type();
    let advice = match form {
        Form::Event if is_text(kind, true) => return Ok(()),
        Form::Event => "must be JSON text",
        Form::Params if is_text(kind, false) || matches!(kind, DataType::Null) => return Ok(()),
        Form::Params if matches!(kind, DataType::Struct(_) | DataType::Map(..)) => {
            return check_nested(field.name(), kind);
        }
        Form::Params => "must be a struct, a map or JSON text",
        Form::Timestamp if kind.is_nested() => "must be text, a timestamp or a date",
        Form::Timestamp | Form::Plain => return check_nested(field.name(), kind),
    };
    Err(Fault::Columns(format!("has a column {} of the type {}, which {advice}", shown(field.name()), named(kind))))
}

/// Refuses what JSON has no form for, anywhere within a column.
fn check_nested(path: &str, kind: &DataType) -> Result<(), Fault> {
    let within = |field: &Field| check_nested(&format!("{path}.{}", field.name()), field.data_type());
    match kind {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            check_nested(path, item.data_type())
        }
        DataType::Struct(fields) => fields.iter().try_for_each(|field| within(field)),
        DataType::Dictionary(_, values) => check_nested(path, values),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => match fields.as_ref() {
                [key, value] if is_text(key.data_type(), false) => check_nested(path, value.data_type()),
                _ => Err(Fault::Columns(format!("has a map {} whose keys are no text; make them text", shown(path)))),
            },
            _ => Err(Fault::Damaged),
        },
        kind if is_scalar(kind) => Ok(()),
        kind => Err(Fault::Columns(format!(
            "has a column {} of the type {}, which JSON has no form for; convert it, such as to text, or leave it out",
            shown(path),
            named(kind)
        ))),
    }
}

fn is_scalar(kind: &DataType) -> bool {
    let is_other = matches!(
        kind,
        DataType::Null | DataType::Boolean | DataType::Date32 | DataType::Date64 | DataType::Timestamp(..)
    ) || matches!(kind, DataType::Time32(_) | DataType::Time64(_));
    is_other || kind.is_numeric() || is_text(kind, false)
}

/// Whether the cells are text; with `or_bytes`, or bytes.
fn is_text(kind: &DataType, or_bytes: bool) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => or_bytes,
        DataType::Dictionary(_, values) => is_text(values, or_bytes),
        _ => false,
    }
}

/// The name of a type, without the types within it.
fn named(kind: &DataType) -> String {
    let name = kind.to_string();
    name.split(['(', '<']).next().unwrap_or_default().to_owned()
}

/// Writes a cell; returns false, and has written nothing, if it is null.
pub(super) fn write(out: &mut Vec<u8>, array: &dyn Array, row: usize, form: Form) -> bool {
    let Some((array, row)) = resolved(array, row) else { return false };
    match array.data_type() {
        DataType::Boolean => push(out, array.as_boolean().value(row)),
        DataType::Struct(_) => write_struct(out, array.as_struct(), row),
        DataType::Map(..) => write_map(out, &array.as_map().value(row)),
        DataType::List(_) => return write_list(out, &array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => return write_list(out, &array.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => return write_list(out, &array.as_fixed_size_list().value(row)),
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) | DataType::Time32(_) | DataType::Time64(_) => {
            write_time(out, array, row, form);
        }
        _ => match text_at(array, row) {
            Some(text) => write_text(out, text, form),
            None => write_number(out, array, row),
        },
    }
    true
}

fn write_text(out: &mut Vec<u8>, text: &[u8], form: Form) {
    match form {
        Form::Event => write_event(out, text),
        Form::Params => write_value(out, text),
        Form::Plain | Form::Timestamp => write_string(out, text),
    }
}

/// Writes what prints as JSON.
fn push(out: &mut Vec<u8>, value: impl Display) {
    // Writing to a vector cannot fail.
    _ = write!(out, "{value}");
}

/// The array and the row in it where a cell stands, which is another one if the array is a dictionary; none if it is null.
fn resolved(array: &dyn Array, row: usize) -> Option<(&dyn Array, usize)> {
    if row >= array.len() || array.is_null(row) || matches!(array.data_type(), DataType::Null) {
        return None;
    }
    match array.as_any_dictionary_opt() {
        Some(dictionary) => resolved(dictionary.values().as_ref(), key_at(dictionary.keys(), row)?),
        None => Some((array, row)),
    }
}

/// A key of a dictionary.
fn key_at(keys: &dyn Array, row: usize) -> Option<usize> {
    match keys.data_type() {
        DataType::Int8 => usize::try_from(primitive::<Int8Type>(keys, row)).ok(),
        DataType::Int16 => usize::try_from(primitive::<Int16Type>(keys, row)).ok(),
        DataType::Int32 => usize::try_from(primitive::<Int32Type>(keys, row)).ok(),
        DataType::Int64 => usize::try_from(primitive::<Int64Type>(keys, row)).ok(),
        DataType::UInt8 => Some(primitive::<UInt8Type>(keys, row).into()),
        DataType::UInt16 => Some(primitive::<UInt16Type>(keys, row).into()),
        DataType::UInt32 => usize::try_from(primitive::<UInt32Type>(keys, row)).ok(),
        DataType::UInt64 => usize::try_from(primitive::<UInt64Type>(keys, row)).ok(),
        _ => None,
    }
}

/// The text of a cell, or its bytes.
fn text_at(array: &dyn Array, row: usize) -> Option<&[u8]> {
    Some(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).as_bytes(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).as_bytes(),
        DataType::Utf8View => array.as_string_view().value(row).as_bytes(),
        DataType::Binary => array.as_binary::<i32>().value(row),
        DataType::LargeBinary => array.as_binary::<i64>().value(row),
        DataType::BinaryView => array.as_binary_view().value(row),
        _ => return None,
    })
}

fn write_number(out: &mut Vec<u8>, array: &dyn Array, row: usize) {
    match array.data_type() {
        DataType::Int8 => push(out, primitive::<Int8Type>(array, row)),
        DataType::Int16 => push(out, primitive::<Int16Type>(array, row)),
        DataType::Int32 => push(out, primitive::<Int32Type>(array, row)),
        DataType::Int64 => push(out, primitive::<Int64Type>(array, row)),
        DataType::UInt8 => push(out, primitive::<UInt8Type>(array, row)),
        DataType::UInt16 => push(out, primitive::<UInt16Type>(array, row)),
        DataType::UInt32 => push(out, primitive::<UInt32Type>(array, row)),
        DataType::UInt64 => push(out, primitive::<UInt64Type>(array, row)),
        DataType::Float16 => push_float(out, primitive::<Float16Type>(array, row).to_f32()),
        DataType::Float32 => push_float(out, primitive::<Float32Type>(array, row)),
        DataType::Float64 => push_float(out, primitive::<Float64Type>(array, row)),
        DataType::Decimal32(..) => push(out, array.as_primitive::<Decimal32Type>().value_as_string(row)),
        DataType::Decimal64(..) => push(out, array.as_primitive::<Decimal64Type>().value_as_string(row)),
        DataType::Decimal128(..) => push(out, array.as_primitive::<Decimal128Type>().value_as_string(row)),
        DataType::Decimal256(..) => push(out, array.as_primitive::<Decimal256Type>().value_as_string(row)),
        // No other type passes `check_type`; a word that is no JSON is refused, and lost is nothing.
        _ => out.extend_from_slice(b"unknown"),
    }
}

fn primitive<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> T::Native {
    array.as_primitive::<T>().value(row)
}

/// `NaN` and the infinities are no JSON: the event is refused with that word in it, rather than sent without the value.
fn push_float(out: &mut Vec<u8>, value: impl Debug) {
    // The shortest digits that give the same number again, with an exponent where they would be many.
    _ = write!(out, "{value:?}");
}

fn write_time(out: &mut Vec<u8>, array: &dyn Array, row: usize, form: Form) {
    match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => write_datetime::<TimestampSecondType>(out, array, row),
        DataType::Timestamp(TimeUnit::Millisecond, _) => write_datetime::<TimestampMillisecondType>(out, array, row),
        DataType::Timestamp(TimeUnit::Microsecond, _) => write_datetime::<TimestampMicrosecondType>(out, array, row),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => write_datetime::<TimestampNanosecondType>(out, array, row),
        DataType::Date32 if form == Form::Timestamp => write_datetime::<Date32Type>(out, array, row),
        DataType::Date64 if form == Form::Timestamp => write_datetime::<Date64Type>(out, array, row),
        DataType::Date32 => write_iso(out, number::<Date32Type>(array, row), "", as_date::<Date32Type>),
        DataType::Date64 => write_iso(out, number::<Date64Type>(array, row), "", as_date::<Date64Type>),
        DataType::Time32(TimeUnit::Second) => {
            write_iso(out, number::<Time32SecondType>(array, row), "", as_time::<Time32SecondType>);
        }
        DataType::Time32(_) => {
            write_iso(out, number::<Time32MillisecondType>(array, row), "", as_time::<Time32MillisecondType>);
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            write_iso(out, number::<Time64MicrosecondType>(array, row), "", as_time::<Time64MicrosecondType>);
        }
        _ => write_iso(out, number::<Time64NanosecondType>(array, row), "", as_time::<Time64NanosecondType>),
    }
}

/// In UTC. A timestamp without a time zone is taken for UTC; that of one with a zone is UTC as it stands in the column.
fn write_datetime<T: ArrowTemporalType<Native: Into<i64>>>(out: &mut Vec<u8>, array: &dyn Array, row: usize) {
    write_iso(out, number::<T>(array, row), "Z", as_datetime::<T>);
}

fn number<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array, row: usize) -> i64 {
    primitive::<T>(array, row).into()
}

/// Writes a date or time by its `Debug`, which is ISO 8601. One that no calendar has stays a number, and is refused as a timestamp.
fn write_iso<T: Debug>(out: &mut Vec<u8>, number: i64, zone: &str, convert: fn(i64) -> Option<T>) {
    match convert(number) {
        Some(time) => push(out, format_args!("\"{time:?}{zone}\"")),
        None => push(out, number),
    }
}

fn write_struct(out: &mut Vec<u8>, values: &StructArray, row: usize) {
    out.push(b'{');
    for (name, column) in values.column_names().into_iter().zip(values.columns()) {
        write_member(out, name.as_bytes(), |out| write(out, column.as_ref(), row, Form::Plain));
    }
    out.push(b'}');
}

/// The entries of one map.
fn write_map(out: &mut Vec<u8>, entries: &StructArray) {
    out.push(b'{');
    if let [keys, values] = entries.columns() {
        for row in 0..entries.len() {
            let key = resolved(keys.as_ref(), row).and_then(|(keys, row)| text_at(keys, row)).unwrap_or_default();
            write_member(out, key, |out| write(out, values.as_ref(), row, Form::Plain));
        }
    }
    out.push(b'}');
}

/// Writes a list; returns false, and has written nothing, if it is empty: the vendor drops an event with an empty array.
fn write_list(out: &mut Vec<u8>, values: &ArrayRef) -> bool {
    let begin = out.len();
    out.push(b'[');
    for row in 0..values.len() {
        let before = out.len();
        if before > begin.saturating_add(1) {
            out.push(b',');
        }
        if resolved(values.as_ref(), row).is_none() {
            out.extend_from_slice(b"null");
        } else if !write(out, values.as_ref(), row, Form::Plain) {
            out.truncate(before);
        }
    }
    out.push(b']');
    let is_empty = out.len() == begin.saturating_add(2);
    if is_empty {
        out.truncate(begin);
    }
    !is_empty
}
