//! Quantities in plain words, with units that a person reads at a glance.

use core::fmt::{Display, Formatter, Result};
use serde::Serialize;

/// A number of at most one decimal and its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// `+` or `−` where the sign is said.
    sign: Option<char>,
    tenths: u64,
    decimal: bool,
    unit: &'static str,
}

/// The usual range of something that is measured at every visit, in its unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Usual<U> {
    /// Its code.
    pub code: &'static str,
    /// In plain words.
    pub label: &'static str,
    /// Unit of the values.
    pub unit: U,
    /// The middle.
    pub usual: f64,
    /// Nineteen of twenty visits lie above.
    pub low: f64,
    /// Nineteen of twenty visits lie below.
    pub high: f64,
}

/// From one quantity to another; a shared unit is written once: `19–30 ms`.
#[derive(Clone, Copy, Debug)]
pub struct Range(pub Quantity, pub Quantity);

impl Quantity {
    fn new(value: f64, decimal: bool, unit: &'static str) -> Self {
        let tenths = if decimal { libm::round(value * 10.0) } else { 10.0 * libm::round(value) };
        Self { sign: None, tenths: tenths as u64, decimal, unit }
    }

    /// A duration ≥ 0: `0.4 ms`, `25 ms`, `1.3 s`.
    pub fn duration(us: f64) -> Self {
        match us {
            us if us < 10_000.0 => Self::new(us / 1e3, true, "ms"),
            us if us < 1_000_000.0 => Self::new(us / 1e3, false, "ms"),
            us => Self::new(us / 1e6, true, "s"),
        }
    }

    /// A duration ≥ 0 in milliseconds and their tenths, however long: `50.0 ms`.
    pub fn milliseconds(us: f64) -> Self {
        Self::new(us / 1e3, true, "ms")
    }

    /// A data rate ≥ 0: `340 kB/s`, `2.1 MB/s`.
    pub fn rate(bytes_per_s: f64) -> Self {
        match bytes_per_s {
            rate if rate < 1e6 => Self::new(rate / 1e3, false, "kB/s"),
            rate => Self::new(rate / 1e6, true, "MB/s"),
        }
    }

    /// A duration of either sign, which is said: `+12 ms`, `−1.3 s`.
    pub fn signed_duration(us: f64) -> Self {
        Self::duration(us.abs()).signed(us)
    }

    /// A ratio of either sign, which is said: `+12.5 ppm`.
    pub fn ppm(ppm: f64) -> Self {
        Self::new(ppm.abs(), true, "ppm").signed(ppm)
    }

    /// A number ≥ 0 of this unit: `52 words/min`; with a decimal below ten: `1.5 /s`.
    pub fn of(value: f64, unit: &'static str) -> Self {
        Self::new(value, value < 9.95, unit)
    }

    /// A number of either sign, which is said: `−12 °`.
    pub fn signed_of(value: f64, unit: &'static str) -> Self {
        Self::of(value.abs(), unit).signed(value)
    }

    /// A number of things: `3`, or, as a mean of several, `0.4`.
    pub fn count(count: f64) -> Self {
        Self::new(count, libm::round(count) != count, "")
    }

    fn signed(self, value: f64) -> Self {
        let sign = if value < 0.0 { '−' } else { '+' };
        Self { sign: (self.tenths > 0).then_some(sign), ..self }
    }

    fn number(self, to: &mut Formatter<'_>) -> Result {
        if let Some(sign) = self.sign {
            write!(to, "{sign}")?;
        }
        match self.decimal {
            true => write!(to, "{}.{}", self.tenths / 10, self.tenths % 10),
            false => write!(to, "{}", self.tenths / 10),
        }
    }
}

impl Display for Quantity {
    fn fmt(&self, to: &mut Formatter<'_>) -> Result {
        self.number(to)?;
        if self.unit.is_empty() {
            return Ok(());
        }
        write!(to, " {}", self.unit)
    }
}

impl Display for Range {
    fn fmt(&self, to: &mut Formatter<'_>) -> Result {
        let Self(low, high) = self;
        if low.unit == high.unit && low.sign.or(high.sign).is_none() {
            low.number(to)?;
            return write!(to, "–{high}");
        }
        write!(to, "{low} – {high}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn units_change_where_a_reader_would_change_them() {
        assert_eq!(Quantity::duration(430.0).to_string(), "0.4 ms");
        assert_eq!(Quantity::duration(25_300.0).to_string(), "25 ms");
        assert_eq!(Quantity::duration(1_340_000.0).to_string(), "1.3 s");
        assert_eq!(Quantity::milliseconds(49_980.0).to_string(), "50.0 ms");
        assert_eq!(Quantity::rate(339_900.0).to_string(), "340 kB/s");
        assert_eq!(Quantity::rate(2_110_000.0).to_string(), "2.1 MB/s");
    }

    #[test]
    fn a_shared_unit_is_written_once() {
        let range = |low, high| Range(Quantity::duration(low), Quantity::duration(high)).to_string();
        assert_eq!(range(19_000.0, 30_000.0), "19–30 ms");
        assert_eq!(range(900_000.0, 1_300_000.0), "900 ms – 1.3 s");
    }

    #[test]
    fn a_sign_is_said_where_there_is_one() {
        assert_eq!(Quantity::signed_duration(-1_340_000.0).to_string(), "−1.3 s");
        assert_eq!(Quantity::ppm(11.6).to_string(), "+11.6 ppm");
        assert_eq!(Quantity::signed_duration(0.0).to_string(), "0.0 ms");
        let range = Range(Quantity::signed_duration(-12_000.0), Quantity::signed_duration(40_000.0));
        assert_eq!(range.to_string(), "−12 ms – +40 ms");
        assert_eq!([0.0, 3.0, 0.4].map(|count| Quantity::count(count).to_string()), ["0", "3", "0.4"]);
    }
}
