//! Timestamps in the formats of the vendor's pages: RFC 3339, with a Z or an offset.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Error, Timestamp};

use super::rule::Rule;

/// The age in seconds after which an event starts no journey (vendor's API page).
const MAX_AGE: i64 = 24 * 60 * 60;
/// The seconds that a timestamp may be ahead of the clock without a warning.
const MAX_SKEW: i64 = 5 * 60;

/// Checks a timestamp. `now` is in seconds since 1970; without it no timestamp is too old or in the future.
pub(super) fn check(text: &[u8], now: Option<i64>) -> Result<(), Rule> {
    let timestamp = parse(text).ok_or(Rule::TimestampForm)?.map_err(|_| Rule::TimestampCalendar)?;
    match now.map(|now| now.saturating_sub(timestamp.as_second())) {
        Some(age) if age > MAX_AGE => Err(Rule::TimestampOld),
        Some(age) if age < MAX_SKEW.saturating_neg() => Err(Rule::TimestampFuture),
        _ => Ok(()),
    }
}

/// Reads `dddd-dd-ddTdd:dd:dd`, an optional fraction, then `Z` or `±dd:dd`: none for another format, an error if it is not in the
/// calendar. The reader of the library that knows the calendar takes more formats, and more time.
fn parse(text: &[u8]) -> Option<Result<Timestamp, Error>> {
    let &[y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T', h1, h2, b':', mi1, mi2, b':', s1, s2, ref rest @ ..] =
        text
    else {
        return None;
    };
    let year = i16::from(pair(y1, y2)?).wrapping_mul(100).wrapping_add(i16::from(pair(y3, y4)?));
    let (month, day) = (pair(mo1, mo2)?, pair(d1, d2)?);
    let (hour, minute, second) = (pair(h1, h2)?, pair(mi1, mi2)?, pair(s1, s2)?);
    let (nanosecond, zone) = match rest {
        [b'.', rest @ ..] => fraction(rest)?,
        zone => (0, zone),
    };
    let offset = offset(zone)?;
    // A leap second counts as the second before.
    let second = if second == 60 { 59 } else { second };
    let time = Time::new(hour, minute, second, nanosecond);
    Some(
        Date::new(year, month, day)
            .and_then(|date| Offset::from_seconds(offset)?.to_timestamp(date.to_datetime(time?))),
    )
}

/// The number that two digits make.
fn pair(tens: u8, ones: u8) -> Option<i8> {
    let [tens, ones] = [tens, ones].map(|digit| digit.wrapping_sub(b'0'));
    if tens > 9 || ones > 9 { None } else { i8::try_from(tens.wrapping_mul(10).wrapping_add(ones)).ok() }
}

/// The nanoseconds that one to nine digits make, and the text after them.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(len)?;
    let digits = digits.iter().chain(&[b'0'; 9]).take(9).map(|digit| i32::from(digit.wrapping_sub(b'0')));
    let nanoseconds = digits.fold(0_i32, |number, digit| number.wrapping_mul(10).wrapping_add(digit));
    matches!(len, 1..=9).then_some((nanoseconds, rest))
}

/// The seconds of an offset; too many if its minutes are.
fn offset(zone: &[u8]) -> Option<i32> {
    let &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = zone else { return (zone == b"Z").then_some(0) };
    let (hours, minutes) = (i32::from(pair(h1, h2)?), i32::from(pair(m1, m2)?));
    let seconds = hours.wrapping_mul(3600).wrapping_add(minutes.wrapping_mul(60));
    let seconds = if minutes < 60 { seconds } else { i32::MAX };
    Some(if sign == b'-' { seconds.wrapping_neg() } else { seconds })
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
            assert_eq!(check(text.as_bytes(), None), Ok(()), "{text}");
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
            "2025-08-x6T12:05:43Z",
            "2025-08-2xT12:05:43Z",
            "2025-08-26T12:05:43+05:3x",
        ] {
            assert_eq!(check(text.as_bytes(), None), Err(Rule::TimestampForm), "{text}");
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
            assert_eq!(check(text.as_bytes(), None), Err(Rule::TimestampCalendar), "{text}");
        }
    }

    /// The library's own reader is the oracle, for random digits and those at the edges.
    #[test]
    fn every_timestamp_is_read_as_by_the_library() {
        let mut state = 1_u64;
        let mut random = |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        let (mut valid, mut invalid) = (0, 0);
        for _ in 0..200_000 {
            let year = [1970, 1969, 2024, 2100, 0, 9999, random(10_000)][usize::try_from(random(7)).unwrap()];
            let date = format!("{year:04}-{:02}-{:02}", random(14), random(33));
            let time = format!("{:02}:{:02}:{:02}", random(26), random(62), random(63));
            let fraction = match usize::try_from(random(10)).unwrap() {
                0 => String::new(),
                digits => format!(".{:0digits$}", random(10_u64.pow(u32::try_from(digits).unwrap()))),
            };
            let zone = match random(4) {
                0 => format!("+{:02}:{:02}", random(28), random(63)),
                1 => format!("-{:02}:{:02}", random(28), random(63)),
                _ => "Z".to_owned(),
            };
            let text = format!("{date}T{time}{fraction}{zone}");
            let expected = text.parse::<Timestamp>().ok();
            assert_eq!(parse(text.as_bytes()).unwrap().ok(), expected, "{text}");
            *(if expected.is_some() { &mut valid } else { &mut invalid }) += 1;
        }
        assert!(valid > 20_000 && invalid > 20_000, "{valid}, {invalid}");
    }

    #[test]
    fn old_and_future_count_from_now_in_whatever_offset() {
        for text in ["2025-08-26T12:05:43Z", "2025-08-26T17:35:43+05:30"] {
            assert_eq!(check(text.as_bytes(), Some(THEN)), Ok(()));
            assert_eq!(check(text.as_bytes(), Some(THEN + 86_400)), Ok(()));
            assert_eq!(check(text.as_bytes(), Some(THEN + 86_401)), Err(Rule::TimestampOld));
            assert_eq!(check(text.as_bytes(), Some(THEN - 300)), Ok(()));
            assert_eq!(check(text.as_bytes(), Some(THEN - 301)), Err(Rule::TimestampFuture));
        }
    }
}
