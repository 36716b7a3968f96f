//! Days of the Gregorian calendar, by Fliegel and Van Flandern's arithmetic of days (Communications of the ACM 11(10), 1968), with
//! years that begin in March so that leap days come last.

use alloc::{format, string::String};

/// Years that a promise can be about.
const YEARS: core::ops::RangeInclusive<i64> = 1970..=2200;
/// From 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// Days since 1970-01-01 of a date as `2026-04-01`; `None` where there is no such day, or not in a year that a promise can be about.
pub(super) fn day(text: &str) -> Option<f64> {
    let mut parts = text.split('-');
    let mut part = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i64>().ok())?
    };
    let (year, month, of_month) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() || !YEARS.contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let year_from_march = year - i64::from(month < 3);
    let month_from_march = (month + 9) % 12;
    let of_year = (153 * month_from_march + 2) / 5 + of_month - 1;
    let leaps = year_from_march / 4 - year_from_march / 100 + year_from_march / 400;
    let day = (365 * year_from_march + leaps + of_year - EPOCH) as f64;
    // Days that the month does not have come out as the next month's.
    (of_month > 0 && written(day) == text).then_some(day)
}

/// A day as [`day`] reads it.
pub(super) fn written(day: f64) -> String {
    let since = day as i64 + EPOCH;
    let (era, of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = 400 * era + year_of_era + i64::from(month < 3);
    format!("{year:04}-{month:02}-{of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years_and_centuries() {
        assert_eq!(day("1970-01-01"), Some(0.0));
        assert_eq!(day("2000-02-29"), Some(11_016.0));
        assert_eq!(day("2026-04-01"), Some(20_544.0));
        (0..84_371).for_each(|one| assert_eq!(day(&written(f64::from(one))), Some(f64::from(one))));
        assert_eq!(written(84_370.0), "2200-12-31");
    }

    #[test]
    fn what_is_no_day_is_not_read() {
        for text in ["2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-00", "2026-04-31"] {
            assert_eq!(day(text), None, "{text}");
        }
        for text in [
            "",
            "2026-4-1",
            "26-04-01",
            "2026-04-01-",
            "1969-12-31",
            "2201-01-01",
            "+026-04-01",
            "2026-04-0é",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
