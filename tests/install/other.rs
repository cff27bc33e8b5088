//! Another Rust library, which brings the standard library and its panics as well.

use std::{panic, thread};

/// Adds in another thread, after a panic that it catches.
#[unsafe(no_mangle)]
pub extern "C" fn other_add(left: i32, right: i32) -> i32 {
    panic::set_hook(Box::new(|_| {}));
    let caught = panic::catch_unwind(|| panic!("{left}"));
    let sum = thread::spawn(move || (left + right).to_string()).join();
    if caught.is_ok() { -1 } else { sum.unwrap().parse().unwrap() }
}
