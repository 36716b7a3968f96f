//! What is believed of any party: how promises are kept that are meant, how rarely a party turns, and how much doubt falls on the
//! honest by chance. As shipped, fitted to simulated honest parties (`cargo run --release -p eval --example honest_doubt`); refitted
//! from a site's own.

use super::State;
use crate::kept::Rating;
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Tenths of a rating.
pub(super) const BANDS: usize = 10;
/// Shares of honest parties that are doubted less than a value of [`Priors::doubt`].
const LEVELS: [f64; 8] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.995];
/// Promises from which on a row of [`Priors::doubt`] holds.
const AGES: [u32; 4] = [0, 10, 30, 100];
/// Parties before anything is refitted.
const PARTIES: usize = 200;
/// Promises before a party has a say in how they are kept.
const PROMISES: f64 = 5.0;
/// Parties that the shipped habits are worth.
const WORTH: f64 = 100.0;
/// No tenth of a rating is rarer where promises are meant.
const RAREST: f64 = 5e-4;
/// Smallest p-value: nothing that was simulated speaks of rarer ones.
const SMALLEST_P: f64 = 1e-9;

/// See the module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Priors {
    /// Ratings of promises that are meant, in tenths.
    kept: [f64; BANDS],
    /// Chance that an honest party turns with any one promise. Small: it is the odds that a row of accidents has to beat.
    turns: f64,
    /// Logarithms of the odds for deceit among honest parties, by age, at [`LEVELS`].
    doubt: [[f64; LEVELS.len()]; AGES.len()],
}

/// Encoded priors, before they are checked.
#[derive(Deserialize)]
struct Stored {
    kept: [f64; BANDS],
    turns: f64,
    doubt: [[f64; LEVELS.len()]; AGES.len()],
}

impl TryFrom<Stored> for Priors {
    type Error = &'static str;

    fn try_from(Stored { kept, turns, doubt }: Stored) -> Result<Self, Self::Error> {
        let shares = kept.iter().all(|share| (RAREST / 2.0..=1.0).contains(share))
            && (kept.iter().sum::<f64>() - 1.0).abs() < 1e-6;
        let rising = |row: &[f64; LEVELS.len()]| {
            row.iter().all(|value| value.abs() < 100.0) && row.is_sorted_by(|low, high| low <= high)
        };
        let sound = shares && (1e-12..=0.1).contains(&turns) && doubt.iter().all(rising);
        sound.then_some(Self { kept, turns, doubt }).ok_or("no population keeps promises like that")
    }
}

impl Default for Priors {
    fn default() -> Self {
        Self { kept: super::shipped::KEPT, turns: 6e-6, doubt: super::shipped::DOUBT }
    }
}

/// The tenth that a rating falls into.
pub(super) fn band(rating: Rating) -> usize {
    ((rating.get() * BANDS as f64) as usize).min(BANDS - 1)
}

impl Priors {
    /// The same with another chance that an honest party turns; `None` where that is no chance between 10⁻¹² and 0.1. How much doubt
    /// is usual then has to be fitted anew.
    pub fn turning(self, turns: f64) -> Option<Self> {
        (1e-12..=0.1).contains(&turns).then_some(Self { turns, ..self })
    }

    pub(super) fn kept(&self) -> &[f64; BANDS] {
        &self.kept
    }

    pub(super) fn turns(&self) -> f64 {
        self.turns
    }

    /// Probability that an honest party with so many promises is doubted at least as much.
    pub(super) fn p_value(&self, promises: u32, doubt: f64) -> f64 {
        let older = AGES.iter().zip(&self.doubt).rev().find(|(age, _)| **age <= promises);
        let Some((_, row)) = older else { return 1.0 };
        let points = || row.iter().copied().zip(LEVELS.map(|level| 1.0 - level));
        let log = |share: f64| libm::log(share);
        let above = points().find(|(value, _)| doubt < *value);
        let below = points().take_while(|(value, _)| *value <= doubt).last();
        let p_value = match (below, above) {
            (None, Some((lowest, share))) => 1.0 - (1.0 - share) * libm::exp(doubt - lowest),
            (Some((low, from)), Some((high, to))) => {
                let part = (doubt - low) / (high - low);
                libm::exp(log(from) + part * (log(to) - log(from)))
            }
            (Some((highest, share)), None) => {
                let rate = tail(points());
                share * libm::exp(-rate * (doubt - highest))
            }
            (None, None) => 1.0,
        };
        p_value.clamp(SMALLEST_P, 1.0)
    }

    /// Those that these parties speak for, `None` where they are too few; every party has one say, however much it promises.
    pub fn fit(states: &mut dyn Iterator<Item = State>) -> Option<Self> {
        let states: Vec<State> = states.filter(|state| state.promises() > 0).collect();
        if states.len() < PARTIES {
            return None;
        }
        let shipped = Self::default();
        let mut kept = shipped.kept.map(|share| WORTH * share);
        for own in states.iter().map(State::own) {
            let promises: f64 = own.iter().sum();
            if promises >= PROMISES {
                kept.iter_mut().zip(own).for_each(|(sum, count)| *sum += count / promises);
            }
        }
        let all: f64 = kept.iter().sum();
        let kept = kept.map(|sum| (sum / all).max(RAREST));
        let all: f64 = kept.iter().sum();
        let mut doubt = shipped.doubt;
        let mut until = u32::MAX;
        for (from, row) in AGES.into_iter().zip(&mut doubt).rev() {
            let of_age = states.iter().filter(|state| (from..until).contains(&state.promises()));
            let mut doubts: Vec<f64> = of_age.map(State::doubt).collect();
            if doubts.len() >= PARTIES {
                doubts.sort_by(f64::total_cmp);
                row.iter_mut().zip(LEVELS).for_each(|(value, level)| {
                    let at = (doubts.len() as f64 * level) as usize;
                    *value = doubts.get(at).or(doubts.last()).copied().unwrap_or(*value);
                });
            }
            until = from;
        }
        Some(Self { kept: kept.map(|share| share / all), turns: shipped.turns, doubt })
    }

    /// Every number by its name.
    pub fn shown(&self) -> Vec<(String, f64)> {
        let kept = self.kept.iter().enumerate();
        let mut shown: Vec<_> = kept.map(|(tenth, share)| (format!("kept_{tenth}"), *share)).collect();
        shown.push(("turns".into(), self.turns));
        for (age, row) in AGES.iter().zip(&self.doubt) {
            let named = LEVELS.iter().zip(row);
            shown.extend(named.map(|(level, value)| (format!("doubt_from_{age}_at_{level}"), *value)));
        }
        shown
    }
}

/// How fast doubt gets rarer beyond what was seen, as over the last of it; nats for a nat.
fn tail(points: impl Iterator<Item = (f64, f64)>) -> f64 {
    let mut last = points.skip(4);
    let (Some((low, from)), Some((high, to))) = (last.next(), last.last()) else { return 1.0 };
    let rate = libm::log(from / to) / (high - low);
    if rate.is_finite() { rate.clamp(0.3, 1.0) } else { 1.0 }
}
