//! Timestamps in the formats of the vendor's pages: RFC 3339, with a Z or an offset.

use jiff::Timestamp;

use super::rule::Rule;

/// The age in seconds after which an event starts no journey (vendor's API page).
const MAX_AGE: i64 = 24 * 60 * 60;
/// The seconds that a timestamp may be ahead of the clock without a warning.
const MAX_SKEW: i64 = 5 * 60;

/// Checks a timestamp. `now` is in seconds since 1970; without it no timestamp is too old or in the future.
pub(super) fn check(text: &str, now: Option<i64>) -> Result<(), Rule> {
    if !has_supported_format(text.as_bytes()) {
        return Err(Rule::TimestampForm);
    }
    let timestamp: Timestamp = text.parse().map_err(|_| Rule::TimestampCalendar)?;
    match now.map(|now| now.saturating_sub(timestamp.as_second())) {
        Some(age) if age > MAX_AGE => Err(Rule::TimestampOld),
        Some(age) if age < MAX_SKEW.saturating_neg() => Err(Rule::TimestampFuture),
        _ => Ok(()),
    }
}

/// Whether the text is `dddd-dd-ddTdd:dd:dd`, an optional fraction, then `Z` or `±dd:dd`. The library that checks the calendar
/// accepts more formats than the vendor's pages name.
fn has_supported_format(text: &[u8]) -> bool {
    let Some((seconds, rest)) = text.split_at_checked(SECONDS.len()) else { return false };
    let zone = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 || digits > 9 {
                return false;
            }
            fraction.get(digits..).unwrap_or_default()
        }
        zone => zone,
    };
    matches_pattern(seconds, SECONDS)
        && (zone == b"Z" || matches_pattern(zone, b"+dd:dd") || matches_pattern(zone, b"-dd:dd"))
}

const SECONDS: &[u8] = b"dddd-dd-ddTdd:dd:dd";

fn matches_pattern(text: &[u8], pattern: &[u8]) -> bool {
    text.len() == pattern.len()
        && text
            .iter()
            .zip(pattern)
            .all(|(byte, expected)| if *expected == b'd' { byte.is_ascii_digit() } else { byte == expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-08-26T12:05:43Z
    const THEN: i64 = 1_756_209_943;

    #[test]
    fn the_vendors_forms_are_taken() {
        for text in [
            "2025-08-26T12:05:43Z",
            "2021-12-29T06:12:28+05:30",
            "2024-02-29T23:59:59-11:00",
            "2025-08-26T12:05:43-00:00",
            "2025-08-26T12:05:43+00:00",
            "2025-08-26T12:05:43.125Z",
            "2025-08-26T12:05:43.123456789Z",
        ] {
            assert_eq!(check(text, None), Ok(()), "{text}");
        }
    }

    #[test]
    fn other_forms_are_not() {
        for text in [
            "",
            "now",
            "1756209943",
            "2025-08-26",
            "2025-08-26 12:05:43Z",
            "2025-08-26T12:05:43",
            "2025-08-26T12:05Z",
            "2025-08-26t12:05:43z",
            "2025-08-26T12:05:43+0530",
            "2025-08-26T12:05:43+05",
            "2025-08-26T12:05:43 Z",
            "25-08-26T12:05:43Z",
            "2025-8-26T12:05:43Z",
            "26-08-2025T12:05:43Z",
            "2025-08-26T12:05:43.Z",
            "2025-08-26T12:05:43Z ",
            "2025-08-26T12:05:43[UTC]",
            "２025-08-26T12:05:43Z",
            "2025-08-26T12:05:43.0000000001Z",
        ] {
            assert_eq!(check(text, None), Err(Rule::TimestampForm), "{text}");
        }
    }

    #[test]
    fn the_calendar_is_real() {
        for text in [
            "2025-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2025-13-01T00:00:00Z",
            "2025-00-01T00:00:00Z",
            "2025-04-31T00:00:00Z",
            "2025-08-26T24:00:00Z",
            "2025-08-26T12:60:00Z",
            "2025-08-26T12:05:61Z",
            "2025-08-26T12:05:43+29:00",
        ] {
            assert_eq!(check(text, None), Err(Rule::TimestampCalendar), "{text}");
        }
    }

    #[test]
    fn old_and_future_count_from_now_in_whatever_offset() {
        for text in ["2025-08-26T12:05:43Z", "2025-08-26T17:35:43+05:30"] {
            assert_eq!(check(text, Some(THEN)), Ok(()));
            assert_eq!(check(text, Some(THEN + 86_400)), Ok(()));
            assert_eq!(check(text, Some(THEN + 86_401)), Err(Rule::TimestampOld));
            assert_eq!(check(text, Some(THEN - 300)), Ok(()));
            assert_eq!(check(text, Some(THEN - 301)), Err(Rule::TimestampFuture));
        }
    }
}
