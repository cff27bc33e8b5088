//! Versions of the library and of its ABI.

use libc::c_char;
use netcore_aes_core::instruction_set;

use crate::boundary::guard::guard_or;

/// The version of the ABI. It changes, and the soname with it, when a program compiled against an older header could no
/// longer run.
pub const NETCORE_AES_ABI_VERSION: u32 = 1;

/// The library's version, such as "0.1.0". NUL-terminated, static: never freed.
///
/// Compare it with NETCORE_AES_VERSION to see whether the library that was loaded is the one that was compiled against.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    guard_or(std::ptr::null(), || VERSION.as_ptr().cast())
}

/// The ABI's version that the library was built with. A program that loads the library at run time calls this first, and
/// goes on only if it is NETCORE_AES_ABI_VERSION.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_abi_version() -> u32 {
    guard_or(0, || NETCORE_AES_ABI_VERSION)
}

/// The instruction set that encrypts under the CBC schemes on this machine: "vaes512", "vaes256", "aesni", or "portable" where
/// no AES instructions of the CPU are used. The results are the same; only the speed differs. NUL-terminated, static: never
/// freed.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_instruction_set() -> *const c_char {
    guard_or(std::ptr::null(), || match instruction_set() {
        "vaes512" => c"vaes512".as_ptr(),
        "vaes256" => c"vaes256".as_ptr(),
        "aesni" => c"aesni".as_ptr(),
        _ => c"portable".as_ptr(),
    })
}
