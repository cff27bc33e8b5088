//! Sends files of events, as the tests of the crate do: `send URL FILE… [--NAME VALUE]…`. A signal ends it in good order, and a second one
//! at once. The key, the IV and the API key are samples.

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use netcore_aes_core::Cipher;
use netcore_aes_send::{Endpoint, Plan, Stop, send, survive_limits_of_files};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let stop = Stop::default();
    stop.set_by_signals()?;
    survive_limits_of_files()?;
    let plan = plan()?;
    let cipher = Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16])?;
    let (lines, status) = match send(&plan, cipher, &stop, |_| {}) {
        Ok(outcome) => {
            let rows = outcome.rows(&plan).into_iter().map(|(name, value)| format!("{name}: {value}"));
            (rows.chain(outcome.advice(&plan)).collect::<Vec<_>>(), outcome.status())
        }
        Err(fault) => (vec![fault.message], fault.status),
    };
    // Nobody may be there to read it.
    _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
    Ok(ExitCode::from(status))
}

fn plan() -> Result<Plan, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let endpoint = Endpoint::parse(&arguments.next().ok_or("name a URL")?)?;
    let mut plan = Plan::new(Vec::new(), endpoint, "asset-1".to_owned(), "api-key".to_owned().into());
    while let Some(argument) = arguments.next() {
        let Some(name) = argument.strip_prefix("--") else {
            plan.inputs.push(argument.into());
            continue;
        };
        let value = arguments.next().ok_or("give a value")?;
        match name {
            "chunk-events" => plan.limits.events = value.parse()?,
            "event-bytes" => plan.limits.event_bytes = value.parse()?,
            "connections" => plan.connections = value.parse()?,
            "max-retries" => plan.max_retries = value.parse()?,
            "timeout" => plan.timeout = Duration::from_secs_f64(value.parse()?),
            "journal" => plan.journal = Some(value.into()),
            "dead-letter" => plan.dead_letters = Some(value.into()),
            "metrics" => plan.metrics = Some(value.into()),
            "ca-bundle" => plan.ca_bundle = Some(value.into()),
            "dry-run" => plan.is_dry_run = value.parse()?,
            "start-over" => plan.starts_over = value.parse()?,
            _ => return Err(format!("--{name} is not an option").into()),
        }
    }
    Ok(plan)
}
