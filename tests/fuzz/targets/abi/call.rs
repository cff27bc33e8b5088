//! A call that takes inputs and writes one output: `(inputs…, out, out_cap, out_len)`.

use arbitrary::Arbitrary;
use netcore_aes::{
    NETCORE_AES_ERR_BUFFER_TOO_SMALL, NETCORE_AES_ERR_NULL, NETCORE_AES_ERR_OVERLAP, NETCORE_AES_ERR_TOO_LARGE,
    NETCORE_AES_OK,
};

use crate::block::Block;

/// How a call is made.
#[derive(Arbitrary, Debug)]
pub struct Way {
    room: Room,
    misuse: Misuse,
    /// The input that is misused.
    input: u8,
}

#[derive(Arbitrary, Debug)]
pub enum Room {
    Exact,
    Less(u8),
    More(u8),
    /// NULL with a length of 0.
    Null,
}

impl Room {
    pub fn cap(&self, needed: usize) -> usize {
        match self {
            Self::Exact => needed,
            Self::Less(by) => needed.saturating_sub(usize::from(*by)),
            Self::More(by) => needed + usize::from(*by),
            Self::Null => 0,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

#[derive(Arbitrary, Debug)]
enum Misuse {
    None,
    NullOut,
    NullLen,
    NullInput,
    HugeOut(u32),
    HugeInput(u32),
    OutInInput,
    LenInOut,
    LenInInput,
}

/// Larger than any address space.
pub fn huge(choice: u32) -> usize {
    usize::MAX / 2 + 1 + usize::try_from(choice).unwrap_or_default()
}

pub struct Answer {
    pub status: i32,
    pub len: usize,
    pub out: Block,
}

impl Answer {
    pub fn written(&self) -> &[u8] {
        &self.out.bytes()[..self.len]
    }
}

type Pointers<'a> = (&'a [(*const u8, usize)], *mut u8, usize, *mut usize);

/// Makes the call and checks the rules that all calls share. `status` gives the expected status for a capacity if nothing is
/// misused; `needed` is the length that needs room. Returns the answer if nothing was misused.
pub fn run(
    way: &Way,
    inputs: &[&[u8]],
    needed: usize,
    status: impl Fn(usize) -> i32,
    call: impl FnOnce(Pointers<'_>) -> i32,
) -> Option<Answer> {
    let cap = way.room.cap(needed);
    let mut blocks: Vec<Block> = inputs.iter().map(|input| Block::of(input)).collect();
    let mut pointers: Vec<(*const u8, usize)> =
        blocks.iter_mut().zip(inputs).map(|(block, input)| (block.ptr().cast_const(), input.len())).collect();
    let mut out = Block::room(cap);
    // Only offsets must be aligned.
    let mut length = Block::room(1 + size_of::<usize>());
    let mut place: *mut usize = length.ptr().wrapping_add(1).cast();
    let mut target = (if way.room.is_null() { std::ptr::null_mut() } else { out.ptr() }, cap);

    let input = usize::from(way.input) % inputs.len().max(1);
    let input_len = inputs.get(input).map_or(0, |input| input.len());
    let misused = match way.misuse {
        Misuse::NullOut if cap > 0 => {
            target.0 = std::ptr::null_mut();
            NETCORE_AES_ERR_NULL
        }
        Misuse::NullLen => {
            place = std::ptr::null_mut();
            NETCORE_AES_ERR_NULL
        }
        Misuse::NullInput if input_len > 0 => {
            pointers[input].0 = std::ptr::null();
            NETCORE_AES_ERR_NULL
        }
        Misuse::HugeOut(by) if !target.0.is_null() => {
            target.1 = huge(by);
            NETCORE_AES_ERR_TOO_LARGE
        }
        Misuse::HugeInput(by) if input_len > 0 => {
            pointers[input].1 = huge(by);
            NETCORE_AES_ERR_TOO_LARGE
        }
        Misuse::OutInInput if input_len > 0 && cap > 0 => {
            target = (pointers[input].0.cast_mut().wrapping_add(input_len - 1), 1);
            NETCORE_AES_ERR_OVERLAP
        }
        Misuse::LenInOut if cap >= size_of::<usize>() => {
            place = target.0.wrapping_add(cap - size_of::<usize>()).cast();
            NETCORE_AES_ERR_OVERLAP
        }
        Misuse::LenInInput if input_len >= size_of::<usize>() => {
            place = pointers[input].0.cast_mut().cast();
            NETCORE_AES_ERR_OVERLAP
        }
        _ => NETCORE_AES_OK,
    };

    let answered = call((&pointers, target.0, target.1, place));
    let len = usize::from_ne_bytes(length.bytes()[1..].try_into().unwrap());
    length.check();
    assert!(blocks.iter().all(Block::is_untouched), "the call wrote to an input");
    if misused != NETCORE_AES_OK {
        let (status, else_status) = (status(cap), status(target.1));
        let may = [misused, status, else_status];
        assert!(answered != NETCORE_AES_OK && may.contains(&answered), "{answered}, of {may:?}");
        assert!(out.is_untouched() || out.is_zero(), "misused, and the call wrote to the output");
        let needs = matches!(answered, NETCORE_AES_ERR_BUFFER_TOO_SMALL).then_some(needed);
        let is_told = place != length.ptr().wrapping_add(1).cast() || len == needs.unwrap_or(0);
        assert!(is_told, "misused, and the length is {len}");
        return None;
    }
    assert_eq!(answered, status(cap), "the status for {cap} of {needed}");
    match answered {
        NETCORE_AES_OK => assert!(len <= cap, "{len} of {cap}"),
        NETCORE_AES_ERR_BUFFER_TOO_SMALL => assert_eq!(len, needed, "the length needed"),
        _ => assert_eq!(len, 0, "the length after a failure"),
    }
    out.check();
    assert!(answered == NETCORE_AES_OK || out.is_untouched() || out.is_zero(), "a part of a result is left");
    Some(Answer { status: answered, len, out })
}
