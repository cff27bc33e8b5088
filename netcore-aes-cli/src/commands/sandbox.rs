//! `netcore-aes sandbox`.

use std::io::{self, Write as _};

use clap::Args;
use netcore_aes_sandbox::{Faults, Keyring, Limits, NO_KEY, Settings, is_loopback};
use netcore_aes_send::source::reason;
use netcore_aes_send::text::line;

use crate::credentials::load_keyring;
use crate::fault::{Fault, NOT_SENT};
use crate::output::Output;

/// Run a local stand-in for the endpoint, with a page that shows what Netcore would see
#[derive(Args)]
#[command(after_help = "Example:
  netcore-aes sandbox --port 8025
It decrypts with NETCORE_AES_KEY and NETCORE_AES_IV, or the file that NETCORE_AES_CREDENTIALS
names. What it receives is kept in memory alone, and gone when it stops.")]
#[command(allow_negative_numbers = true)]
pub(crate) struct Sandbox {
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8025)]
    port: u16,
    /// The address to listen on
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    host: String,
    /// The share of requests to answer 500 or 503, 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.0")]
    fail_rate: f64,
    /// The share to answer 429, with Retry-After
    #[arg(long, value_name = "SHARE", default_value = "0.0")]
    throttle_rate: f64,
    /// The share to drop: half unread, half once received
    #[arg(long, value_name = "SHARE", default_value = "0.0")]
    drop_rate: f64,
    /// The most requests to take in a second; 429 answers the others
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    requests_per_second: u32,
    /// Milliseconds to wait before each answer, 0 to 600000
    #[arg(long, value_name = "MS", default_value_t = 0)]
    delay_ms: i64,
    /// The most requests to keep; the oldest go first
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    keep: u64,
}

impl Sandbox {
    pub(super) fn run(&self, output: &mut Output) -> Result<(), Fault> {
        let faults = Faults::new(self.fail_rate, self.throttle_rate, self.drop_rate, self.delay_ms);
        let faults = faults.map_err(Fault::input)?.with_requests_per_second(self.requests_per_second);
        let keys = load_keyring()?;
        let schemes = schemes(&keys);
        let settings = Settings {
            host: self.host.clone(),
            port: self.port,
            keys,
            faults,
            keep: self.keep,
            limits: Limits::default(),
        };
        let sandbox = netcore_aes_sandbox::Sandbox::bind(settings).map_err(|error| self.not_listening(&error))?;
        if !is_loopback(&self.host) {
            let warning = format!("Warning: anyone who can reach {} can see what the sandbox decrypts.", self.host);
            // Without standard error there is nobody to warn.
            _ = io::stderr().write_all(format!("{}\n", line(&warning)).as_bytes());
        }
        let (url, endpoint) = (sandbox.url(), sandbox.endpoint());
        output.write(format!("Sandbox: {url}\nEndpoint: {endpoint}\nKeys: {schemes}\n"))?;
        output.flush()?;
        sandbox.run();
        Ok(())
    }

    fn not_listening(&self, error: &io::Error) -> Fault {
        let (host, port, reason) = (&self.host, self.port, reason(error));
        let message = format!("cannot listen on {host}, port {port}: {reason}; choose another with --port and --host");
        Fault::Message { message, status: NOT_SENT }
    }
}

fn schemes(keys: &Keyring) -> String {
    let codes: Vec<_> = keys.schemes().map(|code| code.to_string()).collect();
    if codes.is_empty() { NO_KEY.to_owned() } else { format!("for scheme {}", codes.join(", ")) }
}
