//! The committed header is the one that cbindgen makes of the source; `make header` writes it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn header_path() -> PathBuf {
    root().join("include/netcore_aes.h")
}

fn generate() -> String {
    let source = root().join("netcore-aes-ffi");
    let mut config = cbindgen::Config::from_file(source.join("cbindgen.toml")).unwrap();
    config.after_includes = Some(format!(
        "\n/**\n * The version of the library that this header belongs to.\n */\n#define NETCORE_AES_VERSION \"{}\"",
        env!("CARGO_PKG_VERSION")
    ));
    let mut header = Vec::new();
    cbindgen::generate_with_config(source, config).unwrap().write(&mut header);
    String::from_utf8(header).unwrap()
}

#[test]
fn the_header_is_up_to_date() {
    let generated = generate();
    if std::env::var_os("NETCORE_AES_WRITE_HEADER").is_some() {
        std::fs::write(header_path(), &generated).unwrap();
    }
    let committed = std::fs::read_to_string(header_path()).unwrap_or_default();
    assert!(committed == generated, "include/netcore_aes.h is not what the source makes: run `make header`");
}
