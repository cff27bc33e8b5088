//! `netcore-aes decrypt`.

use clap::Args;
use zeroize::Zeroizing;

use super::options::{OptionalInput, Scheme};
use crate::credentials::load_cipher;
use crate::fault::Fault;
use crate::output::Output;
use crate::pasted;
use netcore_aes_send::source;
use netcore_aes_send::text::printable;

/// Decrypt a text to standard output: alone, broken into lines, in quotes, or in a body
#[derive(Args)]
#[command(after_help = "Examples:
  netcore-aes decrypt text
  echo '{\"encryptedRequest\": \"...\"}' | netcore-aes decrypt")]
pub(crate) struct Decrypt {
    #[command(flatten)]
    input: OptionalInput,
    #[command(flatten)]
    scheme: Scheme,
}

impl Decrypt {
    pub(super) fn run(&self, output: &mut Output) -> Result<(), Fault> {
        let cipher = load_cipher(self.scheme.code)?;
        let pasted = source::read_whole(&self.input.file)?;
        let text = pasted::text_in(&pasted).map_err(|fault| fault.of(source::name_of(&self.input.file)))?;
        let payload = Zeroizing::new(cipher.decrypt(&text)?);
        if !output.is_terminal() {
            return output.write(&*payload);
        }
        // A terminal gets what could steer it in escaped form: who can change a text of CBC has a say in what comes out.
        let payload = String::from_utf8_lossy(&payload);
        for line in payload.strip_suffix('\n').unwrap_or(&payload).split('\n') {
            output.write(printable(line.strip_suffix('\r').unwrap_or(line), &['\t']))?;
            output.write("\n")?;
        }
        Ok(())
    }
}
