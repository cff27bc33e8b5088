//! Which columns of a table become which part of an event.

use super::fault::{Fault, listed, shown};
use super::text::write_string;
use crate::source::options::TableOptions;

/// The column of JSON text, if no other is named.
const EVENT: &str = "event";
/// The fields that a column can be, besides the parameters: those that the core knows.
pub(super) const FIELDS: [&str; 8] =
    ["asset_id", "activity_name", "timestamp", "identity", "anonid", "email", "mobile", "activity_source"];

const PARAMS: &str = "activity_params";

/// How a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The whole event, as JSON text.
    Event,
    /// As JSON of its type.
    Plain,
    /// The same, but a date is the timestamp of its midnight.
    Timestamp,
    /// An object; text is JSON.
    Params,
}

/// A row of a table.
pub(super) trait Row {
    /// Writes the cell of a column as JSON; returns false, and has written nothing, if the cell is empty.
    fn write(&self, out: &mut Vec<u8>, column: usize, form: Form) -> bool;
}

/// Which columns become which part of an event.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mapping {
    Event(usize),
    Fields { fields: Vec<(&'static str, usize)>, params: Params, asset_id: Option<String> },
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Params {
    None,
    Column(usize),
    Members(Vec<(String, usize)>),
}

impl Mapping {
    /// Finds out by the names of the columns.
    ///
    /// # Errors
    /// A [`Fault`] that says which column is unknown, missing or there twice.
    pub(super) fn of(names: &[String], options: &TableOptions) -> Result<Self, Fault> {
        let twice =
            names.iter().enumerate().find(|(place, name)| names.iter().take(*place).any(|other| other == *name));
        if let Some((_, name)) = twice {
            return Err(columns(format!("has the column {} twice; rename one", shown(name))));
        }
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        if let Some(column) = &options.column {
            return place(column).map(Self::Event).ok_or_else(|| {
                columns(format!("has no column {}, which --column names; it has {}", shown(column), listed(names)))
            });
        }
        match place(EVENT) {
            Some(column) if place("activity_name").is_none() => Ok(Self::Event(column)),
            _ => Self::of_fields(names, options),
        }
    }

    fn of_fields(names: &[String], options: &TableOptions) -> Result<Self, Fault> {
        let (mut fields, mut column, mut members) = (Vec::new(), None, Vec::new());
        for (place, name) in names.iter().enumerate() {
            if let Some(field) = FIELDS.iter().find(|field| *field == name) {
                fields.push((*field, place));
            } else if name == PARAMS {
                column = Some(place);
            } else if let Some(member) = name.strip_prefix("activity_params.") {
                members.push((member.to_owned(), place));
            } else {
                return Err(unknown(name));
            }
        }
        let params = match (column, members) {
            (Some(_), members) if !members.is_empty() => {
                return Err(columns(format!("has both {PARAMS} and columns {PARAMS}.NAME; keep one of them")));
            }
            (Some(column), _) => Params::Column(column),
            (None, members) if members.is_empty() => Params::None,
            (None, members) => Params::Members(members),
        };
        Ok(Self::Fields { fields, params, asset_id: options.asset_id.clone() })
    }

    /// Whether the table can be of events: columns of other names are a mistake then.
    pub(super) fn is_likely(names: &[String], options: &TableOptions) -> bool {
        let is_known = |name: &String| {
            FIELDS.contains(&name.as_str()) || options.column.as_ref().map_or(EVENT, String::as_str) == name
        };
        names.iter().any(is_known)
    }

    /// The columns that are needed, with the form that each is written in, by their places.
    pub(super) fn columns(&self) -> Vec<(usize, Form)> {
        let mut columns: Vec<(usize, Form)> = match self {
            Self::Event(column) => vec![(*column, Form::Event)],
            Self::Fields { fields, params, .. } => {
                let fields = fields.iter().map(|(name, column)| (*column, form_of(name)));
                match params {
                    Params::None => fields.collect(),
                    Params::Column(column) => fields.chain([(*column, Form::Params)]).collect(),
                    Params::Members(members) => {
                        fields.chain(members.iter().map(|(_, column)| (*column, Form::Plain))).collect()
                    }
                }
            }
        };
        columns.sort_unstable_by_key(|(column, _)| *column);
        columns
    }

    /// The same mapping for rows of the columns at these places alone, which are in order.
    pub(super) fn within(self, places: &[usize]) -> Self {
        let moved = |column: usize| places.binary_search(&column).unwrap_or(column);
        match self {
            Self::Event(column) => Self::Event(moved(column)),
            Self::Fields { fields, params, asset_id } => Self::Fields {
                fields: fields.into_iter().map(|(name, column)| (name, moved(column))).collect(),
                params: match params {
                    Params::None => Params::None,
                    Params::Column(column) => Params::Column(moved(column)),
                    Params::Members(members) => {
                        Params::Members(members.into_iter().map(|(name, column)| (name, moved(column))).collect())
                    }
                },
                asset_id,
            },
        }
    }

    /// Writes a row as one line.
    pub(super) fn write(&self, out: &mut Vec<u8>, row: &impl Row) {
        match self {
            Self::Event(column) => {
                if !row.write(out, *column, Form::Event) {
                    out.extend_from_slice(b"null");
                }
            }
            Self::Fields { fields, params, asset_id } => {
                out.push(b'{');
                let mut has_asset_id = false;
                for (name, column) in fields {
                    let is_there = write_member(out, name.as_bytes(), |out| row.write(out, *column, form_of(name)));
                    has_asset_id |= is_there && *name == ASSET_ID;
                }
                if let Some(asset_id) = asset_id.as_ref().filter(|_| !has_asset_id) {
                    write_member(out, ASSET_ID.as_bytes(), |out| {
                        write_string(out, asset_id.as_bytes());
                        true
                    });
                }
                write_member(out, PARAMS.as_bytes(), |out| {
                    params.write(out, row);
                    true
                });
                out.push(b'}');
            }
        }
        out.push(b'\n');
    }
}

const ASSET_ID: &str = "asset_id";

impl Params {
    fn write(&self, out: &mut Vec<u8>, row: &impl Row) {
        match self {
            Self::Column(column) if row.write(out, *column, Form::Params) => {}
            Self::None | Self::Column(_) => out.extend_from_slice(b"{}"),
            Self::Members(members) => {
                out.push(b'{');
                for (name, column) in members {
                    write_member(out, name.as_bytes(), |out| row.write(out, *column, Form::Plain));
                }
                out.push(b'}');
            }
        }
    }
}

/// Writes a member of an object that was begun, unless its value is empty. Returns whether it is there.
pub(super) fn write_member(out: &mut Vec<u8>, name: &[u8], value: impl FnOnce(&mut Vec<u8>) -> bool) -> bool {
    let begin = out.len();
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    write_string(out, name);
    out.push(b':');
    let is_there = value(out);
    if !is_there {
        out.truncate(begin);
    }
    is_there
}

fn form_of(name: &str) -> Form {
    if name == "timestamp" { Form::Timestamp } else { Form::Plain }
}

fn unknown(name: &str) -> Fault {
    let known = FIELDS.join(", ");
    columns(format!(
        "has a column {}, which is no field of an event ({known}, {PARAMS}); leave it out, put it into {PARAMS}, or name a column of \
         JSON text by --column",
        shown(name)
    ))
}

const fn columns(sentence: String) -> Fault {
    Fault::Columns(sentence)
}
