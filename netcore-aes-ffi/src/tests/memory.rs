//! Streams of events when memory runs out: what was read comes out all the same.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;

use super::uploads::{GOOD, Stream};
use super::*;

/// The allocator of the tests: the system's, unless the thread has used up what it may allocate.
struct Refusing;

#[global_allocator]
static REFUSING: Refusing = Refusing;

thread_local! {
    /// The number of allocations before all fail.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

impl Refusing {
    fn refuses() -> bool {
        let left = LEFT.get();
        LEFT.set(if left == usize::MAX { left } else { left.saturating_sub(1) });
        left == 0
    }
}

// SAFETY: the system's allocator, or NULL, which says that there is no memory.
unsafe impl GlobalAlloc for Refusing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is that of the system's allocator.
        if Self::refuses() { null_mut() } else { unsafe { System.alloc(layout) } }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        if Self::refuses() { null_mut() } else { unsafe { System.realloc(memory, layout, size) } }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// What came out of a stream in which an allocation failed.
#[derive(Default)]
struct Outcome {
    /// The indices of events that were read, and after whose reading the stream went on.
    read: Vec<usize>,
    in_bodies: Vec<usize>,
    with_problems: Vec<usize>,
    is_out_of_memory: bool,
}

/// Passes lines to a stream one by one, until all allocations from the given one on fail.
fn run(cipher: &Handle, lines: &[&str], allocations: usize, max_events: usize) -> Outcome {
    let (stream, mut outcome) = (Stream::new(max_events, 0, 0), Outcome::default());
    let mut left = allocations;
    for index in 0..=lines.len() {
        let line = lines.get(index).map(|line| format!("{line}\n")).unwrap_or_default();
        let mut piece = line.as_bytes();
        if piece.is_empty() {
            // SAFETY: the handle is alive.
            assert_eq!(unsafe { netcore_aes_upload_stream_finish(stream.0) }, NETCORE_AES_OK);
        }
        loop {
            LEFT.set(left);
            let (status, upload) = stream.next(cipher, piece);
            left = LEFT.replace(usize::MAX);
            if status != NETCORE_AES_OK {
                assert_eq!((status, left), (NETCORE_AES_ERR_MEMORY, 0));
                assert_eq!(stream.next(cipher, piece).0, status, "told again, with memory");
                outcome.is_out_of_memory = true;
                return outcome;
            }
            piece = &piece[upload.read..];
            match upload.kind {
                NETCORE_AES_UPLOAD_BODIES => outcome.in_bodies.extend(stream.bodies(cipher, &upload).iter().flat_map(
                    |(count, first, last, _)| {
                        assert!(*count == last - first + 1 || max_events > 1);
                        usize::try_from(*first).unwrap()..=usize::try_from(*last).unwrap()
                    },
                )),
                NETCORE_AES_UPLOAD_PROBLEMS => {
                    stream.problems(&upload);
                    outcome.with_problems.push(upload.index);
                }
                _ => break,
            }
        }
        outcome.read.extend((index < lines.len()).then_some(index));
    }
    outcome
}

#[test]
fn what_was_read_comes_out_before_the_lack_of_memory() {
    let warned = GOOD.replace("2025", "2024");
    let lines = [GOOD, GOOD, &*warned, GOOD, "{}", GOOD, &*warned, "{\"a\":", GOOD];
    let cipher = Handle::new(11256);
    for max_events in if cfg!(miri) { 2..3 } else { 1..4 } {
        let mut failed = 0;
        for allocations in (0..).step_by(if cfg!(miri) { 5 } else { 1 }) {
            let outcome = run(&cipher, &lines, allocations, max_events);
            for index in &outcome.read {
                let is_in_bodies = outcome.in_bodies.contains(index) || matches!(lines[*index], "{}" | "{\"a\":");
                let is_told = outcome.with_problems.contains(index) || lines[*index] == GOOD;
                assert!(is_in_bodies && is_told, "event {index}, allocation {allocations}, {max_events} to a payload");
            }
            assert!(!outcome.in_bodies.contains(&outcome.read.len()), "the one at fault, allocation {allocations}");
            if !outcome.is_out_of_memory {
                assert_eq!(outcome.read.len(), lines.len());
                break;
            }
            failed += 1;
        }
        assert!(failed > 2, "{failed}");
    }
}
