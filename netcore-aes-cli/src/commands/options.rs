//! Options that several commands have.

use std::path::PathBuf;

use clap::Args;

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
