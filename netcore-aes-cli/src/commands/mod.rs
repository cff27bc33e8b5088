//! The commands: a file for each, which reads its options and calls what does the work.

mod check;
mod completions;
mod decrypt;
mod encrypt;
mod keygen;
mod manual;
mod options;
mod request;
mod sandbox;
mod send;

use clap::Subcommand;

use crate::fault::Fault;
use crate::output::Output;

#[derive(Subcommand)]
pub(crate) enum Command {
    Keygen(keygen::Keygen),
    Encrypt(encrypt::Encrypt),
    Decrypt(decrypt::Decrypt),
    Check(check::Check),
    Request(request::Request),
    Sandbox(sandbox::Sandbox),
    Send(Box<send::Send>),
    Completions(completions::Completions),
    Manual(manual::Manual),
}

impl Command {
    /// Runs it; returns the exit status. `describe` makes the description of the whole command line, which few need.
    pub(crate) fn run(&self, describe: fn() -> clap::Command, output: &mut Output) -> Result<u8, Fault> {
        match self {
            Self::Keygen(keygen) => keygen.run(output)?,
            Self::Encrypt(encrypt) => encrypt.run(output)?,
            Self::Decrypt(decrypt) => decrypt.run(output)?,
            Self::Check(check) => return check.run(output),
            Self::Request(request) => request.run(output)?,
            Self::Sandbox(sandbox) => sandbox.run(output)?,
            Self::Send(send) => return send.run(output),
            Self::Completions(completions) => completions.run(describe(), output)?,
            Self::Manual(manual) => manual.run(describe(), output)?,
        }
        Ok(0)
    }
}
