//! Encryption and decryption of a column.

use arrow_data::ArrayData;
use netcore_aes_core::Cipher;
use pyo3::prelude::*;

use super::column::ArrowColumn;
use super::fault::Fault;
use super::input::Input;
use super::operation::{Direction, Operation};
use super::piece::Piece;

/// Encrypts each row of a column.
pub fn encrypt(cipher: &Cipher, array: &Bound<'_, PyAny>) -> PyResult<ArrowColumn> {
    column(Operation { cipher, direction: Direction::Encrypt }, array)
}

/// Decrypts each row of a column.
pub fn decrypt(cipher: &Cipher, array: &Bound<'_, PyAny>) -> PyResult<ArrowColumn> {
    column(Operation { cipher, direction: Direction::Decrypt }, array)
}

fn column(operation: Operation<'_>, array: &Bound<'_, PyAny>) -> PyResult<ArrowColumn> {
    let py = array.py();
    let input = Input::of(array)?;
    let arrays = py.detach(|| arrays(operation, &input)).map_err(|fault| fault.exception(py))?;
    Ok(ArrowColumn::new(&input.name, input.is_nullable, arrays))
}

fn arrays(operation: Operation<'_>, input: &Input) -> Result<Vec<ArrayData>, Fault> {
    let arrays = input.rows()?;
    let rows = arrays.iter().fold(0_usize, |sum, array| sum.saturating_add(array.len()));
    let bytes = arrays.iter().fold(0_usize, |sum, array| sum.saturating_add(array.bytes()));
    let bound = operation.bound(rows, bytes)?;
    let mut piece = Piece::new(operation, input.kind, rows, bound)?;
    for array in &arrays {
        piece.add_all(array)?;
    }
    piece.finish()
}
