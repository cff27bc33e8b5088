//! Options that several commands have.

use std::path::PathBuf;

use clap::Args;
use netcore_aes_send::source::TableOptions;

#[derive(Args)]
pub(super) struct Input {
    /// The file to read; - for standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

#[derive(Args)]
pub(super) struct OptionalInput {
    /// The file to read; - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub(super) file: PathBuf,
}

#[derive(Args)]
pub(super) struct Scheme {
    /// 11256 (CBC, base64), 11257 (CBC, hex) or 11258 (GCM)
    #[arg(id = "scheme", long = "scheme", value_name = "X-ECODE", default_value_t = 11256)]
    pub(super) code: u32,
}

#[derive(Args)]
pub(super) struct Column {
    /// The column of a table that holds each event as JSON text [event]
    #[arg(id = "column", long = "column", value_name = "NAME")]
    pub(super) name: Option<String>,
}

impl Column {
    /// How the rows of a table become events.
    pub(super) fn table(&self, asset_id: Option<&str>) -> TableOptions {
        TableOptions { column: self.name.clone(), asset_id: asset_id.map(str::to_owned) }
    }
}
