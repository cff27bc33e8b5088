//! The command `netcore-aes`: keys, encryption, checks and requests for events of Netcore CE.

mod app;
mod commands;
mod credentials;
mod display;
mod fault;
mod output;
mod pasted;
mod report;
mod source;

fn main() -> std::process::ExitCode {
    app::main()
}
