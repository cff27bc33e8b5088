//! Versions of the library and of its ABI.

use std::ffi::CStr;

use libc::c_char;
use netcore_aes_core::instruction_set;

use crate::boundary::guard::guard_or;

/// The version of the ABI, which is the number in the soname. It changes when programs compiled against an older header can no
/// longer run.
pub const NETCORE_AES_ABI_VERSION: u32 = 1;

/// Returns the library's version, such as "0.1.0": a static string, NUL-terminated and never freed.
///
/// It equals NETCORE_AES_VERSION if the program loaded the version that it was compiled against.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    guard_or(std::ptr::null(), || VERSION.as_ptr().cast())
}

/// Returns the version of the library's ABI. A program that loads the library at run time calls this function first, and goes
/// on only if the result is NETCORE_AES_ABI_VERSION.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_abi_version() -> u32 {
    guard_or(0, || NETCORE_AES_ABI_VERSION)
}

/// Returns the instruction set that the CBC schemes use on this machine: "vaes512", "vaes256" or "aesni" on x86-64, "armv8" on 64-bit
/// ARM, or "portable" for code without AES instructions. It affects the speed only, not the results. A static string, NUL-terminated and
/// never freed.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn netcore_aes_instruction_set() -> *const c_char {
    guard_or(std::ptr::null(), || with_nul(instruction_set()).as_ptr())
}

fn with_nul(instruction_set: &str) -> &'static CStr {
    match instruction_set {
        "vaes512" => c"vaes512",
        "armv8" => c"armv8",
        "vaes256" => c"vaes256",
        "aesni" => c"aesni",
        _ => c"portable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instruction_set_keeps_its_name() {
        for name in ["vaes512", "vaes256", "aesni", "armv8", "portable"] {
            assert_eq!(with_nul(name).to_str(), Ok(name));
        }
    }
}
