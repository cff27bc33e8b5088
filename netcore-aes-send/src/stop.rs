//! The wish to end a run.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown};

use crate::fault::INTERRUPTED;

/// The signals that would end the process. SIGPIPE would not: Rust's programs ignore it, and the endpoint can bring it about.
#[cfg(unix)]
const ENDING: &[i32] = {
    use signal_hook::consts::{SIGALRM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU};
    &[SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU]
};
#[cfg(not(unix))]
const ENDING: &[i32] = &[SIGINT, SIGTERM];

/// From now on a file that may not grow any more (SIGXFSZ) is an error like a full disk, and does not end the process.
///
/// # Errors
/// The operating system's, if it takes no handler.
pub fn survive_limits_of_files() -> io::Result<()> {
    #[cfg(unix)]
    register(signal_hook::consts::SIGXFSZ, Arc::default())?;
    Ok(())
}

/// Ends a run in good order when it is set: what is under way gets five seconds, what was read and cannot be read again becomes dead
/// letters. Clones are one; any thread may set it, and so may the handler of a signal.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the run to end.
    pub fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Sets it when a signal comes that would end the process: Ctrl-C, SIGTERM, a closed terminal and the like. A second one ends the
    /// process at once, with status 130.
    ///
    /// # Errors
    /// The operating system's, if it takes no handler.
    pub fn set_by_signals(&self) -> io::Result<()> {
        for signal in ENDING {
            register_conditional_shutdown(*signal, INTERRUPTED.into(), self.0.clone())?;
            register(*signal, self.0.clone())?;
        }
        Ok(())
    }

    /// Whether the run was asked to end.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
