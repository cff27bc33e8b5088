//! `netcore-aes encrypt`.

use clap::Args;
use zeroize::Zeroizing;

use super::options::{OptionalInput, Scheme};
use crate::credentials::load_cipher;
use crate::fault::Fault;
use crate::output::Output;
use netcore_aes_send::source;
use netcore_aes_send::text::quoted;

/// Encrypt a payload, byte for byte as it is, to standard output
#[derive(Args)]
#[command(after_help = "Example:
  echo '[{\"activity_name\": \"form_submitted\"}]' | netcore-aes encrypt")]
pub(crate) struct Encrypt {
    #[command(flatten)]
    input: OptionalInput,
    #[command(flatten)]
    scheme: Scheme,
}

impl Encrypt {
    pub(super) fn run(&self, output: &mut Output) -> Result<(), Fault> {
        let cipher = load_cipher(self.scheme.code)?;
        let payload = Zeroizing::new(source::read_whole(&self.input.file)?);
        if str::from_utf8(&payload).is_err() {
            return Err(Fault::input(format_args!(
                "{} is not UTF-8 text; a payload is JSON in UTF-8, not compressed",
                quoted(source::name_of(&self.input.file))
            )));
        }
        output.write(cipher.encrypt(&payload)?)?;
        output.write("\n")
    }
}
