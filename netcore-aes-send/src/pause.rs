//! How long to wait before another try.

use std::time::{Duration, SystemTime};

const BASE_SECONDS: f64 = 0.5;
const CAP_SECONDS: f64 = 60.0;
/// A server that asks for more than this is asked again meanwhile.
const RETRY_AFTER_CAP_SECONDS: f64 = 300.0;

/// The pause after a failure, for the attempt with this number from 0: full jitter, on top of the seconds that the endpoint asked for.
/// `drawn` is a random number from 0 to 1.
#[must_use]
pub fn pause(attempt: u32, retry_after: Option<f64>, drawn: f64) -> Duration {
    let jitter = drawn * (BASE_SECONDS * 2_f64.powf(f64::from(attempt.min(16)))).min(CAP_SECONDS);
    let seconds = retry_after.map_or(jitter, |seconds| seconds + jitter.min(BASE_SECONDS));
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(60))
}

/// A random number from 0 to 1. Without the operating system's randomness it is the middle.
#[must_use]
pub(crate) fn draw() -> f64 {
    getrandom::u32().map_or(0.5, |drawn| f64::from(drawn) / f64::from(u32::MAX))
}

/// The seconds that the header `Retry-After` asks for, in seconds or as a date; none if it is neither.
#[must_use]
pub fn retry_after(value: &str, now: SystemTime) -> Option<f64> {
    let value = value.trim();
    let is_number = !value.is_empty() && value.len() <= 15 && value.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if is_number {
        value.parse().ok()?
    } else {
        let date = httpdate::parse_http_date(value).ok()?;
        date.duration_since(now).unwrap_or_default().as_secs_f64()
    };
    Some(seconds.min(RETRY_AFTER_CAP_SECONDS))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn pauses_grow_and_are_drawn() {
        for (attempt, most) in [(0, 0.5), (3, 4.0), (7, 60.0), (10_000, 60.0)] {
            assert_eq!(pause(attempt, None, 0.0), Duration::ZERO);
            assert_eq!(pause(attempt, None, 1.0), Duration::from_secs_f64(most));
        }
        assert_eq!(pause(5, Some(9.0), 1.0), Duration::from_secs_f64(9.5));
        assert_eq!(pause(5, Some(9.0), 0.0), Duration::from_secs(9));
        let drawn: Vec<f64> = (0..200).map(|_| draw()).collect();
        assert!(drawn.iter().all(|drawn| (0.0..=1.0).contains(drawn)));
        assert!(drawn.iter().any(|drawn| *drawn < 0.25) && drawn.iter().any(|drawn| *drawn > 0.75));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let date = |seconds: u64| httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
        for (value, seconds) in [
            ("7".to_owned(), 7.0),
            (" 0 ".to_owned(), 0.0),
            ("9".repeat(15), 300.0),
            (date(1_700_000_020), 20.0),
            (date(1_699_999_980), 0.0),
            (date(1_701_000_000), 300.0),
        ] {
            assert_eq!(retry_after(&value, now), Some(seconds), "{value}");
        }
        for value in ["", "soon", "-1", "1.5", "²", &"9".repeat(5000), "Fri, 99 Foo 2023 00:00:00 GMT", "inf"] {
            assert_eq!(retry_after(value, now), None, "{value}");
        }
    }
}
