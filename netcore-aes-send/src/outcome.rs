//! How a run ended.

use crate::fault::{Fault, INTERRUPTED, NOT_SENT};
use crate::plan::Plan;
use crate::tally::Tally;
use crate::text::quoted;

/// How a run ended.
pub struct Outcome {
    /// What became of the events.
    pub tally: Tally,
    /// Whether the inputs were read to their end, and each event has arrived or is a dead letter for its own sake.
    pub is_complete: bool,
    /// Whether an earlier run had sent everything, so that this one sent nothing.
    pub was_finished: bool,
    /// Why the run ended early, unless it was asked to.
    pub fault: Option<Fault>,
    /// Whether a journal says what is left to do.
    pub(crate) has_journal: bool,
}

impl Outcome {
    /// The exit status of a command line: 0 if all events arrived, 1 if there are dead letters or events not sent, 2 if an input could
    /// not be read, 130 if the run was asked to end.
    #[must_use]
    pub fn status(&self) -> u8 {
        match &self.fault {
            Some(fault) => fault.status,
            None if !self.is_complete => INTERRUPTED,
            None if self.tally.dead > 0 || (self.tally.earlier_dead > 0 && !self.was_finished) => NOT_SENT,
            None => 0,
        }
    }

    /// The lines of a summary: names and values. Values may hold any character of a file's name.
    #[must_use]
    pub fn rows(&self, plan: &Plan) -> Vec<(&'static str, String)> {
        let mut rows = self.tally.rows(plan.is_dry_run);
        if plan.is_dry_run {
            rows.push(("endpoint", plan.endpoint.url().to_owned()));
            return rows;
        }
        if self.tally.dead > 0 || self.tally.earlier_dead > 0 {
            rows.push(("dead letters are in", plan.dead_letters_path().to_string_lossy().into_owned()));
        }
        match plan.journal_path() {
            None => rows.push((
                "journal",
                "none: standard input is read once, and no run can go on, unless --journal is given".to_owned(),
            )),
            Some(path) if self.has_journal => {
                let path = path.to_string_lossy();
                let journal = match (self.was_finished, self.is_complete) {
                    (true, _) => format!("finished by an earlier run: {path}; --start-over sends everything again"),
                    (_, true) => format!("finished: {path}"),
                    _ => format!("kept as {path}"),
                };
                rows.push(("journal", journal));
            }
            Some(_) => {}
        }
        rows
    }

    /// Why the run did not complete, and how to go on; or why its numbers are not in their file. None if all went well.
    #[must_use]
    pub fn advice(&self, plan: &Plan) -> Option<String> {
        if self.is_complete {
            return self.fault.as_ref().map(|fault| fault.message.clone());
        }
        let rest = format!("the rest of the input, behind its first {} events, was not read", self.tally.read);
        let why = self.fault.as_ref().map_or("stopped", |fault| &fault.message);
        Some(if self.has_journal {
            let then = if self.fault.is_some() { "then " } else { "" };
            format!("{why}; {then}run the same command again to go on")
        } else if plan.is_dry_run || plan.journal_path().is_some() || self.tally.read == 0 {
            why.to_owned()
        } else if self.tally.dead == 0 {
            format!("{why}; what was read was sent; {rest}")
        } else {
            let path = quoted(plan.dead_letters_path());
            format!("{why}; what was read and not sent is in {path}; {rest}")
        })
    }
}
