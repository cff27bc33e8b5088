//! A column of strings that is being written.

use arrow_buffer::Buffer;
use arrow_data::ArrayData;
use netcore_aes_core::{Batch, BatchError, Error, WipedBytes};

use super::kind::{Kind, Layout};
use super::operation::{Direction, Operation};
use super::rows::{INLINE, VIEW};
use super::validity::Validity;

/// The most bytes that offsets of 32 bits, or the views of one buffer, reach.
const MAX_SMALL: usize = 0x7fff_ffff;

/// Strings of results, end to end, and where each is. What it holds is wiped unless it is finished.
pub struct Strings {
    kind: Kind,
    data: WipedBytes,
    places: Places,
    validity: Validity,
    /// The offsets of the results of one call of the core.
    offsets: Vec<u64>,
}

enum Places {
    Small(Vec<i32>),
    Large(Vec<i64>),
    /// The views, and where in the data each of their buffers starts.
    Views(Vec<u128>, Vec<usize>),
}

impl Strings {
    /// Room for `rows` rows with `bytes` bytes in all, or as many as the layout reaches; more than that may still be added.
    pub fn new(kind: Kind, rows: usize, bytes: usize) -> Result<Self, Error> {
        let slots = rows.saturating_add(1);
        let places = match kind.layout {
            Layout::Small => Places::Small(with_first(slots)?),
            Layout::Large => Places::Large(with_first(slots)?),
            Layout::Views => Places::Views(room(rows)?, vec![0]),
        };
        let mut data = WipedBytes::default();
        data.reserve(if kind.layout == Layout::Small { bytes.min(MAX_SMALL) } else { bytes })?;
        Ok(Self { kind, data, places, validity: Validity::default(), offsets: vec![0] })
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The length of all strings.
    pub fn bytes(&self) -> usize {
        self.data.len()
    }

    /// Whether there are rows, and offsets of 32 bits do not reach the end of `bytes` more bytes.
    pub fn is_full(&self, bytes: usize) -> bool {
        let is_reached = self.kind.layout != Layout::Small || bytes <= MAX_SMALL.saturating_sub(self.data.len());
        !is_reached && !self.validity.is_empty()
    }

    /// Encrypts or decrypts the messages of `batch` to the end of the data. An error names the message.
    pub fn run(&mut self, operation: Operation<'_>, batch: Batch<'_>, bound: usize) -> Result<(), BatchError> {
        let count = batch.offsets().count();
        let more = count.saturating_add(1).saturating_sub(self.offsets.len());
        self.offsets.try_reserve(more).map_err(|_| Error::Memory { bytes: more })?;
        self.offsets.resize(count.saturating_add(1), 0);
        let start = self.data.len();
        self.data.reserve(bound)?;
        // A vector of this function: through a reference, a column takes 3 % longer to decrypt.
        let mut data = std::mem::take(&mut self.data).into_vec();
        let result = write_behind(&mut data, bound, |out| operation.run(batch, out, &mut self.offsets));
        self.data = WipedBytes::from(data);
        result?;
        // A text is ASCII; a plaintext may be anything.
        if self.kind.is_text && operation.direction == Direction::Decrypt {
            let plaintexts = Batch::new(self.data.get(start..).unwrap_or_default(), &self.offsets)?;
            let not_utf8 = plaintexts.messages().position(|plaintext| std::str::from_utf8(plaintext).is_err());
            if not_utf8.is_some() {
                return Err(BatchError { error: Error::Decrypt, message: not_utf8 });
            }
        }
        Ok(())
    }

    /// Adds a row for each element of `rows`: for `true` the next result of the last call of `run`, for `false` null. An
    /// error names the result.
    pub fn add_rows(&mut self, rows: &[bool]) -> Result<(), BatchError> {
        let Self { data, places, validity, offsets, .. } = self;
        let position = |offset: &u64| usize::try_from(*offset).unwrap_or_default();
        let first = data.len().saturating_sub(offsets.last().map_or(0, position));
        let mut ends = offsets.iter().skip(1).map(|end| first.saturating_add(position(end))).enumerate().peekable();
        let end = first.saturating_add(offsets.last().map_or(0, position));
        // The quick way, which most columns take.
        if offsets.len() == rows.len().saturating_add(1) && places.add_all(offsets, first, end)? {
            return Ok(validity.add_valid(rows.len())?);
        }
        let mut end = first;
        for is_valid in rows {
            let start = end;
            let mut message = None;
            if let Some((index, next)) = ends.next_if(|_| *is_valid) {
                (message, end) = (Some(index), next);
            }
            let bytes = end.saturating_sub(start);
            places.add(data, start, end).ok_or(BatchError { error: Error::TooLarge { bytes }, message })?;
            validity.add(*is_valid)?;
        }
        Ok(())
    }

    /// The column.
    pub fn finish(self) -> ArrayData {
        let data = Buffer::from_vec(self.data.into_vec());
        let buffers = match self.places {
            Places::Small(offsets) => vec![Buffer::from_vec(offsets), data],
            Places::Large(offsets) => vec![Buffer::from_vec(offsets), data],
            Places::Views(views, starts) => {
                let ends = starts.iter().copied().skip(1).chain([data.len()]);
                let parts = starts
                    .iter()
                    .zip(ends)
                    .map(|(start, end)| data.slice_with_length(*start, end.saturating_sub(*start)));
                std::iter::once(Buffer::from_vec(views)).chain(parts).collect()
            }
        };
        let array = ArrayData::builder(self.kind.data_type()).len(self.validity.len()).buffers(buffers);
        let array = array.null_count(self.validity.nulls()).null_bit_buffer(self.validity.into_buffer());
        // SAFETY: the places were written for this data, in order; and if the strings are text, then `run` wrote ASCII or checked it.
        unsafe { array.build_unchecked() }
    }
}

impl Places {
    /// Adds the strings of all offsets but the first, which begin at `first` of the data and end at `last`; `false` if these places
    /// are no offsets that reach them.
    fn add_all(&mut self, offsets: &[u64], first: usize, last: usize) -> Result<bool, Error> {
        let ends = offsets.iter().skip(1);
        let memory = |_| Error::Memory { bytes: offsets.len() };
        match self {
            Self::Small(places) => {
                let (Ok(first), Ok(_)) = (i32::try_from(first), i32::try_from(last)) else { return Ok(false) };
                places.try_reserve(ends.len()).map_err(memory)?;
                // No end exceeds the last, so the default is never used.
                places.extend(ends.map(|end| first.saturating_add(i32::try_from(*end).unwrap_or_default())));
            }
            Self::Large(places) => {
                let Ok(first) = i64::try_from(first) else { return Ok(false) };
                places.try_reserve(ends.len()).map_err(memory)?;
                places.extend(ends.map(|end| first.saturating_add(i64::try_from(*end).unwrap_or_default())));
            }
            Self::Views(..) => return Ok(false),
        }
        Ok(true)
    }

    /// Adds the string from `start` to `end` of the data. `None` if it is out of reach.
    fn add(&mut self, data: &[u8], start: usize, end: usize) -> Option<()> {
        match self {
            Self::Small(offsets) => offsets.push(i32::try_from(end).ok()?),
            Self::Large(offsets) => offsets.push(i64::try_from(end).ok()?),
            Self::Views(views, starts) => {
                if end.checked_sub(*starts.last()?)? > MAX_SMALL {
                    starts.push(start);
                }
                let first = *starts.last()?;
                views.push(view(data.get(start..end)?, starts.len().checked_sub(1)?, start.checked_sub(first)?)?);
            }
        }
        Some(())
    }
}

/// The view of a string, which begins at `start` of a buffer.
fn view(string: &[u8], buffer: usize, start: usize) -> Option<u128> {
    let mut view = [0; VIEW];
    let (len, rest) = view.split_first_chunk_mut()?;
    *len = i32::try_from(string.len()).ok()?.to_ne_bytes();
    if string.len() <= INLINE {
        rest.get_mut(..string.len())?.copy_from_slice(string);
    } else {
        let (prefix, rest) = rest.split_first_chunk_mut::<4>()?;
        *prefix = *string.first_chunk()?;
        let (index, offset) = rest.split_first_chunk_mut::<4>()?;
        *index = i32::try_from(buffer).ok()?.to_ne_bytes();
        offset.copy_from_slice(&i32::try_from(start).ok()?.to_ne_bytes());
    }
    Some(u128::from_ne_bytes(view))
}

/// Appends what `write` writes, at most `bound` bytes, for which there is room. `write` returns their number, and reads none that it
/// did not write: clearing the room first would take as long as a quarter of the encryption.
fn write_behind(
    data: &mut Vec<u8>,
    bound: usize,
    write: impl FnOnce(&mut [u8]) -> Result<usize, BatchError>,
) -> Result<(), BatchError> {
    let room = data.spare_capacity_mut().get_mut(..bound).unwrap_or_default();
    // SAFETY: the vector's own room, borrowed as long as the slice. It has no value yet, and `write` reads nothing before it wrote it.
    let out = unsafe { std::slice::from_raw_parts_mut(room.as_mut_ptr().cast::<u8>(), room.len()) };
    let len = write(out)?.min(out.len());
    // SAFETY: there is room for that many bytes, and `write` wrote them.
    unsafe { data.set_len(data.len().saturating_add(len)) };
    Ok(())
}

/// A vector with room for `len` values.
fn room<T>(len: usize) -> Result<Vec<T>, Error> {
    let mut values = Vec::new();
    values.try_reserve_exact(len).map_err(|_| Error::Memory { bytes: len.saturating_mul(size_of::<T>()) })?;
    Ok(values)
}

/// Offsets, of which the first is 0.
fn with_first<T: Default>(len: usize) -> Result<Vec<T>, Error> {
    let mut offsets = room(len)?;
    offsets.push(T::default());
    Ok(offsets)
}
