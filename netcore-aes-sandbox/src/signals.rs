//! The end of the process in good order.

use std::pin::Pin;

/// Comes when the process is told to end: by SIGINT or SIGTERM. Tokio's own signals panic where the process may open few files.
#[cfg(unix)]
pub(crate) fn told_to_end() -> Pin<Box<dyn Future<Output = ()> + Send>> {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag::register;

    /// The time between two looks for a signal.
    const POLL: Duration = Duration::from_millis(50);

    let is_told = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // Without a handler it ends the process.
        _ = register(signal, Arc::clone(&is_told));
    }
    Box::pin(async move {
        while !is_told.load(Ordering::SeqCst) {
            tokio::time::sleep(POLL).await;
        }
    })
}

/// Comes when the process is told to end: by Ctrl-C or Ctrl-Break. A closed console ends it at once, and there is nothing to keep.
#[cfg(windows)]
pub(crate) fn told_to_end() -> Pin<Box<dyn Future<Output = ()> + Send>> {
    use tokio::signal::windows::{ctrl_break, ctrl_c};

    let (Ok(mut ctrl_c), Ok(mut ctrl_break)) = (ctrl_c(), ctrl_break()) else {
        // Without a handler they end the process.
        return Box::pin(std::future::pending());
    };
    Box::pin(async move {
        tokio::select! {
            _ = ctrl_c.recv() => {}
            _ = ctrl_break.recv() => {}
        }
    })
}
