//! Gives the shared library its soname, since Cargo gives it none.

use std::env::var;

/// The ABI's version, which is the number in the soname. A test compares it with `NETCORE_AES_ABI_VERSION`.
const ABI: u32 = 1;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    match var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("macos" | "ios") => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libnetcore_aes.{ABI}.dylib");
        }
        Ok("windows") | Err(_) => {}
        Ok(_) => println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libnetcore_aes.so.{ABI}"),
    }
}
