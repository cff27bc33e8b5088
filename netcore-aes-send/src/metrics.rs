//! The numbers of a run in a file, for programs that watch it.

use std::fmt::Write as _;
use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tempfile::NamedTempFile;

use crate::fault::Fault;
use crate::private::found_at;
use crate::tally::Tally;

const ACTION: &str = "write the metrics";
const INTERVAL: Duration = Duration::from_secs(1);
/// At the beginning and at the end of a run, the file is tried so often to be replaced: for a second.
const MOST_TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);
/// A file whose name ends so is for Prometheus.
const PROMETHEUS: &str = "prom";
/// More doubtful chunks are not listed, only counted.
const MAX_DOUBTFUL: usize = 10_000;

/// A file that is replaced as a whole, so that nobody reads half of it.
pub(crate) struct Metrics {
    path: PathBuf,
    is_dry_run: bool,
    written: Instant,
}

impl Metrics {
    /// Writes the file for the first time, so that one which cannot be written is told of before anything is sent.
    pub(crate) fn begin(path: &Path, tally: &Tally, is_dry_run: bool) -> Result<Self, Fault> {
        let mut metrics = Self { path: path.to_owned(), is_dry_run, written: Instant::now() };
        metrics.write(tally, false, None)?;
        Ok(metrics)
    }

    /// Writes it if a second has gone by.
    pub(crate) fn tell(&mut self, tally: &Tally) {
        if self.written.elapsed() >= INTERVAL {
            // The events matter more; a second later it may go well.
            _ = self.put(tally, false, None, 1);
        }
    }

    /// Writes it. `is_complete`: whether every event has arrived or is a dead letter; `fault`: why the run ended early.
    pub(crate) fn write(&mut self, tally: &Tally, is_complete: bool, fault: Option<&Fault>) -> Result<(), Fault> {
        self.put(tally, is_complete, fault, MOST_TRIES)
    }

    fn put(&mut self, tally: &Tally, is_complete: bool, fault: Option<&Fault>, tries: u32) -> Result<(), Fault> {
        self.written = Instant::now();
        let is_prometheus = self.path.extension().is_some_and(|ending| ending == PROMETHEUS);
        let text = if is_prometheus {
            prometheus(tally, is_complete)
        } else {
            format!("{}\n", self.to_json(tally, is_complete, fault))
        };
        // In a folder that others may write to, it may be a link to a file of this user's.
        let found = found_at(&self.path, ACTION)?;
        replace(&self.path, found.as_ref(), text.as_bytes(), is_prometheus, tries)
            .map_err(|error| Fault::file(ACTION, &self.path, &error))
    }

    fn to_json(&self, tally: &Tally, is_complete: bool, fault: Option<&Fault>) -> Value {
        let doubtful = tally.doubtful.values().take(MAX_DOUBTFUL);
        let doubtful =
            doubtful.map(|doubt| json!({"input": tally.name(doubt.input), "first": doubt.first, "last": doubt.last}));
        let problems = tally.problems.iter().map(|(rule, noted)| {
            let (input, pointer) = &noted.example;
            let example = json!({"input": tally.name(*input), "pointer": pointer});
            ((*rule).to_owned(), json!({"severity": noted.severity.name(), "count": noted.count, "example": example}))
        });
        json!({
            "is_complete": is_complete,
            "is_dry_run": self.is_dry_run,
            "fault": fault.map(|fault| &fault.message),
            "seconds": tally.seconds(),
            "read": tally.read,
            "arrived": tally.arrived,
            "dead": tally.dead,
            "earlier_arrived": tally.earlier,
            "earlier_dead": tally.earlier_dead,
            "not_sent": tally.unsent(),
            "requests": tally.requests,
            "retries": tally.retries,
            "doubtful_requests": tally.doubtful.len(),
            "doubtful": doubtful.collect::<Vec<_>>(),
            "problems": problems.collect::<Map<_, _>>(),
        })
    }
}

/// In Prometheus' text format, version 0.0.4.
fn prometheus(tally: &Tally, is_complete: bool) -> String {
    let mut text = String::new();
    let doubtful = u64::try_from(tally.doubtful.len()).unwrap_or(u64::MAX);
    let mut add = |name: &str, help: &str, samples: &[(String, String)]| {
        // Writing to a string cannot fail.
        _ = writeln!(text, "# HELP netcore_aes_{name} {help}\n# TYPE netcore_aes_{name} gauge");
        for (labels, value) in samples {
            _ = writeln!(text, "netcore_aes_{name}{labels} {value}");
        }
    };
    let bare = |value: u64| vec![(String::new(), value.to_string())];
    let outcomes = [
        ("arrived", tally.arrived),
        ("dead", tally.dead),
        ("earlier_arrived", tally.earlier),
        ("earlier_dead", tally.earlier_dead),
        ("not_sent", tally.unsent()),
    ];
    let outcomes = outcomes.map(|(name, count)| (format!("{{outcome=\"{name}\"}}"), count.to_string()));
    let problems = tally.problems.iter().map(|(rule, noted)| {
        (format!("{{rule=\"{rule}\",severity=\"{}\"}}", noted.severity.name()), noted.count.to_string())
    });
    let problems: Vec<_> = problems.collect();
    add("events_read", "Events read.", &bare(tally.read));
    add("events", "Events read, by what became of them.", &outcomes);
    add("requests", "Requests sent, retries included.", &bare(tally.requests));
    add("retries", "Requests sent again.", &bare(tally.retries));
    add("doubtful_requests", "Requests that may have arrived twice.", &bare(doubtful));
    add("problems", "Problems of events, by rule.", &problems);
    add("complete", "1 if each event has arrived or is a dead letter.", &bare(is_complete.into()));
    add("seconds", "Seconds since the run began.", &[(String::new(), tally.seconds().to_string())]);
    text
}

/// Puts the text in place of a file's. A pointer in JSON shows names of an event's parameters, so that file is for the user alone; what
/// Prometheus reads is nothing but numbers, and its collector is another user.
///
/// `found` is what stands there, links not followed: what comes into its place meanwhile is not followed either.
fn replace(path: &Path, found: Option<&Metadata>, text: &[u8], is_for_all: bool, tries: u32) -> io::Result<()> {
    let is_link = found.is_some_and(Metadata::is_symlink);
    let path = if is_link { fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()) } else { path.to_owned() };
    let behind = if is_link { fs::metadata(&path).ok() } else { found.cloned() };
    // A device or a pipe stays.
    if behind.is_some_and(|found| !found.is_file()) {
        return OpenOptions::new().write(true).open(&path)?.write_all(text);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".netcore-aes-");
    let mode = if is_for_all { 0o644 } else { 0o600 };
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    // On Windows a file has the rights of its folder.
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text)?;
    persist(file, &path, tries)
}

/// Gives the file its name. Windows refuses that as long as another program reads the one that is there, and lets nobody remove it.
fn persist(mut file: NamedTempFile, path: &Path, tries: u32) -> io::Result<()> {
    let mut left = tries;
    loop {
        match file.persist(path) {
            Ok(_) => return Ok(()),
            Err(refused) if left <= 1 || !is_in_use(&refused.error) => return Err(refused.error),
            Err(refused) => file = refused.file,
        }
        left = left.saturating_sub(1);
        thread::sleep(PAUSE);
    }
}

fn is_in_use(error: &io::Error) -> bool {
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    cfg!(windows) && matches!(error.raw_os_error(), Some(ACCESS_DENIED | SHARING_VIOLATION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(windows)]
    fn a_reader_of_the_file_is_waited_for() {
        use std::os::windows::fs::OpenOptionsExt as _;
        const SHARE_READ: u32 = 1;
        let folder = tempfile::tempdir().unwrap();
        let (path, tally) = (folder.path().join("m"), Tally::new(Vec::new()));
        let mut metrics = Metrics::begin(&path, &tally, false).unwrap();
        let reader = OpenOptions::new().read(true).share_mode(SHARE_READ).open(&path).unwrap();
        // One within the run is left out at once.
        let begin = Instant::now();
        metrics.written = begin.checked_sub(INTERVAL).unwrap();
        metrics.tell(&tally);
        assert!(begin.elapsed() < Duration::from_millis(200));
        let reads = thread::spawn(move || {
            thread::sleep(Duration::from_millis(300));
            drop(reader);
        });
        metrics.write(&tally, true, None).unwrap();
        reads.join().unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("\"is_complete\":true"));
    }

    #[test]
    #[cfg(unix)]
    fn links_and_pipes_of_others_are_refused() {
        use std::os::unix::fs::{lchown, symlink};

        use rustix::process::geteuid;

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let begin = |name: &str| Metrics::begin(&at(name), &Tally::new(Vec::new()), false).map(|_| ());
        for name in ["victim", "target"] {
            fs::write(at(name), "before").unwrap();
        }
        symlink(at("target"), at("own")).unwrap();
        begin("own").unwrap();
        assert!(at("own").is_symlink() && fs::read_to_string(at("target")).unwrap().contains("is_complete"));
        for (name, to) in [("link", "victim"), ("dangling", "nowhere")] {
            symlink(at(to), at(name)).unwrap();
        }
        let pipe = std::process::Command::new("mkfifo").arg(at("pipe")).status();
        assert!(pipe.unwrap().success());
        Metrics::begin(Path::new("/dev/null"), &Tally::new(Vec::new()), false).map(|_| ()).unwrap();
        if !geteuid().is_root() {
            return;
        }
        for name in ["link", "dangling", "pipe"] {
            lchown(at(name), Some(12345), Some(12345)).unwrap();
        }
        for (name, told) in
            [("pipe", "belongs to another user"), ("link", "a link that another user made"), ("dangling", "a link")]
        {
            // A pipe that is not refused would be waited for.
            let _reader = (name == "pipe").then(|| OpenOptions::new().read(true).write(true).open(at(name)).unwrap());
            let fault = begin(name).unwrap_err();
            assert!(fault.message.contains(told), "{fault}");
        }
        assert_eq!((fs::read_to_string(at("victim")).unwrap(), at("nowhere").exists()), ("before".to_owned(), false));
    }
}
