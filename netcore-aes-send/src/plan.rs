//! What is sent, and where everything goes.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use netcore_aes_core::UploadLimits;
use zeroize::Zeroizing;

use crate::endpoint::Endpoint;
use crate::fault::Fault;
use crate::files::plain;
use crate::journal::Settings;
use crate::private::open_private;
use crate::source::{TableOptions, is_stdin, name_of};
use crate::text::quoted;
use crate::waiting::is_once;

/// The name of the setting that tells how many events are in a chunk.
pub(crate) const CHUNK_EVENTS: &str = "number of chunk events";
/// The name of the setting that tells how many bytes are in a chunk.
pub(crate) const CHUNK_BYTES: &str = "number of chunk bytes";

/// There are no more ports on a machine, and far more cannot be waited for.
const MOST_CONNECTIONS: usize = 65_535;

/// What is sent, and where everything goes.
pub struct Plan {
    /// The inputs: files (those of folders and patterns by [`crate::files_of`]), pipes, or `-` for standard input. JSON arrays, NDJSON, or
    /// gzip, zstd, bzip2 or xz of either; with the feature `tables` also Parquet, Arrow and CSV.
    pub inputs: Vec<PathBuf>,
    /// The file or folder that the inputs come from, and beside which journal and dead letters are; none for the first input.
    pub origin: Option<PathBuf>,
    /// The column of tables that holds the events as JSON text; none for the usual one, as in [`TableOptions`].
    pub column: Option<String>,
    /// Where events are sent to.
    pub endpoint: Endpoint,
    /// The panel's asset id.
    pub asset_id: String,
    /// The panel's API key. It is wiped with the plan.
    pub api_key: Zeroizing<String>,
    /// How much one request carries, and the longest event.
    pub limits: UploadLimits,
    /// The number of requests at the same time, from 1 to 65 535; what is out of that is the nearest.
    pub connections: usize,
    /// The most requests that are begun in a second, retries included; none for no limit but the endpoint's. More than 0.
    pub requests_per_second: Option<f64>,
    /// The number of tries of one request after the first.
    pub max_retries: u32,
    /// The time without progress after which a request is given up.
    pub timeout: Duration,
    /// The file for dead letters; none for the usual one beside the origin.
    pub dead_letters: Option<PathBuf>,
    /// The journal; none for the usual one beside the origin, if all inputs can be read again.
    pub journal: Option<PathBuf>,
    /// The log, for [`Self::open_log`].
    pub log: Option<PathBuf>,
    /// The file for numbers, replaced about once a second: for Prometheus if its name ends with `.prom`, otherwise JSON.
    pub metrics: Option<PathBuf>,
    /// Authorities to trust in place of the usual ones, in PEM.
    pub ca_bundle: Option<PathBuf>,
    /// Does everything but send, and writes no file.
    pub is_dry_run: bool,
    /// Sends everything again, whatever the journal says.
    pub starts_over: bool,
}

impl Plan {
    /// A plan with the usual values: 1000 events in a request, 4 connections, 8 retries, 30 seconds.
    #[must_use]
    pub fn new(inputs: Vec<PathBuf>, endpoint: Endpoint, asset_id: String, api_key: Zeroizing<String>) -> Self {
        Self {
            inputs,
            origin: None,
            column: None,
            endpoint,
            asset_id,
            api_key,
            limits: UploadLimits::default(),
            connections: 4,
            requests_per_second: None,
            max_retries: 8,
            timeout: Duration::from_secs(30),
            dead_letters: None,
            journal: None,
            log: None,
            metrics: None,
            ca_bundle: None,
            is_dry_run: false,
            starts_over: false,
        }
    }

    /// The file for dead letters.
    #[must_use]
    pub fn dead_letters_path(&self) -> PathBuf {
        self.dead_letters.clone().unwrap_or_else(|| self.beside(".dead-letter.ndjson"))
    }

    /// The journal; none if the inputs can be read only once and none was named.
    #[must_use]
    pub fn journal_path(&self) -> Option<PathBuf> {
        let usual = || (!self.is_once()).then(|| self.beside(".journal"));
        self.journal.clone().or_else(usual)
    }

    /// Opens the log to append to it, and makes it for the user alone if it is not there. Nothing is written here: a run tells of
    /// each request by [`tracing`], never of an event, a text or a key, and the caller's subscriber writes it.
    ///
    /// # Errors
    /// A [`Fault`] if it cannot be opened, or others may write to it.
    pub fn open_log(&self) -> Result<Option<fs::File>, Fault> {
        let Some(path) = &self.log else { return Ok(None) };
        // Before it is made: it may be named like an input.
        self.check()?;
        open_private(path, false, "write the log").map(Some)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.clamp(1, MOST_CONNECTIONS)
    }

    /// How the rows of tables become events.
    pub(crate) fn table_options(&self) -> TableOptions {
        TableOptions { column: self.column.clone(), asset_id: Some(self.asset_id.clone()) }
    }

    /// The length of the file of dead letters, in bytes.
    pub(crate) fn letters_len(&self) -> u64 {
        fs::metadata(self.dead_letters_path()).map_or(0, |found| found.len())
    }

    /// The names of the inputs, as messages and dead letters call them.
    pub(crate) fn names(&self) -> Vec<String> {
        self.inputs.iter().map(|path| name_of(path).to_string_lossy().into_owned()).collect()
    }

    /// Whether an input can be read only once.
    pub(crate) fn is_once(&self) -> bool {
        self.inputs.iter().any(|path| is_once(path))
    }

    /// Refuses at once what would otherwise come to light half-way.
    ///
    /// # Errors
    /// A [`Fault`] that names the file.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        if self.inputs.iter().filter(|path| is_stdin(path)).count() > 1 {
            return Err(Fault::input("standard input is named twice"));
        }
        for path in self.inputs.iter().filter(|path| !is_stdin(path)) {
            match fs::metadata(path) {
                Ok(found) if found.is_dir() => {
                    return Err(Fault::input(format_args!("{} is a directory; name files", quoted(path))));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    return Err(Fault::input(format_args!("the file {} does not exist", quoted(path))));
                }
                _ => {}
            }
        }
        let inputs = self.inputs.iter().filter(|path| !is_stdin(path)).cloned();
        let files = inputs.chain([self.dead_letters_path()]).chain(self.journal_path());
        let mut files: Vec<PathBuf> = files.chain(self.log.clone()).chain(self.metrics.clone()).collect();
        let count = files.len();
        for path in &mut files {
            *path = real(path);
        }
        files.sort();
        files.dedup();
        if files.len() < count {
            return Err(Fault::input(
                "the inputs, the journal, the dead letters, the log and the metrics must be different files",
            ));
        }
        Ok(())
    }

    /// What must be the same when a run goes on.
    pub(crate) fn settings(&self) -> Settings {
        let base = |path: &PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let inputs: Vec<String> = self.inputs.iter().map(base).collect();
        Settings(vec![
            ("list of inputs", inputs.join("\n")),
            ("endpoint", self.endpoint.url().to_owned()),
            ("asset id", self.asset_id.clone()),
            (CHUNK_EVENTS, self.limits.events.to_string()),
            (CHUNK_BYTES, self.limits.payload_bytes.to_string()),
            ("limit of one event", self.limits.event_bytes.to_string()),
        ])
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let first = self.origin.as_ref().or(self.inputs.first()).filter(|path| !is_once(path));
        let own = |path: &PathBuf| if path.is_dir() { plain(path) } else { path.clone() };
        let mut name = first.map_or_else(|| "netcore-aes".into(), |path| own(path).into_os_string());
        name.push(ending);
        name.into()
    }
}

/// The path without links, of a file that may not be there yet.
fn real(path: &Path) -> PathBuf {
    let folder = || {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(parent).ok().zip(path.file_name()).map(|(parent, name)| parent.join(comparable(name)))
    };
    fs::canonicalize(path).ok().or_else(folder).unwrap_or_else(|| path.to_owned())
}

/// The name of a file that is not there yet; on Windows and macOS the same file in capitals or not.
fn comparable(name: &OsStr) -> OsString {
    if cfg!(any(windows, target_vendor = "apple")) {
        return name.to_string_lossy().to_lowercase().into();
    }
    name.to_owned()
}
