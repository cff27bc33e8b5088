//! `netcore-aes completions`.

use clap::Args;
use clap_complete::Shell;

use crate::fault::Fault;
use crate::output::Output;

/// Print what a shell needs to complete the commands and options
#[derive(Args)]
#[command(
    hide = true,
    after_help = "Example:
  netcore-aes completions bash >/etc/bash_completion.d/netcore-aes"
)]
pub(crate) struct Completions {
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, mut described: clap::Command, output: &mut Output) -> Result<(), Fault> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut described, "netcore-aes", &mut script);
        output.write(script)
    }
}
