//! The command `netcore-aes`: keys, encryption, checks and requests for events of Netcore CE.

mod app;
mod commands;
mod credentials;
mod fault;
mod output;
mod pasted;
mod payloads;
mod progress;
mod report;
mod summary;

fn main() -> std::process::ExitCode {
    app::main()
}
