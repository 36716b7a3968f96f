//! What is believed of any card: how much its amounts vary, which amounts nobody pays, and what each comparison is worth.
//!
//! The weights and the distribution of their sum are as shipped (`shipped.rs`, fitted by `pennyprint eval spending --fit` on training
//! days only); a site refits what its own cards speak for: the variation, and its largest amounts.

use super::parts::{PARTS, Part};
use super::purse::Currency;
use super::shipped;
use super::state::{State, named};
use super::test::Test;
use crate::math::order::sorted;
use crate::math::robust::low_median;
use alloc::collections::BTreeMap;
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Shares of genuine purchases that are more unusual than a value of [`Priors::sums`].
pub const LEVELS: [f64; 13] =
    [0.9, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];
/// Share of purchases that are larger than the edge from which on a tail is told.
const BEYOND: f64 = 0.001;
/// Purchases before a currency has a tail: ten lie beyond its edge.
const ENOUGH: usize = 10_000;
/// Currencies that have one, at most.
const CURRENCIES: usize = 8;
/// Purses before variation is refitted.
const PURSES: usize = 200;
const SMALLEST_P: f64 = 1e-12;

/// See the module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Priors {
    ratio: f64,
    weights: [f64; PARTS],
    /// Weighted sums of surprises, at [`LEVELS`].
    sums: [f64; LEVELS.len()],
    tails: Vec<Tail>,
    test: Test,
}

/// The largest amounts of a currency: beyond an edge they become rarer by a power (Hill, Ann. Statist. 3, 1975).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Tail {
    currency: Currency,
    edge: f64,
    power: f64,
}

/// Encoded priors, before they are checked.
#[derive(Deserialize)]
struct Stored {
    ratio: f64,
    weights: [f64; PARTS],
    sums: [f64; LEVELS.len()],
    tails: Vec<Tail>,
    test: Test,
}

/// As the first version encoded them.
#[derive(Deserialize)]
struct First {
    ratio: f64,
    weights: [f64; PARTS],
    sums: [f64; LEVELS.len()],
    tails: Vec<Tail>,
}

/// These numbers are no priors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no population spends like that")]
pub struct NoPriors;

impl TryFrom<Stored> for Priors {
    type Error = NoPriors;

    fn try_from(Stored { ratio, weights, sums, tails, test }: Stored) -> Result<Self, NoPriors> {
        let tail = |tail: &Tail| (1.0..1e19).contains(&tail.edge) && (0.1..1e3).contains(&tail.power);
        let sound = (0.01..10.0).contains(&ratio)
            && weights.iter().all(|weight| (0.0..100.0).contains(weight))
            && weights.iter().any(|weight| *weight > 0.0)
            && sums.iter().all(|sum| (0.0..1e5).contains(sum))
            && sums.is_sorted_by(|low, high| low < high)
            && tails.len() <= CURRENCIES
            && tails.iter().all(tail)
            && test.is_sound();
        sound.then_some(Self { ratio, weights, sums, tails, test }).ok_or(NoPriors)
    }
}

impl Default for Priors {
    fn default() -> Self {
        Self {
            ratio: shipped::RATIO,
            weights: shipped::WEIGHTS,
            sums: shipped::SUMS,
            tails: Vec::new(),
            test: Test::default(),
        }
    }
}

impl Priors {
    /// The same with other weights, and the distribution of their sum over genuine purchases.
    ///
    /// # Errors
    /// A weight is below 0, or all are 0, or the sums do not rise.
    pub fn weighing(self, weights: [f64; PARTS], sums: [f64; LEVELS.len()]) -> Result<Self, NoPriors> {
        Stored { ratio: self.ratio, weights, sums, tails: self.tails, test: self.test }.try_into()
    }

    /// Those that the first version wrote.
    pub(super) fn first(body: &[u8]) -> Option<Self> {
        let (First { ratio, weights, sums, tails }, []) = postcard::take_from_bytes(body).ok()? else {
            return None;
        };
        Stored { ratio, weights, sums, tails, test: Test::default() }.try_into().ok()
    }

    /// By which test a purchase is judged.
    pub fn test(&self) -> &Test {
        &self.test
    }

    /// The same with another test.
    pub(super) fn judging(self, test: Test) -> Self {
        Self { test, ..self }
    }

    /// Standard deviation of the roots of a card's amounts, in means.
    pub fn ratio(&self) -> f64 {
        self.ratio
    }

    /// What each part's surprise counts.
    pub fn weights(&self) -> &[f64; PARTS] {
        &self.weights
    }

    /// The weighted sum of a purchase's surprises.
    pub fn sum(&self, surprises: &[f64; PARTS]) -> f64 {
        self.weights.iter().zip(surprises).map(|(weight, surprise)| weight * surprise).sum()
    }

    /// Share of genuine purchases whose weighted sum is at least as large.
    pub fn p_value(&self, sum: f64) -> f64 {
        let points = || self.sums.iter().copied().zip(LEVELS);
        let below = points().rev().find(|(at, _)| *at <= sum);
        let above = points().find(|(at, _)| *at > sum);
        let p_value = match (below, above) {
            (None, _) => 1.0,
            (Some(low), Some(high)) => between(low, high, sum),
            // Beyond the last one as steeply as among the last three.
            (Some(last), None) => match points().nth_back(2) {
                Some(before) => between(before, last, sum),
                None => last.1,
            },
        };
        p_value.clamp(SMALLEST_P, 1.0)
    }

    /// Share of anybody's purchases that are as large; 1 where that is not known, or not rare.
    pub(super) fn as_large(&self, currency: Currency, amount: f64) -> f64 {
        let tail = self.tails.iter().find(|tail| tail.currency == currency && tail.edge < amount);
        tail.map_or(1.0, |tail| BEYOND * libm::pow(tail.edge / amount, tail.power))
    }

    /// The amount, in minor units, that all but one in a thousand purchases of a currency lie below, where that is known.
    pub fn edge(&self, currency: &str) -> Option<f64> {
        let currency = named(currency);
        self.tails.iter().find(|tail| tail.currency == currency).map(|tail| tail.edge)
    }

    /// Those that these cards speak for; `None` where they are too few.
    pub fn fit(states: &mut dyn Iterator<Item = State>) -> Option<Self> {
        let (mut ratios, mut amounts) = (Vec::new(), BTreeMap::<Currency, Vec<f64>>::new());
        for state in states {
            for purse in state.purses() {
                ratios.extend(purse.ratio());
                amounts.entry(purse.currency()).or_default().extend(purse.amounts());
            }
        }
        if ratios.len() < PURSES {
            return None;
        }
        let mut most: Vec<(Currency, Vec<f64>)> = amounts.into_iter().collect();
        most.sort_by_key(|(_, amounts)| core::cmp::Reverse(amounts.len()));
        most.truncate(CURRENCIES);
        let tails = most.into_iter().filter_map(|(currency, amounts)| Tail::of(currency, amounts)).collect();
        let ratio = low_median(&ratios)?.clamp(shipped::RATIO / 3.0, shipped::RATIO * 3.0);
        Some(Self { ratio, tails, ..Self::default() })
    }

    /// Its numbers by their names.
    pub fn shown(&self) -> Vec<(String, f64)> {
        let weights = Part::ALL
            .iter()
            .zip(&self.weights)
            .map(|(part, weight)| (format!("weight.{}", part.code()), *weight));
        [("ratio".into(), self.ratio)].into_iter().chain(weights).chain(self.test.shown()).collect()
    }
}

/// Between two points the logarithm of the share is a straight line, and beyond.
fn between((from, low): (f64, f64), (to, high): (f64, f64), sum: f64) -> f64 {
    low * libm::pow(high / low, (sum - from) / (to - from))
}

impl Tail {
    fn of(currency: Currency, amounts: Vec<f64>) -> Option<Self> {
        let amounts = sorted(amounts);
        if amounts.len() < ENOUGH {
            return None;
        }
        let beyond = amounts.get(amounts.len() - (amounts.len() as f64 * BEYOND) as usize..)?;
        let edge = beyond.first()?.clamp(1.0, 1e18);
        let excess: f64 = beyond.iter().map(|amount| libm::log((amount / edge).max(1.0))).sum();
        let power = (beyond.len() as f64 / excess.max(1e-9)).clamp(0.5, 500.0);
        Some(Self { currency, edge, power })
    }
}
