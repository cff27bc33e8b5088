//! Waiting for a time that does not go on while the process is paused.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};

const TICK: Duration = Duration::from_millis(100);

/// Waits for a future tick by tick, until it is ready or `is_over` says otherwise, which is told of each tick. A laptop that sleeps, or
/// a process that is stopped, makes one tick long, and the future has its chance before the next: so answers that have come meanwhile
/// are not thrown away.
pub(crate) async fn wait<F: Future>(future: F, mut is_over: impl FnMut(Duration) -> bool) -> Option<F::Output> {
    let mut future = pin!(future);
    loop {
        if let Ok(output) = timeout(TICK, &mut future).await {
            return Some(output);
        }
        if is_over(TICK) {
            return None;
        }
    }
}

/// Waits for a time, unless `is_over` says otherwise; returns whether the whole time was waited.
pub(crate) async fn pause(time: Duration, is_over: impl Fn() -> bool) -> bool {
    !is_over() && wait(sleep(time), |_| is_over()).await.is_some()
}
