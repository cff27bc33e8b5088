//! Many messages in one call, and back.

use arbitrary::Arbitrary;
use netcore_aes::*;
use netcore_aes_core::{BatchError, Cipher, Offsets};

use crate::block::{Block, UNTOUCHED};
use crate::call::{Room, huge};
use crate::handles::Handle;
use crate::offset::Offset;

#[derive(Arbitrary, Debug)]
pub struct Messages {
    lengths: Vec<u8>,
    /// Bytes before the first message, which belong to none.
    before: u8,
    /// Offsets of 32 bits.
    is_narrow: bool,
    /// Changes a byte of the texts before they are decrypted.
    change: Option<(u16, u8)>,
}

#[derive(Arbitrary, Debug)]
pub struct Way {
    room: Room,
    misuse: Misuse,
    /// For texts rather than for messages.
    on_the_way_back: bool,
}

#[derive(Arbitrary, Debug)]
enum Misuse {
    None,
    NullOffsets,
    NullOutOffsets,
    NullData,
    NullOut,
    HugeOut(u32),
    HugeCount(u32),
    Decreasing(u8),
    Unaligned,
    OutOffsetsAreOffsets,
    OutInData,
    OutInOutOffsets,
    FailedIsNull,
    FailedInOut,
}

/// A batch, or the texts of one.
struct Part<'a> {
    handle: &'a Handle,
    data: &'a [u8],
    offsets: &'a [u64],
    /// Texts, to be decrypted.
    is_texts: bool,
}

#[derive(Clone, Copy)]
struct Pointers<O> {
    data: *const u8,
    offsets: *const O,
    count: usize,
    out: *mut u8,
    cap: usize,
    out_offsets: *mut O,
    failed: *mut usize,
}

struct Written {
    out: Vec<u8>,
    offsets: Vec<u64>,
}

pub fn both_ways(handle: &Handle, messages: &Messages, way: &Way) {
    if messages.is_narrow { there_and_back::<i32>(handle, messages, way) } else { there_and_back::<u64>(handle, messages, way) }
}

fn there_and_back<O: Offset>(handle: &Handle, messages: &Messages, way: &Way) {
    let mut offsets = vec![u64::from(messages.before)];
    for len in messages.lengths.iter().take(50) {
        offsets.push(offsets[offsets.len() - 1] + u64::from(*len));
    }
    let data: Vec<u8> = (0..offsets[offsets.len() - 1]).map(|place| place.to_le_bytes()[0]).collect();
    let right = Way { room: Room::Exact, misuse: Misuse::None, on_the_way_back: false };
    let there = if way.on_the_way_back { &right } else { way };
    let Some(mut texts) = (Part { handle, data: &data, offsets: &offsets, is_texts: false }).run::<O>(there) else { return };
    if let Some((place, with)) = messages.change
        && let Some(byte) = texts.out.get_mut(usize::from(place))
    {
        *byte = with;
    }
    let back = if way.on_the_way_back { way } else { &right };
    Part { handle, data: &texts.out, offsets: &texts.offsets, is_texts: true }.run::<O>(back);
}

impl Part<'_> {
    /// Makes the call and checks the answer; returns what was written, if it was.
    fn run<O: Offset>(&self, way: &Way) -> Option<Written> {
        let needed = self.needed::<O>();
        let cap = way.room.cap(needed);
        let (mut data, mut out) = (Block::of(self.data), Block::room(cap));
        let mut offsets: Vec<O> = self.offsets.iter().copied().map(O::new).collect();
        let mut out_offsets = vec![O::UNTOUCHED; offsets.len()];
        let mut failed = [7_usize];
        let pointers = Pointers {
            data: data.ptr(),
            offsets: offsets.as_ptr(),
            count: offsets.len() - 1,
            out: if way.room.is_null() { std::ptr::null_mut() } else { out.ptr() },
            cap,
            out_offsets: out_offsets.as_mut_ptr(),
            failed: failed.as_mut_ptr(),
        };
        let (pointers, misused) = self.misuse(&way.misuse, pointers, &mut offsets);
        let before = offsets.clone();
        let status = self.call(pointers);
        assert!(data.is_untouched() && offsets == before, "the call wrote to an input");
        out.check();

        let all_zero = |offsets: &[O]| offsets.iter().all(|offset| offset.place() == 0);
        if misused != NETCORE_AES_OK {
            let is_null = self.handle.ptr.is_null() && status == NETCORE_AES_ERR_NULL;
            let is_small = cap < needed && status == NETCORE_AES_ERR_BUFFER_TOO_SMALL;
            assert!(status == misused || is_null || is_small, "{status} in place of {misused}");
            assert!(out.is_untouched() || out.is_zero());
            let untouched = out_offsets.iter().all(|offset| *offset == O::UNTOUCHED);
            assert!(untouched || all_zero(&out_offsets) || is_small, "offsets of a batch that was not run");
            return None;
        }
        let Some(cipher) = &self.handle.cipher else {
            assert_eq!((status, all_zero(&out_offsets)), (NETCORE_AES_ERR_NULL, true));
            return None;
        };
        if cap < needed {
            assert_eq!(status, NETCORE_AES_ERR_BUFFER_TOO_SMALL);
            let (last, others) = out_offsets.split_last().unwrap();
            assert!(out.is_untouched() && last.place() == needed && all_zero(others));
            return None;
        }
        self.compare(cipher, status, &out, &out_offsets, failed[0])
    }

    fn needed<O: Offset>(&self) -> usize {
        let offsets = Offsets::new(self.offsets).unwrap();
        let ask = if self.is_texts { Cipher::decrypted_batch_bound } else { Cipher::encrypted_batch_len };
        let needed = self.handle.cipher.as_ref().map(|cipher| ask(cipher, offsets));
        let mut len = 1;
        let own: Vec<O> = self.offsets.iter().copied().map(O::new).collect();
        let function = if self.is_texts { O::DECRYPTED_BOUND } else { O::ENCRYPTED_LEN };
        // SAFETY: the handle is valid or NULL, the offsets are valid, and there is room for the answer.
        let status = unsafe { function(self.handle.ptr, own.as_ptr(), own.len() - 1, &raw mut len) };
        match needed {
            None => assert_eq!((status, len), (NETCORE_AES_ERR_NULL, 0)),
            Some(Ok(needed)) => assert_eq!((status, len), (NETCORE_AES_OK, needed)),
            Some(Err(BatchError { error, .. })) => assert_eq!((status, len), (error.status(), 0)),
        }
        len
    }

    fn call<O: Offset>(&self, to: Pointers<O>) -> i32 {
        let Pointers { data, offsets, count, out, cap, out_offsets, failed } = to;
        // SAFETY: the memory is as long as the arguments say, or they are refused before anything is read or written.
        unsafe {
            if self.is_texts {
                O::DECRYPT(self.handle.ptr, data, offsets, count, out, cap, out_offsets, failed)
            } else {
                O::ENCRYPT(self.handle.ptr, data, offsets, count, out, cap, out_offsets)
            }
        }
    }

    /// Turns a good call into a bad one; returns the expected status.
    fn misuse<O: Offset>(&self, misuse: &Misuse, mut to: Pointers<O>, offsets: &mut [O]) -> (Pointers<O>, i32) {
        let status = match misuse {
            Misuse::NullOffsets => {
                to.offsets = std::ptr::null();
                NETCORE_AES_ERR_NULL
            }
            Misuse::NullOutOffsets => {
                to.out_offsets = std::ptr::null_mut();
                NETCORE_AES_ERR_NULL
            }
            Misuse::NullData if !self.data.is_empty() => {
                to.data = std::ptr::null();
                NETCORE_AES_ERR_NULL
            }
            Misuse::NullOut if to.cap > 0 => {
                to.out = std::ptr::null_mut();
                NETCORE_AES_ERR_NULL
            }
            Misuse::HugeOut(by) if !to.out.is_null() => {
                to.cap = huge(*by);
                NETCORE_AES_ERR_TOO_LARGE
            }
            Misuse::HugeCount(by) => {
                to.count = usize::MAX - usize::try_from(*by).unwrap();
                NETCORE_AES_ERR_TOO_LARGE
            }
            Misuse::Decreasing(place) if offsets.len() > 1 => {
                let place = usize::from(*place) % (offsets.len() - 1);
                offsets[place] = offsets[place + 1].next();
                NETCORE_AES_ERR_OFFSETS
            }
            Misuse::Unaligned => {
                to.offsets = to.offsets.wrapping_byte_add(1);
                NETCORE_AES_ERR_OFFSETS
            }
            Misuse::OutOffsetsAreOffsets => {
                to.out_offsets = to.offsets.cast_mut();
                NETCORE_AES_ERR_OVERLAP
            }
            Misuse::OutInData if !self.data.is_empty() => {
                (to.out, to.cap) = (to.data.cast_mut(), 1);
                NETCORE_AES_ERR_OVERLAP
            }
            Misuse::OutInOutOffsets => {
                (to.out, to.cap) = (to.out_offsets.cast(), 1);
                NETCORE_AES_ERR_OVERLAP
            }
            Misuse::FailedIsNull if self.is_texts => {
                to.failed = std::ptr::null_mut();
                NETCORE_AES_ERR_NULL
            }
            Misuse::FailedInOut if self.is_texts && to.cap >= size_of::<usize>() => {
                to.failed = to.out.cast();
                NETCORE_AES_ERR_OVERLAP
            }
            _ => NETCORE_AES_OK,
        };
        (to, status)
    }

    /// Compares the output with each message's own result.
    fn compare<O: Offset>(
        &self,
        cipher: &Cipher,
        status: i32,
        out: &Block,
        out_offsets: &[O],
        failed: usize,
    ) -> Option<Written> {
        let place = |offset: u64| usize::try_from(offset).unwrap();
        let messages = self.offsets.windows(2).map(|pair| &self.data[place(pair[0])..place(pair[1])]);
        let is_exact = self.is_texts || cipher.scheme().code() != NETCORE_AES_SCHEME_GCM_BASE64;
        let mut end = 0;
        for (index, message) in messages.enumerate() {
            let alone =
                if self.is_texts { cipher.decrypt(message) } else { cipher.encrypt(message).map(String::into_bytes) };
            match alone {
                Err(error) => {
                    assert_eq!((status, failed), (error.status(), index));
                    assert!(out.is_zero() && out_offsets.iter().all(|offset| offset.place() == 0));
                    return None;
                }
                Ok(alone) if status == NETCORE_AES_OK => {
                    let start = end;
                    end += alone.len();
                    assert_eq!((out_offsets[index].place(), out_offsets[index + 1].place()), (start, end));
                    let written = &out.bytes()[start..end];
                    assert!(!is_exact || written == alone, "message {index} has another text by itself");
                }
                Ok(_) => {}
            }
        }
        assert_eq!((status, out_offsets[0].place()), (NETCORE_AES_OK, 0));
        assert!(!self.is_texts || failed == usize::MAX);
        let rest = &out.bytes()[end..];
        assert!(rest.iter().all(|byte| *byte == UNTOUCHED || *byte == 0), "the call wrote past the end");
        Some(Written { out: out.bytes()[..end].to_vec(), offsets: out_offsets.iter().map(|offset| offset.place() as u64).collect() })
    }
}
