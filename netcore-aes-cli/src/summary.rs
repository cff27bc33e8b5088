//! The summary of a run: a table for a person, lines for a program.

use comfy_table::presets::{ASCII_FULL_CONDENSED, UTF8_FULL_CONDENSED};
use comfy_table::{ContentArrangement, Table};

use netcore_aes_send::text::{is_utf8, printable};

/// The text of a summary. Values may hold any character of a file's name.
pub(crate) fn text(rows: &[(&str, String)], is_terminal: bool) -> String {
    let rows = rows.iter().map(|(name, value)| (*name, printable(value, &[])));
    if !is_terminal {
        let lines: Vec<String> = rows.map(|(name, value)| format!("{name}: {value}\n")).collect();
        return lines.concat();
    }
    let mut table = Table::new();
    table.load_style(if is_utf8() { UTF8_FULL_CONDENSED } else { ASCII_FULL_CONDENSED });
    let width = terminal_size::terminal_size().map_or(80, |(width, _)| width.0);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.add_rows(rows.map(|(name, value)| [name.to_owned(), value]));
    format!("{table}\n")
}
