//! Timestamps by the rules of the calendar, without a library.

pub fn rule(text: &str, now: Option<i64>) -> Option<&'static str> {
    let Some(parts) = parts(text) else { return Some("timestamp-form") };
    let Some(seconds) = seconds(&parts) else { return Some("timestamp-calendar") };
    let age = now?.saturating_sub(seconds);
    if age > 86_400 {
        Some("timestamp-old")
    } else if age < -300 {
        Some("timestamp-future")
    } else {
        None
    }
}

struct Parts {
    date: [i64; 3],
    time: [i64; 3],
    /// Minutes east of Greenwich, and whether the offset is valid.
    offset: (i64, bool),
}

fn parts(text: &str) -> Option<Parts> {
    let (date, rest) = text.split_once('T')?;
    let date = numbers(date, '-', [4, 2, 2])?;
    let zone_at = rest.find(['Z', '+', '-'])?;
    let (clock, zone) = rest.split_at(zone_at);
    let clock = match clock.split_once('.') {
        Some((clock, fraction)) if (1..=9).contains(&fraction.len()) && all_digits(fraction) => clock,
        Some(_) => return None,
        None => clock,
    };
    let time = numbers(clock, ':', [2, 2, 2])?;
    if zone == "Z" {
        return Some(Parts { date, time, offset: (0, true) });
    }
    let (sign, zone) = zone.split_at(1);
    let [hours, minutes] = numbers(zone, ':', [2, 2])?;
    let east = hours * 60 + minutes;
    Some(Parts { date, time, offset: (if sign == "-" { -east } else { east }, hours <= 25 && minutes < 60) })
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[i64; N]> {
    let words: Vec<&str> = text.split(between).collect();
    let is_form = words.len() == N && words.iter().zip(digits).all(|(word, len)| word.len() == len && all_digits(word));
    let numbers: Vec<i64> = words.iter().filter(|_| is_form).filter_map(|word| word.parse().ok()).collect();
    numbers.try_into().ok()
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn month_len(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Seconds since 1970, if the date and time are valid. A leap second counts as the second before.
fn seconds(parts: &Parts) -> Option<i64> {
    let ([year, month, day], [hour, minute, second]) = (parts.date, parts.time);
    let is_date = (1..=12).contains(&month) && day >= 1 && day <= month_len(year, month);
    if !is_date || hour > 23 || minute > 59 || second > 60 || !parts.offset.1 {
        return None;
    }
    let leap_days = |year: i64| year / 4 - year / 100 + year / 400;
    // Year 0 is a leap year, and 719 528 days lie between its first and 1970's.
    let before_year = year * 365 + if year == 0 { 0 } else { leap_days(year - 1) + 1 };
    let before_month: i64 = (1..month).map(|month| month_len(year, month)).sum();
    let days = before_year + before_month + day - 1 - 719_528;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second.min(59) - parts.offset.0 * 60;
    // The library's last moment is 9999-12-30T22:00:00.999999999Z.
    (seconds <= 253_402_207_200).then_some(seconds)
}
