//! `WipedBytes`: what it holds, and that memory which is freed holds nothing of it.
#![expect(unsafe_code, reason = "an allocator alone sees memory that is freed")]
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use netcore_aes_core::{Error, WipedBytes};

const SECRET: &[u8] = b"a message that is a secret";

thread_local! {
    /// How many blocks with the secret this thread has freed.
    static FREED: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, which searches every block of bytes that is freed.
struct Searching;

#[global_allocator]
static ALLOCATOR: Searching = Searching;

// SAFETY: blocks come from the system and go back to it. `realloc` is that of the trait: a new block, a copy, and `dealloc`.
unsafe impl GlobalAlloc for Searching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: this function's contract. Zeroed, so that all of it may be read.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if layout.align() == 1 {
            // SAFETY: the block has that size, and bytes have no padding.
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            if bytes.windows(SECRET.len()).any(|window| window == SECRET) {
                FREED.set(FREED.get() + 1);
            }
        }
        // SAFETY: this function's contract.
        unsafe { System.dealloc(block, layout) }
    }
}

/// How many blocks with the secret are freed by `work`, which gets bytes that hold it behind four others.
fn freed_by(work: impl FnOnce(WipedBytes)) -> usize {
    let mut bytes = WipedBytes::copy_of(b"1234").unwrap();
    bytes.append(SECRET).unwrap();
    FREED.set(0);
    work(bytes);
    FREED.get()
}

#[test]
fn the_search_finds_what_is_not_wiped() {
    assert_eq!(freed_by(|bytes| drop(bytes.into_vec())), 1);
    assert_eq!(freed_by(|bytes| bytes.into_vec().reserve_exact(1000)), 2, "of a vector that grew");
}

#[test]
fn no_freed_memory_holds_the_bytes() {
    assert_eq!(freed_by(drop), 0, "dropped");
    assert_eq!(freed_by(|bytes| drop(WipedBytes::from(bytes.into_vec()))), 0, "taken");
    assert_eq!(freed_by(|mut bytes| bytes.reserve(1000).unwrap()), 0, "moved by `reserve`");
    assert_eq!(freed_by(|mut bytes| bytes.append(&[0; 1000]).unwrap()), 0, "moved by `append`");
    assert_eq!(freed_by(|mut bytes| assert!(bytes.at_least(1000).is_ok())), 0, "moved by `at_least`");
    // What they leave in the allocation is not wiped when it is freed.
    assert_eq!(freed_by(|mut bytes| bytes.clear()), 0, "cleared");
    assert_eq!(freed_by(|mut bytes| bytes.truncate(4)), 0, "cut off");
    let trim = |mut bytes: WipedBytes| {
        bytes.reserve(1 << 20).unwrap();
        bytes.trim();
        assert_eq!((bytes.len(), bytes.as_mut_vec().capacity()), (0, 0));
    };
    assert_eq!(freed_by(trim), 0, "trimmed");
}

#[test]
fn bytes_are_appended_cut_off_and_cleared() {
    let mut bytes = WipedBytes::copy_of(b"abc").unwrap();
    bytes.append(b"defg").unwrap();
    bytes.truncate(5);
    bytes.truncate(9);
    assert_eq!(*bytes, *b"abcde");
    bytes.clear();
    assert_eq!(*bytes, []);
    assert_eq!(WipedBytes::from(b"xyz".to_vec()).into_vec(), b"xyz");
}

#[test]
fn new_bytes_are_zero_and_others_stay() {
    let mut bytes = WipedBytes::copy_of(b"abcd").unwrap();
    bytes.at_least(6).unwrap().copy_within(..2, 4);
    bytes.truncate(5);
    bytes.at_least(7).unwrap();
    assert_eq!(*bytes, *b"abcda\0\0");
    assert_eq!(bytes.at_least(3).unwrap(), b"abc");
    assert_eq!(bytes.len(), 7);
}

#[test]
fn room_is_exact_at_first_and_doubles_later() {
    let capacity = |bytes: &mut WipedBytes| bytes.as_mut_vec().capacity();
    let mut bytes = WipedBytes::default();
    bytes.reserve(100).unwrap();
    assert_eq!(capacity(&mut bytes), 100);
    bytes.append(&[1; 100]).unwrap();
    assert_eq!(capacity(&mut bytes), 100);
    bytes.append(&[1]).unwrap();
    assert_eq!(capacity(&mut bytes), 200);
    bytes.reserve(500).unwrap();
    assert_eq!(capacity(&mut bytes), 601);
}

#[test]
fn memory_is_used_again_and_large_memory_given_back() {
    let mut bytes = WipedBytes::default();
    bytes.at_least(1 << 20).unwrap();
    bytes.trim();
    assert_eq!(bytes.len(), 1 << 20, "1 MiB stays");
    bytes.clear();
    assert_eq!(bytes.as_mut_vec().capacity(), 1 << 20);
    bytes.reserve((1 << 20) + 1).unwrap();
    bytes.trim();
    assert_eq!(bytes.as_mut_vec().capacity(), 0);
}

#[test]
fn a_lack_of_memory_is_an_error_and_changes_nothing() {
    let refused = Error::Memory { bytes: usize::MAX };
    let mut bytes = WipedBytes::copy_of(b"abc").unwrap();
    assert_eq!(bytes.reserve(usize::MAX), Err(refused));
    assert_eq!(bytes.at_least(usize::MAX), Err(refused));
    assert_eq!(*bytes, *b"abc");
}

#[test]
fn debug_shows_nothing() {
    assert_eq!(format!("{:?}", WipedBytes::copy_of(SECRET)), "Ok(WipedBytes(..))");
}
