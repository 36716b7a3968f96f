//! What is usual of a list of measures: each is compared with a Student-t predictive shrunk to the population, and learned with what is
//! absurd pulled in.

use super::measure::Measure;
use crate::math::moments::Moments;
use crate::math::population;
use crate::math::predictive::{self, Predictive, Prior};
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Effective number of visits that are remembered.
const MEMORY: f64 = 60.0;
/// Values further out than this many scales are learned as if they were no further.
const WINSOR: f64 = 3.0;
/// Users before a measure's prior is refitted.
pub(super) const USERS: usize = 100;

/// What was seen of each measure of a list, in its order. 12 bytes each.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent, bound = "[Moments; N]: Serialize + for<'a> Deserialize<'a>")]
pub(super) struct Learned<const N: usize>(pub(super) [Moments; N]);

impl<const N: usize> Default for Learned<N> {
    fn default() -> Self {
        Self([Moments::default(); N])
    }
}

/// A measure that was compared; value and expectation on its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// Which one.
    pub measure: &'static Measure,
    /// Its value.
    pub value: f64,
    /// What was expected.
    pub expected: Predictive,
    /// Probability of a value at least as far out.
    pub p_value: f64,
}

impl<const N: usize> Learned<N> {
    /// What is expected of a measure; `None` where it was learned of fewer than `need` visits.
    pub(super) fn expected(&self, beliefs: &Beliefs<N>, at: usize, need: u32) -> Option<Predictive> {
        let (seen, prior) = (self.0.get(at)?, beliefs.0.get(at)?);
        (seen.n() >= f64::from(need)).then(|| predictive::predict(prior, seen))
    }

    /// Compares what was measured of those that were learned of `need` visits.
    pub(super) fn compare(
        &self,
        list: &'static [Measure; N],
        beliefs: &Beliefs<N>,
        values: &[Option<f64>; N],
        need: u32,
    ) -> Vec<Compared> {
        let compared = |(at, (measure, value)): (usize, (&'static Measure, &Option<f64>))| {
            let (value, expected) = ((*value)?, self.expected(beliefs, at, need)?);
            Some(Compared { measure, value, expected, p_value: expected.two_sided(value) })
        };
        list.iter().zip(values).enumerate().filter_map(compared).collect()
    }

    /// How often a measure was seen, what is old fading.
    pub(super) fn seen(&self, at: usize) -> f64 {
        self.0.get(at).map_or(0.0, Moments::n)
    }

    /// Learns a trusted value. One absurd visit must not widen what is usual.
    pub(super) fn learn(&mut self, beliefs: &Beliefs<N>, at: usize, value: f64) {
        if let (Some(seen), Some(prior)) = (self.0.get_mut(at), beliefs.0.get(at)) {
            let value = predictive::predict(prior, seen).winsorised(value, WINSOR);
            seen.push(value, MEMORY);
        }
    }
}

/// What is believed of anybody, in the order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(transparent, bound = "[Prior; N]: Serialize")]
pub(super) struct Beliefs<const N: usize>(pub(super) [Prior; N]);

impl<'de, const N: usize> Deserialize<'de> for Beliefs<N>
where
    [Prior; N]: Deserialize<'de>,
{
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let priors = <[Prior; N]>::deserialize(from)?;
        let sound = priors.iter().all(Prior::is_sound);
        if sound { Ok(Self(priors)) } else { Err(serde::de::Error::custom("nobody behaves like that")) }
    }
}

impl<const N: usize> Beliefs<N> {
    /// As shipped.
    pub(super) fn shipped(list: &[Measure; N]) -> Self {
        Self(list.each_ref().map(|measure| measure.prior))
    }

    /// What these people speak for; what too few of them tell of stays as it is.
    pub(super) fn fitted(self, people: &[Learned<N>]) -> Self {
        let mut at = 0..N;
        Self(self.0.map(|prior| {
            let column = at.next().map(|at| people.iter().filter_map(move |one| one.0.get(at).copied()));
            column.and_then(|column| population::fit(&prior, USERS, column)).unwrap_or(prior)
        }))
    }

    /// Every number by its name.
    pub(super) fn shown(&self, list: &[Measure; N], of: &str) -> Vec<(String, f64)> {
        let named = |(measure, prior): (&Measure, &Prior)| {
            let of = format!("{of}{}", measure.code);
            prior.shown().map(|(name, value)| (format!("{of}.{name}"), value))
        };
        list.iter().zip(&self.0).flat_map(named).collect()
    }
}
