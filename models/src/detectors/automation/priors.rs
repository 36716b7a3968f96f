//! How often genuine visits show each sign: as shipped, an estimate that the sign's file gives reasons for; refitted from the
//! visits that devices of a site were trusted with.

use super::signs::{self, SIGNS};
use super::state::State;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Devices before anything is refitted.
const DEVICES: usize = 200;
/// Trusted visits before a device has a say.
const VISITS: u32 = 3;
/// Devices that the shipped frequency is worth.
const WORTH: f64 = 100.0;
/// A site's frequency stays within these multiples of the shipped one.
const BOUND: core::ops::RangeInclusive<f64> = 0.5..=10.0;
/// Parts of the shipped frequency that a refit tells apart: what differs by less would only make a new artifact every day.
const PARTS: f64 = 20.0;

/// The share of genuine visits that show each sign, in the order of [`signs::ALL`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; SIGNS]", into = "[f64; SIGNS]")]
pub struct Priors([f64; SIGNS]);

impl Default for Priors {
    fn default() -> Self {
        Self(signs::ALL.map(|sign| sign.frequency))
    }
}

impl TryFrom<[f64; SIGNS]> for Priors {
    type Error = &'static str;

    fn try_from(frequencies: [f64; SIGNS]) -> Result<Self, Self::Error> {
        let sound = |(frequency, sign): (&f64, &signs::Sign)| {
            let times = frequency / sign.frequency;
            times >= 0.99 * BOUND.start() && times <= 1.01 * BOUND.end()
        };
        let all = frequencies.iter().zip(signs::ALL).all(sound);
        all.then_some(Self(frequencies)).ok_or("no population shows signs that often")
    }
}

impl From<Priors> for [f64; SIGNS] {
    fn from(Priors(frequencies): Priors) -> Self {
        frequencies
    }
}

impl Priors {
    pub(super) fn frequencies(&self) -> [f64; SIGNS] {
        self.0
    }

    /// Every device has one say, however often it comes.
    pub(super) fn fit(states: &mut dyn Iterator<Item = State>) -> Option<Self> {
        let known = states.filter(|state| state.visits() >= VISITS);
        let shares: Vec<[f64; SIGNS]> = known.map(|state| state.shares()).collect();
        if shares.len() < DEVICES {
            return None;
        }
        let devices = shares.len() as f64;
        let mut column = 0..SIGNS;
        let fitted = signs::ALL.map(|sign| {
            let at = column.next().unwrap_or(0);
            let shown: f64 = shares.iter().filter_map(|device| device.get(at)).sum();
            let times = (shown / sign.frequency + WORTH) / (devices + WORTH);
            let times = times.clamp(*BOUND.start(), *BOUND.end());
            sign.frequency * libm::round(times * PARTS) / PARTS
        });
        let fitted = Self(fitted);
        (fitted != Self::default()).then_some(fitted)
    }

    /// Every number by its name.
    pub(super) fn shown(&self) -> Vec<(String, f64)> {
        signs::ALL.iter().zip(self.0).map(|(sign, frequency)| (sign.code.into(), frequency)).collect()
    }
}
