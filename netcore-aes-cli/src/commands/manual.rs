//! `netcore-aes manual`.

use clap::Args;
use clap_mangen::Man;

use crate::fault::Fault;
use crate::output::Output;
use netcore_aes_send::text::quoted;

/// Print the manual page of netcore-aes, or of a command
#[derive(Args)]
#[command(
    hide = true,
    after_help = "Example:
  netcore-aes manual check | man -l -"
)]
pub(crate) struct Manual {
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

impl Manual {
    pub(super) fn run(&self, mut described: clap::Command, output: &mut Output) -> Result<(), Fault> {
        described.build();
        if let Some(name) = &self.command {
            let found = described.find_subcommand(name);
            described =
                found.cloned().ok_or_else(|| Fault::input(format_args!("there is no command {}", quoted(name))))?;
        }
        let mut page = Vec::new();
        // A command has no version of its own.
        let source = concat!("netcore-aes ", env!("CARGO_PKG_VERSION"));
        Man::new(described).source(source).render(&mut page).map_err(|error| Fault::output(&error))?;
        output.write(page)
    }
}
