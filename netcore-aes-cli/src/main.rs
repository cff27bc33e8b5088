//! The command `netcore-aes`: keys, encryption, checks and requests for events of Netcore CE.

mod app;
mod commands;
mod credentials;
mod fault;
mod output;
mod pasted;
mod progress;
mod report;
mod summary;

use netcore_aes_send::{source, text as display};

fn main() -> std::process::ExitCode {
    app::main()
}
