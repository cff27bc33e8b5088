//! A local stand-in for Netcore's endpoint, with a page that shows what Netcore would see.
//!
//! [`Sandbox::bind`] starts it, and [`Sandbox::run`] answers until the process is told to end. It takes uploads, decrypts and
//! checks them, and keeps the newest in memory. `server` joins the parts, `judge` judges a request and `diagnosis` says why a text
//! does not decrypt; `inbox` keeps what came. It is a tool for development: those who can reach it read what it decrypts.

mod answer;
mod connection;
mod diagnosis;
mod encodings;
mod endpoint;
mod entry;
mod faults;
mod finding;
mod guard;
mod inbox;
mod json;
mod judge;
mod keyring;
mod limits;
mod masking;
mod page;
mod reading;
mod sample;
mod server;
mod signals;
mod verdict;
mod views;

pub use faults::Faults;
pub use guard::is_loopback;
pub use keyring::{Keyring, NO_KEY};
pub use limits::Limits;
pub use server::{Sandbox, Settings};
