//! Sends events to Netcore CE, encrypted, and loses none: reads, packs, posts, and remembers what arrived.
//!
//! [`send`] takes a [`Plan`] and returns an [`Outcome`]. It knows nothing of terminals: a command line shows [`Outcome::rows`], sets a
//! [`Stop`] when a signal comes, and ends with [`Outcome::status`].
//!
//! Three threads talk by channels. One reads the inputs, checks the events and encrypts up to 16 requests side by side; one posts them over
//! several connections; the calling thread alone decides, and writes journal, dead letters and numbers. The states of a chunk on disk are
//! in the documentation of the module `journal`; what follows from an answer is in [`Answer::verdict`].
//!
//! ```no_run
//! use netcore_aes_core::{Cipher, Region};
//! use netcore_aes_send::{Endpoint, Plan, Stop, send};
//!
//! let cipher = Cipher::parse(11256, b"0123456789abcdefghijklmnopqrstuv", b"0123456789abcdef")?;
//! let endpoint = Endpoint::parse(Region::Us.url())?;
//! let plan = Plan::new(vec!["events.ndjson".into()], endpoint, "asset-id".to_owned(), "API key".to_owned().into());
//! let outcome = send(&plan, cipher, &Stop::default(), |progress| println!("{} events", progress.settled))?;
//! for (name, value) in outcome.rows(&plan) {
//!     println!("{name}: {value}");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "an overflow in a test fails the test"))]

mod answer;
mod chunk;
mod compare;
mod course;
mod dead_letters;
mod deliver;
mod endpoint;
mod exclusive;
mod fault;
mod files;
mod found;
mod input;
mod journal;
mod known;
mod letter;
mod metrics;
mod network;
mod noted;
mod outcome;
mod patience;
mod pause;
mod plan;
mod post;
mod private;
mod rate;
mod reader;
mod reading;
mod run;
mod send;
pub mod source;
mod stop;
mod tally;
pub mod text;
mod trust;
mod waiting;
mod way;

pub use answer::{Answer, Verdict};
pub use endpoint::Endpoint;
pub use fault::{Fault, INPUT, INTERRUPTED, NOT_SENT};
pub use files::files_of;
pub use noted::Noted;
pub use outcome::Outcome;
pub use pause::{pause, retry_after};
pub use plan::Plan;
pub use send::{Progress, send};
pub use stop::{Stop, survive_limits_of_files};
pub use tally::{Doubt, Tally};
