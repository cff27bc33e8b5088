//! The rows of an array of strings, read where they are.

use std::ops::Range;

use arrow_data::ffi::FFI_ArrowArray;
use netcore_aes_core::Error;

use super::fault::Fault;
use super::interface;
use super::kind::Layout;

/// A string of an array: a part of one of its buffers.
#[derive(Clone)]
pub struct Message<'a> {
    pub buffer: &'a [u8],
    pub range: Range<usize>,
}

impl<'a> Message<'a> {
    pub fn bytes(&self) -> &'a [u8] {
        self.buffer.get(self.range.clone()).unwrap_or_default()
    }

    /// Whether it lies right behind `other`.
    pub fn follows(&self, other: &Self) -> bool {
        std::ptr::eq(self.buffer, other.buffer) && self.range.start == other.range.end
    }
}

/// The rows of an array.
pub struct Rows<'a> {
    len: usize,
    /// A bit for each row, 0 for null; bit `first` is that of row 0.
    validity: Option<&'a [u8]>,
    first: usize,
    places: Places<'a>,
}

/// Where the strings are.
enum Places<'a> {
    Small(&'a [[u8; 4]], &'a [u8]),
    Large(&'a [[u8; 8]], &'a [u8]),
    /// The views, the same as bytes, and the buffers that they point into.
    Views(&'a [[u8; VIEW]], &'a [u8], Vec<&'a [u8]>),
}

/// The size of a view in bytes, and the longest string that is within it, behind its length.
pub const VIEW: usize = 16;
pub const INLINE: usize = 12;
const INLINE_START: usize = VIEW - INLINE;

/// The most ends of rows that room is made for at once.
const MOST_RESERVED: usize = 1 << 12;

const DECREASE: Fault = Fault::Malformed("its offsets decrease, or are negative");
const OUTSIDE: Fault = Fault::Malformed("a view points outside its buffers");

impl<'a> Rows<'a> {
    pub fn of(array: &'a FFI_ArrowArray, layout: Layout) -> Result<Self, Fault> {
        let (len, first) = (array.len(), array.offset());
        let end = first.checked_add(len).filter(|end| isize::try_from(*end).is_ok());
        let end = end.ok_or(Fault::Malformed("its length or its offset is negative"))?;
        let has_nulls =
            len > 0 && array.null_count_opt() != Some(0) && array.num_buffers() > 0 && !array.buffer(0).is_null();
        let validity = if has_nulls { Some(interface::bytes(array, 0, end.div_ceil(8))?) } else { None };
        let places = if len == 0 { Places::Small(&[], &[]) } else { Places::of(array, layout, first, end)? };
        Ok(Self { len, validity, first, places })
    }

    pub const fn len(&self) -> usize {
        self.len
    }

    /// The length of all strings, as far as it can be told quickly: those of nulls count too.
    pub fn bytes(&self) -> usize {
        let between =
            |start: Option<usize>, end: Option<usize>| start.zip(end).and_then(|(start, end)| end.checked_sub(start));
        match &self.places {
            Places::Small(offsets, _) => {
                between(offsets.first().copied().and_then(small), offsets.last().copied().and_then(small))
            }
            Places::Large(offsets, _) => {
                between(offsets.first().copied().and_then(large), offsets.last().copied().and_then(large))
            }
            Places::Views(views, ..) => {
                let mut lengths = views.iter().filter_map(|view| small(*view.first_chunk()?));
                lengths.try_fold(0_usize, usize::checked_add)
            }
        }
        .unwrap_or_default()
    }

    /// A row; `None` for null. The caller stays within the length.
    #[inline]
    pub fn get(&self, row: usize) -> Result<Option<Message<'a>>, Fault> {
        if self.is_null(row) { Ok(None) } else { self.places.get(row).map(Some) }
    }

    /// Whether rows lie one behind the other, as those of an array with offsets do if none is null.
    pub const fn are_runs(&self) -> bool {
        self.validity.is_none() && !matches!(self.places, Places::Views(..))
    }

    /// Reads rows from `row` on that lie one behind the other, as the rows of an array with offsets do if none is null, until
    /// `is_enough` of their number and their bytes with the next. Adds the start of the first and the end of each to `ends`, and
    /// returns the part that they make up; `None` if there is no such array.
    pub fn run(
        &self,
        row: usize,
        ends: &mut Vec<u64>,
        is_enough: impl Fn(usize, usize) -> bool,
    ) -> Result<Option<Message<'a>>, Fault> {
        match &self.places {
            _ if self.validity.is_some() => Ok(None),
            Places::Small(offsets, data) => run(offsets.get(row..), small, data, ends, is_enough).map(Some),
            Places::Large(offsets, data) => run(offsets.get(row..), large, data, ends, is_enough).map(Some),
            Places::Views(..) => Ok(None),
        }
    }

    #[inline]
    fn is_null(&self, row: usize) -> bool {
        let bit = self.first.saturating_add(row);
        self.validity.is_some_and(|bits| bits.get(bit >> 3).is_none_or(|byte| byte & (1_u8 << (bit & 7)) == 0))
    }
}

impl<'a> Places<'a> {
    fn of(array: &'a FFI_ArrowArray, layout: Layout, first: usize, end: usize) -> Result<Self, Fault> {
        let too_long = Fault::Malformed("its length or its offset is negative");
        let (count, width) = match layout {
            Layout::Small => (end.saturating_add(1), 4_usize),
            Layout::Large => (end.saturating_add(1), 8),
            Layout::Views => (end, VIEW),
        };
        let slots = interface::bytes(array, 1, count.checked_mul(width).ok_or(too_long)?)?;
        let slots = slots.get(first.saturating_mul(width)..).unwrap_or_default();
        match layout {
            Layout::Small => {
                let offsets = slots.as_chunks().0;
                Ok(Self::Small(offsets, data(array, offsets.last().copied().and_then(small))?))
            }
            Layout::Large => {
                let offsets = slots.as_chunks().0;
                Ok(Self::Large(offsets, data(array, offsets.last().copied().and_then(large))?))
            }
            Layout::Views => Ok(Self::Views(slots.as_chunks().0, slots, view_buffers(array)?)),
        }
    }

    #[inline]
    fn get(&self, row: usize) -> Result<Message<'a>, Fault> {
        let next = row.saturating_add(1);
        match self {
            Self::Small(offsets, data) => {
                between(data, offsets.get(row).copied().and_then(small), offsets.get(next).copied().and_then(small))
            }
            Self::Large(offsets, data) => {
                between(data, offsets.get(row).copied().and_then(large), offsets.get(next).copied().and_then(large))
            }
            Self::Views(views, slots, buffers) => {
                let [len, _, buffer, start] = views.get(row).map(view).ok_or(OUTSIDE)?;
                let (slots, start) = if len.is_some_and(|len| len <= INLINE) {
                    (Some(slots), row.checked_mul(VIEW).and_then(|start| start.checked_add(INLINE_START)))
                } else {
                    (buffer.and_then(|buffer| buffers.get(buffer)), start)
                };
                let end = start.zip(len).and_then(|(start, len)| start.checked_add(len));
                between(slots.ok_or(OUTSIDE)?, start, end).map_err(|_| OUTSIDE)
            }
        }
    }
}

/// See [`Rows::run`].
fn run<'a, const N: usize>(
    offsets: Option<&[[u8; N]]>,
    position: fn([u8; N]) -> Option<usize>,
    data: &'a [u8],
    ends: &mut Vec<u64>,
    is_enough: impl Fn(usize, usize) -> bool,
) -> Result<Message<'a>, Fault> {
    let offsets = offsets.unwrap_or_default();
    // Once for all of a usual column, since it takes longer than to add a number.
    let usual = offsets.len().min(MOST_RESERVED);
    ends.try_reserve(usual).map_err(|_| Error::Memory { bytes: usual.saturating_mul(size_of::<u64>()) })?;
    let memory = |_| Error::Memory { bytes: offsets.len() };
    let mut positions = offsets.iter().map(|offset| position(*offset).ok_or(DECREASE));
    let start = positions.next().unwrap_or(Err(DECREASE))?;
    let mut end = start;
    let mut add = |position: usize| {
        if ends.len() == ends.capacity() {
            ends.try_reserve(1).map_err(memory)?;
        }
        ends.push(u64::try_from(position).map_err(|_| Error::TooLarge { bytes: position })?);
        Ok::<_, Fault>(())
    };
    add(start)?;
    for (count, next) in positions.enumerate() {
        let next = next?;
        if next < end {
            return Err(DECREASE);
        }
        if is_enough(count, next.saturating_sub(start)) {
            break;
        }
        end = next;
        add(end)?;
    }
    between(data, Some(start), Some(end))
}

fn small(offset: [u8; 4]) -> Option<usize> {
    usize::try_from(i32::from_ne_bytes(offset)).ok()
}

fn large(offset: [u8; 8]) -> Option<usize> {
    usize::try_from(i64::from_ne_bytes(offset)).ok()
}

/// The length of a view's string, its beginning, its buffer, and where it starts there.
fn view(view: &[u8; VIEW]) -> [Option<usize>; 4] {
    let mut numbers = [None; 4];
    for (number, bytes) in numbers.iter_mut().zip(view.as_chunks().0) {
        *number = small(*bytes);
    }
    numbers
}

/// The data of an array with offsets, which ends at the last.
fn data(array: &FFI_ArrowArray, last: Option<usize>) -> Result<&[u8], Fault> {
    interface::bytes(array, 2, last.ok_or(DECREASE)?)
}

/// The buffers that views point into. The array's last buffer has their lengths.
fn view_buffers(array: &FFI_ArrowArray) -> Result<Vec<&[u8]>, Fault> {
    let last = array.num_buffers().checked_sub(1).ok_or(OUTSIDE)?;
    let count = last.checked_sub(2).ok_or(OUTSIDE)?;
    let lengths = interface::bytes(array, last, count.checked_mul(8).ok_or(OUTSIDE)?)?;
    let buffers = (2..last).zip(lengths.as_chunks().0);
    buffers.map(|(buffer, len)| interface::bytes(array, buffer, large(*len).ok_or(OUTSIDE)?)).collect()
}

fn between(buffer: &[u8], start: Option<usize>, end: Option<usize>) -> Result<Message<'_>, Fault> {
    match (start, end) {
        (Some(start), Some(end)) if start <= end && end <= buffer.len() => Ok(Message { buffer, range: start..end }),
        _ => Err(DECREASE),
    }
}
