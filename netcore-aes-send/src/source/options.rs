//! How the rows of a table become events.

/// How the rows of a table become events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// The column of JSON text that holds the events; none for `event`, or for columns named as the fields of an event.
    pub column: Option<String>,
    /// The asset id of rows without one.
    pub asset_id: Option<String>,
}
