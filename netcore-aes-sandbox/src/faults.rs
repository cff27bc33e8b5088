//! Faults on demand, for testing clients.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

const MAX_DELAY_MS: i64 = 600_000;

/// What may be done to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Dropped,
    DroppedLate,
    Throttled,
    TooMany,
    Failed,
}

/// A second in which requests are counted.
#[derive(Debug, Default)]
struct Second {
    began: Option<Instant>,
    requests: u32,
}

impl Fault {
    /// What the inbox says of it.
    pub(crate) const fn description(self) -> &'static str {
        match self {
            Self::Dropped => "dropped before it was read",
            Self::DroppedLate => "received, but dropped without an answer",
            Self::Throttled => "throttled on demand",
            Self::TooMany => "too many requests in a second",
            Self::Failed => "failed on demand",
        }
    }
}

/// How often to do what, as shares of all requests.
#[derive(Debug, Default)]
pub struct Faults {
    fail_rate: f64,
    throttle_rate: f64,
    drop_rate: f64,
    delay_ms: i64,
    /// The most requests that are taken in a second; 0 for any number.
    requests_per_second: u32,
    second: Mutex<Second>,
    drops: AtomicUsize,
    failures: AtomicUsize,
    waits: AtomicUsize,
}

impl Faults {
    /// Takes the shares to fail, to throttle and to drop, each from 0 to 1, and how long to wait before each answer, in milliseconds.
    ///
    /// # Errors
    /// What is wrong with a share or the time, by the name of its option.
    pub fn new(fail_rate: f64, throttle_rate: f64, drop_rate: f64, delay_ms: i64) -> Result<Self, String> {
        let faults = Self { fail_rate, throttle_rate, drop_rate, delay_ms, ..Self::default() };
        for (name, rate) in faults.rates() {
            if !(0.0..=1.0).contains(&rate) {
                return Err(format!("--{name} is a share of the requests; give a number from 0 to 1"));
            }
        }
        // A sum such as that of seven tenths, two and one may be a little more than 1.
        if fail_rate + throttle_rate + drop_rate > 1.0 + 1e-9 {
            let names = faults.rates().map(|(name, _)| format!("--{name}")).join(", ");
            return Err(format!("{names} add up to more than 1; a request meets one fault at most"));
        }
        if !(0..=MAX_DELAY_MS).contains(&delay_ms) {
            return Err(format!("--delay-ms is a time in milliseconds; give a number from 0 to {MAX_DELAY_MS}"));
        }
        Ok(faults)
    }

    /// Takes this number of requests in a second at most; 0 for any number.
    #[must_use]
    pub fn with_requests_per_second(self, requests_per_second: u32) -> Self {
        Self { requests_per_second, ..self }
    }

    const fn rates(&self) -> [(&'static str, f64); 3] {
        [("fail-rate", self.fail_rate), ("throttle-rate", self.throttle_rate), ("drop-rate", self.drop_rate)]
    }

    /// What was asked for, by the names of the options.
    pub(crate) fn to_json(&self) -> Value {
        let mut shown = Map::new();
        for (name, rate) in self.rates() {
            if rate > 0.0 {
                shown.insert(name.to_owned(), json!(rate));
            }
        }
        if self.delay_ms > 0 {
            shown.insert("delay-ms".to_owned(), json!(self.delay_ms));
        }
        if self.requests_per_second > 0 {
            shown.insert("requests-per-second".to_owned(), json!(self.requests_per_second));
        }
        shown.into()
    }

    /// How long to wait before each answer.
    pub(crate) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms.try_into().unwrap_or_default())
    }

    /// Draws the fate of the next request; half of the dropped ones are processed before, so that doubles come.
    pub(crate) fn draw(&self) -> Option<Fault> {
        if self.is_too_many(Instant::now()) {
            return Some(Fault::TooMany);
        }
        let drawn = f64::from(getrandom::u32().ok()?) / (f64::from(u32::MAX) + 1.0);
        if drawn < self.drop_rate {
            Some(in_turn(&self.drops, [Fault::DroppedLate, Fault::Dropped]))
        } else if drawn < self.drop_rate + self.throttle_rate {
            Some(Fault::Throttled)
        } else {
            (drawn < self.drop_rate + self.throttle_rate + self.fail_rate).then_some(Fault::Failed)
        }
    }

    /// Whether a request is one too many in its second. Those that are refused do not count.
    fn is_too_many(&self, now: Instant) -> bool {
        if self.requests_per_second == 0 {
            return false;
        }
        let mut second = self.second.lock().unwrap_or_else(PoisonError::into_inner);
        if second.began.is_none_or(|began| now.saturating_duration_since(began) >= Duration::from_secs(1)) {
            *second = Second { began: Some(now), requests: 0 };
        }
        let is_too_many = second.requests >= self.requests_per_second;
        second.requests = second.requests.saturating_add((!is_too_many).into());
        is_too_many
    }

    /// The status of the next failure: 500 and 503 in turn.
    pub(crate) fn failure(&self) -> u16 {
        in_turn(&self.failures, [500, 503])
    }

    /// The `Retry-After` for a fault, in seconds: for a share of the requests 0 and 1 in turn, after too many the rest of their second.
    pub(crate) fn retry_after(&self, fault: Fault) -> Option<u16> {
        match fault {
            Fault::Throttled => Some(in_turn(&self.waits, [0, 1])),
            Fault::TooMany => Some(1),
            Fault::Dropped | Fault::DroppedLate | Fault::Failed => None,
        }
    }
}

fn in_turn<T>(turn: &AtomicUsize, [first, second]: [T; 2]) -> T {
    if turn.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) { first } else { second }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_what_was_asked_for() {
        let faults = Faults::new(0.25, 0.25, 0.25, 0).unwrap();
        let drawn: Vec<_> = (0..20_000).map(|_| faults.draw()).collect();
        let count = |fault| drawn.iter().filter(|drawn| **drawn == fault).count();
        // Six standard deviations of a share of a quarter are some 370.
        for fault in [Some(Fault::Failed), Some(Fault::Throttled), None] {
            assert!(count(fault).abs_diff(5000) < 370, "{fault:?}: {}", count(fault));
        }
        assert!(count(Some(Fault::Dropped)).abs_diff(count(Some(Fault::DroppedLate))) <= 1);
        assert!((0..1000).all(|_| Faults::default().draw().is_none()));
        assert!((0..1000).all(|_| Faults::new(1.0, 0.0, 0.0, 0).unwrap().draw() == Some(Fault::Failed)));
    }

    #[test]
    fn a_number_of_requests_is_taken_in_each_second() {
        let faults = Faults::default().with_requests_per_second(3);
        let now = Instant::now();
        let taken = |milliseconds| !faults.is_too_many(now + Duration::from_millis(milliseconds));
        assert_eq!([0, 10, 20, 30, 999].map(taken), [true, true, true, false, false]);
        assert_eq!([1000, 1500, 1999, 1999, 2100].map(taken), [true, true, true, false, true]);
        assert_eq!((faults.retry_after(Fault::TooMany), faults.retry_after(Fault::Failed)), (Some(1), None));
        assert!((0..1000).all(|_| !Faults::default().is_too_many(now)));
    }

    #[test]
    fn shares_that_cannot_be_are_refused() {
        let message = |fail, throttle, drop| Faults::new(fail, throttle, drop, 0).unwrap_err();
        assert!(message(1.1, 0.0, 0.0).starts_with("--fail-rate is a share"));
        assert!(message(0.0, -0.1, 0.0).starts_with("--throttle-rate is a share"));
        assert!(message(0.0, 0.0, f64::NAN).starts_with("--drop-rate is a share"));
        assert!(message(0.5, 0.5, 0.1).contains("add up"));
        assert!(Faults::new(0.7, 0.2, 0.1, 600_000).is_ok());
        assert!(Faults::new(0.0, 0.0, 0.0, 600_001).is_err() && Faults::new(0.0, 0.0, 0.0, -1).is_err());
    }
}
