//! The report of a check.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use comfy_table::presets::{ASCII_FULL_CONDENSED, NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{ContentArrangement, Table};
use netcore_aes_core::{Problem, Severity};

use crate::fault::Fault;
use crate::output::Output;
use netcore_aes_send::text::{is_utf8, printable};

/// The most problems in a table, which is kept in memory.
const MAX_ROWS: usize = 1000;

/// The number of events, and of their problems.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) events: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
}

impl Counts {
    pub(crate) const fn add(&mut self, severity: Severity) {
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count = count.saturating_add(1);
    }
}

/// A report that is written while the check goes on.
pub(crate) trait Report {
    /// Adds a problem; of a file, if there are several.
    fn add(&mut self, file: Option<&str>, problem: &Problem, output: &mut Output) -> Result<(), Fault>;
    fn finish(&mut self, counts: &Counts, output: &mut Output) -> Result<(), Fault>;
}

/// The time, in seconds since 1970; none if the clock is before that.
pub(crate) fn now() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// A table for a person.
#[derive(Default)]
pub(crate) struct TableReport {
    rows: Vec<Vec<String>>,
    has_files: bool,
}

impl Report for TableReport {
    fn add(&mut self, file: Option<&str>, problem: &Problem, _: &mut Output) -> Result<(), Fault> {
        self.has_files = file.is_some();
        if self.rows.len() < MAX_ROWS {
            let of_problem = [
                printable(&problem.pointer, &[]),
                problem.rule.name().to_owned(),
                problem.severity().name().to_owned(),
                printable(&problem.rule.to_string(), &[]),
            ];
            self.rows.push(file.map(|file| printable(file, &[])).into_iter().chain(of_problem).collect());
        }
        Ok(())
    }

    fn finish(&mut self, counts: &Counts, output: &mut Output) -> Result<(), Fault> {
        let Counts { events, errors, warnings } = counts;
        if !self.rows.is_empty() {
            output.write(table(&self.rows, self.has_files, output.is_terminal()))?;
        }
        let more = errors.saturating_add(*warnings).saturating_sub(self.rows.len());
        if more > 0 {
            output.write(format!("... and {more} problems more, which --format json shows\n"))?;
        }
        output.write(format!("{events} events: {errors} errors, {warnings} warnings\n"))
    }
}

/// As wide as the terminal; in a file, a line for each problem, which `grep` finds whole.
fn table(rows: &[Vec<String>], has_files: bool, is_terminal: bool) -> String {
    let mut table = Table::new();
    table.load_style(if !is_terminal {
        NOTHING
    } else if is_utf8() {
        UTF8_FULL_CONDENSED
    } else {
        ASCII_FULL_CONDENSED
    });
    if is_terminal {
        let width = terminal_size::terminal_size().map_or(80, |(width, _)| width.0);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    let header = ["where", "rule", "severity", "what to do"];
    table.set_header(has_files.then_some("file").into_iter().chain(header));
    table.add_rows(rows);
    let mut text = String::new();
    table.lines().for_each(|line| _ = writeln!(text, "{}", line.trim_end()));
    text
}

/// JSON for a program, problem by problem, so that memory does not grow with them.
#[derive(Default)]
pub(crate) struct JsonReport {
    is_begun: bool,
}

impl JsonReport {
    /// Nothing is written before the first problem, or the end: an input that cannot be read leaves no half of a report.
    const fn begin(&mut self) -> &'static str {
        if self.is_begun {
            return ",\n";
        }
        self.is_begun = true;
        "{\"problems\": [\n"
    }
}

impl Report for JsonReport {
    fn add(&mut self, file: Option<&str>, problem: &Problem, output: &mut Output) -> Result<(), Fault> {
        let file = file.map_or_else(String::new, |file| format!("\"file\": {}, ", json_string(file)));
        let event = problem.event.map_or_else(|| "null".to_owned(), |event| event.to_string());
        output.write(format!(
            "{}{{{file}\"pointer\": {}, \"event\": {event}, \"rule\": \"{}\", \"severity\": \"{}\", \"message\": {}}}",
            self.begin(),
            json_string(&problem.pointer),
            problem.rule.name(),
            problem.severity().name(),
            json_string(&problem.rule.to_string()),
        ))
    }

    fn finish(&mut self, counts: &Counts, output: &mut Output) -> Result<(), Fault> {
        let Counts { events, errors, warnings } = counts;
        let begin = if self.is_begun { "" } else { "{\"problems\": [" };
        output.write(format!("{begin}], \"events\": {events}, \"errors\": {errors}, \"warnings\": {warnings}}}\n"))
    }
}

/// The text as JSON in ASCII, which every locale takes.
fn json_string(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    if json.is_ascii() {
        return json;
    }
    let mut ascii = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(ascii, "\\u{unit:04x}"));
        }
    }
    ascii
}
