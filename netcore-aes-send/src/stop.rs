//! The wish to end a run.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// From now on a file that may not grow any more (SIGXFSZ) is an error like a full disk, and does not end the process.
///
/// # Errors
/// The operating system's, if it takes no handler.
pub fn survive_limits_of_files() -> io::Result<()> {
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default())?;
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

    /// Sets it when a signal comes that would end the process: Ctrl-C, SIGTERM, a closed terminal and the like; on Windows, Ctrl-C,
    /// Ctrl-Break, a closed console and the end of the session. A second one ends the process at once, with status 130.
    ///
    /// # Errors
    /// The operating system's, if it takes no handler.
    pub fn set_by_signals(&self) -> io::Result<()> {
        signals::set(self)
    }

    /// Whether the run was asked to end.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(unix)]
mod signals {
    use std::io;

    use signal_hook::consts::{SIGALRM, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU};
    use signal_hook::flag::{register, register_conditional_shutdown};

    use super::Stop;
    use crate::fault::INTERRUPTED;

    /// The signals that would end the process. SIGPIPE would not: Rust's programs ignore it, and the endpoint can bring it about.
    const ENDING: [i32; 8] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU];

    pub(super) fn set(stop: &Stop) -> io::Result<()> {
        for signal in ENDING {
            register_conditional_shutdown(signal, INTERRUPTED.into(), stop.0.clone())?;
            register(signal, stop.0.clone())?;
        }
        Ok(())
    }
}

#[cfg(windows)]
mod signals {
    use std::future::poll_fn;
    use std::task::{Context, Poll};
    use std::{io, process, thread};

    use tokio::runtime;
    use tokio::signal::windows;

    use super::Stop;
    use crate::fault::INTERRUPTED;

    /// The events of a console that would end the process.
    struct Events {
        ctrl_c: windows::CtrlC,
        ctrl_break: windows::CtrlBreak,
        close: windows::CtrlClose,
        logoff: windows::CtrlLogoff,
        shutdown: windows::CtrlShutdown,
    }

    impl Events {
        fn new() -> io::Result<Self> {
            Ok(Self {
                ctrl_c: windows::ctrl_c()?,
                ctrl_break: windows::ctrl_break()?,
                close: windows::ctrl_close()?,
                logoff: windows::ctrl_logoff()?,
                shutdown: windows::ctrl_shutdown()?,
            })
        }

        fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
            let has_come = self.ctrl_c.poll_recv(context).is_ready()
                || self.ctrl_break.poll_recv(context).is_ready()
                || self.close.poll_recv(context).is_ready()
                || self.logoff.poll_recv(context).is_ready()
                || self.shutdown.poll_recv(context).is_ready();
            if has_come { Poll::Ready(()) } else { Poll::Pending }
        }
    }

    /// Once the console is closed, Windows ends the process after five seconds, whatever it does.
    pub(super) fn set(stop: &Stop) -> io::Result<()> {
        let (mut events, stop) = (Events::new()?, stop.clone());
        let runtime = runtime::Builder::new_current_thread().build()?;
        let wait = move || {
            loop {
                runtime.block_on(poll_fn(|context| events.poll(context)));
                if stop.is_set() {
                    process::exit(INTERRUPTED.into());
                }
                stop.set();
            }
        };
        thread::Builder::new().name("console".to_owned()).spawn(wait).map(drop)
    }
}
