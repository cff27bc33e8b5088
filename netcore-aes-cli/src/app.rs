//! The commands, and what becomes of their faults.

use std::any::Any;
use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};
use std::process::ExitCode;
use std::{env, mem};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::commands::Command;
use crate::fault::{Fault, INPUT};
use crate::output::Output;
use netcore_aes_send::text::line;

const DEBUG: &str = "NETCORE_AES_DEBUG";

/// Events for Netcore CE: keys, encryption, checks, uploads, and a sandbox to try them against.
#[derive(Parser)]
#[command(name = "netcore-aes", version, disable_help_subcommand = true, arg_required_else_help = false)]
#[command(
    max_term_width = 100,
    after_help = "netcore-aes COMMAND --help shows the options of a command, and an example."
)]
struct App {
    #[command(subcommand)]
    command: Command,
}

/// Runs the command line. Every failure is one line on standard error.
pub(crate) fn main() -> ExitCode {
    panic::set_hook(Box::new(tell_of_panic));
    // Without the handler the process ends by a signal, as it would without this program's doing.
    _ = netcore_aes_send::survive_limits_of_files();
    // What the operating system refused stays in the output's buffer, which is not to be written once more.
    let mut output = mem::ManuallyDrop::new(Output::new());
    ExitCode::from(panic::catch_unwind(panic::AssertUnwindSafe(|| run(&mut output))).unwrap_or(INPUT))
}

fn run(output: &mut Output) -> u8 {
    let ended = match App::try_parse() {
        Ok(app) => app.command.run(App::command, output),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            output.write(error.render().to_string()).map(|()| 0)
        }
        Err(error) => Err(Fault::input(usage(&error))),
    };
    let status = ended.unwrap_or_else(tell);
    output.flush().map_or_else(|fault| if status == 0 { tell(fault) } else { status }, |()| status)
}

/// Says what is wrong; returns the exit status.
fn tell(fault: Fault) -> u8 {
    match fault {
        Fault::OutputClosed => 1,
        Fault::Message { message, status } => {
            say(&message);
            status
        }
    }
}

fn say(message: &str) {
    // In one piece, so that lines of several processes do not mix. Without standard error there is nobody to tell.
    _ = io::stderr().write_all(format!("netcore-aes: {}\n", line(message)).as_bytes());
}

/// What is wrong with the arguments, without the usage that follows it.
fn usage(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::MissingSubcommand {
        return "no command is named (try --help)".to_owned();
    }
    let text = error.render().to_string();
    let paragraphs = text.trim_start_matches("error: ").split("\n\n");
    let told = paragraphs.take_while(|text| !text.starts_with("Usage:") && !text.starts_with("For more information"));
    let lines: Vec<_> = told.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    format!("{} (try --help)", lines.join("; "))
}

fn tell_of_panic(info: &PanicHookInfo<'_>) {
    if netcore_aes_send::source::is_decoding() {
        // It is caught, and told as an error of the input.
        return;
    }
    let place = info.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
    let is_debug = env::var_os(DEBUG).is_some_and(|value| value == "1");
    say(&panic_message(&place, info.payload(), is_debug));
}

/// A panic's message may hold anything, an event included; its place does not.
fn panic_message(place: &str, payload: &(dyn Any + Send), is_debug: bool) -> String {
    if !is_debug {
        return format!("unexpected fault{place}; please report it; {DEBUG}=1 shows its message");
    }
    let text = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
    format!("unexpected fault{place}: {}", text.unwrap_or("no message"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_shows_its_message_only_if_asked() {
        let quiet = panic_message(" at src/x.rs:1", &"an event", false);
        assert!(quiet.contains("src/x.rs:1") && quiet.contains(DEBUG) && !quiet.contains("an event"), "{quiet}");
        let payloads: [&(dyn Any + Send); 2] = [&"an event", &"an event".to_owned()];
        for payload in payloads {
            assert_eq!(panic_message(" at src/x.rs:1", payload, true), "unexpected fault at src/x.rs:1: an event");
        }
        assert_eq!(panic_message("", &1, true), "unexpected fault: no message");
    }
}
