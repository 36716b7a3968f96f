//! Signs of a program or of a remote desktop. Each is one small file that says what it sees, when it is wrong, and how
//! often genuine visits show it.
//!
//! The thresholds were set on people: `cargo run --release -p models --example automation` counts the recordings of CMU (keys) and
//! Balabit (mouse) that show each; `SHOW=1` prints them.

mod burst;
pub(super) mod company;
mod frames;
mod holds;
mod jumps;
mod pasted;
mod replay;
mod rhythm;
mod scripted;
mod straight;
mod unhanded;

use super::hand::Hand;
use super::state::State;
use crate::observation::Observation;
use alloc::string::String;

/// One sign.
#[derive(Debug)]
pub(super) struct Sign {
    /// Stable snake_case code of the finding.
    pub(super) code: &'static str,
    /// Share of genuine visits that show it for reasons of no concern, as shipped.
    pub(super) frequency: f64,
    /// Whether it may be usual for a device, or is as rare however often it was seen.
    pub(super) may_be_usual: bool,
    /// In plain words what was seen; `None` where it was not, or where it cannot be told.
    pub(super) seen: fn(&Visit<'_>) -> Option<String>,
}

/// What signs are looked for in.
pub(super) struct Visit<'v> {
    pub(super) observation: &'v Observation,
    pub(super) hand: &'v Hand,
    /// What was learned of the device before.
    pub(super) known: &'v State,
}

/// How many there are.
pub(super) const SIGNS: usize = 11;

/// The visible list.
pub(super) static ALL: [&Sign; SIGNS] = [
    &replay::SEEN_BEFORE,
    &rhythm::CONSTANT,
    &straight::RULED,
    &holds::CONSTANT,
    &burst::TOO_FAST,
    &jumps::TELEPORTS,
    &scripted::MADE_UP,
    &unhanded::PASTED_BY_NOBODY,
    &frames::QUANTISED,
    &pasted::PASTED_ONLY,
    &company::ALONE,
];

/// Values near their median: the median, how many lie within `reach` of it, and the largest distance of those.
fn near_median(values: &[f64], reach: f64) -> Option<(f64, usize, f64)> {
    let median = crate::math::robust::low_median(values)?;
    let near = values.iter().map(|value| (value - median).abs()).filter(|distance| *distance <= reach);
    let (count, farthest) = near.fold((0, 0.0_f64), |(count, most), one| (count + 1, most.max(one)));
    Some((median, count, farthest))
}

/// How exactly, in words that follow a duration: values and tolerances in units of 100 µs.
fn exactness(farthest: f64) -> String {
    match farthest {
        0.0 => String::new(),
        farthest => alloc::format!(" to within {}", crate::explain::Quantity::milliseconds(farthest * 100.0)),
    }
}

/// Whether the page's clock, as the page says, is fine enough to tell times apart that differ by some milliseconds.
fn has_fine_clock(observation: &Observation) -> bool {
    const FINE_US: f64 = 2_000.0;
    crate::detectors::device::timing::clock_resolution_us(observation).is_none_or(|tick| tick <= FINE_US)
}
