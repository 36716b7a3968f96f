//! Quantities in plain words, with units that a person reads at a glance.

use alloc::{format, string::String};

/// A duration: `0.4 ms`, `25 ms`, `1.3 s`.
pub fn duration(us: f64) -> String {
    match us {
        us if us < 10_000.0 => format!("{:.1} ms", us / 1e3),
        us if us < 1_000_000.0 => format!("{:.0} ms", us / 1e3),
        us => format!("{:.1} s", us / 1e6),
    }
}

/// A data rate: `340 kB/s`, `2.1 MB/s`.
pub fn rate(bytes_per_s: f64) -> String {
    match bytes_per_s {
        rate if rate < 1e6 => format!("{:.0} kB/s", rate / 1e3),
        rate => format!("{:.1} MB/s", rate / 1e6),
    }
}

/// A range whose ends were written by [`duration`] or [`rate`]; a shared unit is written once: `19–30 ms`.
pub fn range(low: &str, high: &str) -> String {
    match (low.split_once(' '), high.split_once(' ')) {
        (Some((number, unit)), Some((_, other))) if unit == other => format!("{number}–{high}"),
        _ => format!("{low} – {high}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_change_where_a_reader_would_change_them() {
        assert_eq!(duration(430.0), "0.4 ms");
        assert_eq!(duration(25_300.0), "25 ms");
        assert_eq!(duration(1_340_000.0), "1.3 s");
        assert_eq!(rate(339_900.0), "340 kB/s");
        assert_eq!(rate(2_110_000.0), "2.1 MB/s");
    }

    #[test]
    fn a_shared_unit_is_written_once() {
        assert_eq!(range("19 ms", "30 ms"), "19–30 ms");
        assert_eq!(range("900 ms", "1.3 s"), "900 ms – 1.3 s");
    }
}
