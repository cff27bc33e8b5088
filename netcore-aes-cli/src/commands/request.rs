//! `netcore-aes request`.

use std::path::Path;

use clap::Args;
use netcore_aes_core::{EventContext, Region, Severity, UploadRequest, WipedBytes, check_events};

use super::options::{Column, Input, Scheme};
use crate::credentials::load_unpublished_cipher;
use crate::fault::{Fault, NOT_SENT};
use crate::output::Output;
use crate::payloads::each_payload;
use crate::report;
use netcore_aes_send::source::{self, Source, TableOptions};
use netcore_aes_send::text::quoted;

/// The API key is left out of everything that is printed, so it need not be there.
const NO_KEY: &str = "masked";

/// Print the request that would carry a file's events, with the API key left out
#[derive(Args)]
#[command(after_help = "Example:
  netcore-aes request events.ndjson --asset-id ID --curl")]
pub(crate) struct Request {
    #[command(flatten)]
    input: Input,
    /// The asset id from the panel
    #[arg(long, value_name = "ID", env = "NETCORE_ASSET_ID", hide_env_values = true)]
    asset_id: String,
    /// Print a command for a shell
    #[arg(long)]
    curl: bool,
    #[command(flatten)]
    column: Column,
    /// Where the panel's data lives
    #[arg(long, value_name = "us|in|eu", default_value = "us")]
    region: Region,
    #[command(flatten)]
    scheme: Scheme,
}

impl Request {
    pub(super) fn run(&self, output: &mut Output) -> Result<(), Fault> {
        let cipher = load_unpublished_cipher(self.scheme.code)?;
        let payload = payload(&self.input.file, &self.column.table(Some(&self.asset_id)))?;
        self.check(&payload)?;
        let text = cipher.encrypt(&payload)?;
        let request = UploadRequest::new(self.region, cipher.scheme(), &self.asset_id, NO_KEY, &text)?;
        if self.curl {
            output.write(request.curl()?)?;
            return output.write("\n");
        }
        output.write(format!("{} {}\n", UploadRequest::METHOD, request.url()))?;
        for (name, value) in request.headers() {
            let value = if name == "Authorization" { "Bearer ********" } else { value };
            output.write(format!("{name}: {value}\n"))?;
        }
        output.write(format!("\n{}\n", request.body()))
    }

    fn check(&self, payload: &[u8]) -> Result<(), Fault> {
        let context = EventContext { asset_id: Some(&self.asset_id), now: report::now() };
        let problems = check_events(payload, &context)?;
        let mut errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
        let Some(first) = errors.next() else { return Ok(()) };
        let count = errors.count().saturating_add(1);
        let of = if count == 1 { String::new() } else { format!(" (first of {count} errors)") };
        let message =
            format!("the events would not arrive: {first}{of}; `netcore-aes check` shows everything that is wrong");
        Err(Fault::Message { message, status: NOT_SENT })
    }
}

/// The events of a file as one payload.
fn payload(path: &Path, options: &TableOptions) -> Result<WipedBytes, Fault> {
    let name = quoted(source::name_of(path));
    let mut only = None;
    each_payload(Source::open(path, options)?, &name, |payload| {
        if only.replace(payload).is_some() {
            return Err(Fault::input(format_args!(
                "{name} contains more events than one request may carry; use `netcore-aes send`"
            )));
        }
        Ok(())
    })?;
    only.ok_or_else(|| Fault::input(format_args!("{name} contains no event")))
}
