//! The core by what it exports. One program, since each compiles what it uses of the core again; `wiped_bytes` has an allocator of its
//! own, and so stands alone.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod cases;
mod oracle;

mod bad_input;
mod check;
mod display;
mod events;
mod properties;
mod requests;
mod sizes;
mod splitter;
mod upload;
mod vectors;
mod wycheproof;

use netcore_aes_core::Error;
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// The name that a shared case gives to an error.
fn name_of(error: Error) -> &'static str {
    match error.status() {
        2 => "SCHEME",
        3 => "KEY",
        4 => "IV",
        8 => "ENCODING",
        9 => "DECRYPT",
        30 => "ASSET_ID",
        31 => "API_KEY",
        32 => "REGION",
        other => panic!("no case has status {other}"),
    }
}

/// How often a property is tried: `cases` times in a debug build, a million in a release.
fn tried(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases: if cfg!(debug_assertions) { cases } else { 1_000_000 },
        // The same in each `make test`, new ones in each `make harden`.
        rng_seed: if cfg!(debug_assertions) { RngSeed::Fixed(16) } else { RngSeed::Random },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
