//! `netcore-aes encrypt`.

use clap::Args;
use netcore_aes_core::Cipher;
use zeroize::Zeroizing;

use super::options::{Column, OptionalInput, Scheme};
use crate::credentials::load_cipher;
use crate::fault::Fault;
use crate::output::Output;
use crate::payloads::each_payload;
use netcore_aes_send::source::{self, Source, Whole};
use netcore_aes_send::text::quoted;

/// Encrypt a payload, byte for byte as it is, to standard output
#[derive(Args)]
#[command(after_help = "\
Of Parquet and Arrow, the rows are encrypted as events: a text a line for each 1000,
which nothing has checked.

Example:
  echo '[{\"activity_name\": \"form_submitted\"}]' | netcore-aes encrypt")]
pub(crate) struct Encrypt {
    #[command(flatten)]
    input: OptionalInput,
    #[command(flatten)]
    scheme: Scheme,
    #[command(flatten)]
    column: Column,
    /// The asset id of a table's rows without one
    #[arg(long, value_name = "ID", env = "NETCORE_ASSET_ID", hide_env_values = true)]
    asset_id: Option<String>,
}

impl Encrypt {
    pub(super) fn run(&self, output: &mut Output) -> Result<(), Fault> {
        let cipher = load_cipher(self.scheme.code)?;
        let payload = match source::read_whole_or_table(&self.input.file, &self.column.table(self.asset_id.as_deref()))?
        {
            Whole::Table(table) => return self.encrypt_table(table, &cipher, output),
            Whole::Bytes(bytes) => Zeroizing::new(bytes),
        };
        if str::from_utf8(&payload).is_err() {
            return Err(Fault::input(format_args!(
                "{} is not UTF-8 text; a payload is JSON in UTF-8, not compressed",
                quoted(source::name_of(&self.input.file))
            )));
        }
        output.write(cipher.encrypt(&payload)?)?;
        output.write("\n")
    }

    fn encrypt_table(&self, table: Source, cipher: &Cipher, output: &mut Output) -> Result<(), Fault> {
        let name = quoted(source::name_of(&self.input.file));
        let mut is_any = false;
        each_payload(table, &name, |payload| {
            is_any = true;
            output.write(cipher.encrypt(&payload)?)?;
            output.write("\n")
        })?;
        if is_any { Ok(()) } else { Err(Fault::input(format_args!("{name} contains no event"))) }
    }
}
