//! What clients may take: time, connections and memory.

use std::time::Duration;

/// Connections at a time; those beyond wait in the operating system.
const MAX_CONNECTIONS: usize = 512;
/// Files that are not connections: libraries, standard streams, those of the runtime.
#[cfg(unix)]
const OTHER_FILES: u64 = 64;

/// How long clients may take, and how much is kept. The default is for use; tests are less patient.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For the head of a request.
    pub head: Duration,
    /// For the body of a request.
    pub body: Duration,
    /// Until the next request.
    pub idle: Duration,
    /// Without reading any of an answer.
    pub stall: Duration,
    /// How long the rest of a body that was refused is read, so that the client sees why.
    pub linger: Duration,
    /// Between signs of life to an open page.
    pub heartbeat: Duration,
    /// How long requests on their way may take when the sandbox ends.
    pub end: Duration,
    /// The most connections at a time.
    pub connections: usize,
    /// The most bytes of requests that are kept.
    pub inbox_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            idle: Duration::from_secs(30),
            stall: Duration::from_secs(30),
            linger: Duration::from_secs(3),
            heartbeat: Duration::from_secs(15),
            end: Duration::from_secs(2),
            connections: connections(),
            inbox_bytes: 128 << 20,
        }
    }
}

/// As many as the limit on open files allows.
#[cfg(unix)]
fn connections() -> usize {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(MAX_CONNECTIONS).clamp(16, MAX_CONNECTIONS)
}

#[cfg(not(unix))]
fn connections() -> usize {
    MAX_CONNECTIONS
}
