//! What all deliveries of a run share: when a request may begin, what answers have taught of that, and how the run ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use netcore_aes_core::Cipher;

use crate::answer::{Answer, Verdict};
use crate::patience;
use crate::rate::Rate;

/// After a 429 without `Retry-After`, nothing is sent for this time.
const THROTTLED_SECONDS: f64 = 1.0;

/// The state of a run that its deliveries share.
pub(crate) struct Course {
    pub(crate) max_retries: u32,
    /// The longest pause is multiplied by this: 1, but in tests.
    pub(crate) pace: f64,
    /// No further request is begun.
    pub(crate) is_ended: AtomicBool,
    /// Requests under way are given up.
    pub(crate) is_cut: AtomicBool,
    /// The number of requests whose events have arrived.
    pub(crate) accepted: AtomicU64,
    rate: Rate,
    pub(crate) cipher: Arc<Cipher>,
}

impl Course {
    /// `requests_per_second`: the user's limit, if there is one.
    pub(crate) fn new(cipher: Arc<Cipher>, max_retries: u32, requests_per_second: Option<f64>) -> Self {
        Self {
            max_retries,
            pace: 1.0,
            is_ended: AtomicBool::new(false),
            is_cut: AtomicBool::new(false),
            accepted: AtomicU64::new(0),
            rate: Rate::new(requests_per_second, Instant::now()),
            cipher,
        }
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::SeqCst)
    }

    pub(crate) fn end(&self) {
        self.is_ended.store(true, Ordering::SeqCst);
    }

    /// Gives up the requests under way, too.
    pub(crate) fn cut(&self) {
        self.end();
        self.is_cut.store(true, Ordering::SeqCst);
    }

    /// Waits until a request may begin, and returns when it does; none if the run is ended meanwhile.
    pub(crate) async fn turn(&self) -> Option<Instant> {
        loop {
            let now = Instant::now();
            let wait = self.rate.turn(now).saturating_duration_since(now);
            if self.is_ended() || (!wait.is_zero() && !patience::pause(wait, || self.is_ended()).await) {
                return None;
            }
            let now = Instant::now();
            if !self.rate.is_held(now) {
                return Some(now);
            }
        }
    }

    /// Takes from an answer how fast requests may be begun.
    pub(crate) fn learn(&self, answer: &Answer, began: Instant) {
        let now = Instant::now();
        let throttled = answer.status == Some(429);
        if throttled {
            self.rate.lower(began, now);
        } else if answer.verdict() == Verdict::Arrived {
            self.rate.arrived(began);
        }
        let wanted = answer.retry_after.filter(|_| answer.verdict() == Verdict::Again);
        if let Some(seconds) = wanted.or(throttled.then_some(THROTTLED_SECONDS)) {
            let time = Duration::try_from_secs_f64(seconds * self.pace).unwrap_or_default();
            self.rate.hold(now, time);
        }
    }

    pub(crate) fn given_up(&self, answer: &Answer) -> String {
        self.end();
        answer.advice()
    }
}
