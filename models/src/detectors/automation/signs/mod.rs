//! Signs of a program or of a remote desktop. Each is one small file that says what it sees, when it is wrong, and how
//! often genuine visits show it.
//!
//! The thresholds were set on people: `cargo run --release -p models --example automation` counts the recordings of CMU (keys) and
//! Balabit (mouse) that show each; `SHOW=1` prints them.

mod burst;
mod centres;
pub(super) mod company;
mod frames;
mod holds;
mod inserted;
mod jumps;
mod pasted;
mod replay;
mod rhythm;
mod scripted;
mod straight;
mod unhanded;

use super::hand::Hand;
use super::state::State;
use crate::explain::{Quantity, Range};
use crate::math::order::sorted;
use crate::observation::Observation;
use alloc::format;
use alloc::string::{String, ToString};

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
pub(super) const SIGNS: usize = 13;

/// The visible list.
pub(super) static ALL: [&Sign; SIGNS] = [
    &replay::SEEN_BEFORE,
    &rhythm::CONSTANT,
    &straight::RULED,
    &holds::CONSTANT,
    &centres::CENTRED,
    &burst::TOO_FAST,
    &jumps::TELEPORTS,
    &scripted::MADE_UP,
    &unhanded::PASTED_BY_NOBODY,
    &inserted::WITHOUT_KEYS,
    &frames::QUANTISED,
    &pasted::PASTED_ONLY,
    &company::ALONE,
];

/// The most values that lie within a window of this width: how many, the least and the greatest of them. Timers are late and
/// never early, so what they make crowds at one end, not in the middle.
fn crowd(values: &[f64], width: f64) -> (usize, f64, f64) {
    let sorted = sorted(values.iter().copied());
    let windows = sorted.iter().enumerate().map(|(index, low)| {
        let end = sorted.partition_point(|value| *value <= low + width);
        let high = end.checked_sub(1).and_then(|last| sorted.get(last)).unwrap_or(low);
        (end - index, *low, *high)
    });
    windows.rev().max_by_key(|(count, ..)| *count).unwrap_or_default()
}

/// A crowd's times in words, given in units of 100 µs: `exactly 50.0 ms`, `50.0–50.9 ms`.
fn times(low: f64, high: f64) -> String {
    let [low, high] = [low, high].map(|ticks| Quantity::milliseconds(ticks * 100.0));
    if low == high { format!("exactly {low}") } else { Range(low, high).to_string() }
}

/// Whether the page's clock is fine enough to tell times apart that differ by some milliseconds.
fn has_fine_clock(observation: &Observation) -> bool {
    const FINE_US: f64 = 2_000.0;
    crate::detectors::device::timing::clock_step_us(observation) <= FINE_US
}
