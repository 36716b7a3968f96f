//! The population's devices: what is believed of a device before its first visit.
//!
//! Refitted by moments over devices that are well known (empirical Bayes: Morris 1983, JASA 78:47), each moment as a
//! median, so that a minority of wild devices moves none of them.

use super::baseline::State;
use super::metrics::{self, INTRINSIC_METRICS, Metric, PATH_METRICS};
use crate::math::moments::Moments;
use crate::math::predictive::Prior;
use crate::math::robust::low_median;
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Visits before a device has a say: its own mean and scale are of use then.
const VISITS: f64 = 8.0;
/// Devices before a metric is refitted.
const DEVICES: usize = 200;
/// A mean stays within so many shipped spreads of the shipped one, a spread or scale within this factor: a site
/// whose customers are that unlike all others is more likely a fault of measurement.
const BOUND: f64 = 3.0;
/// The median absolute deviation of normal values is the standard deviation divided by this.
const MAD_TO_SD: f64 = 1.4826;
/// What differs by less is noise, and would only make a new artifact every day.
const ROUNDING: f64 = 100.0;

/// What is believed of the population's devices, metric by metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Priors {
    /// In the order of [`metrics::PATH`].
    pub(super) path: [Prior; PATH_METRICS],
    /// In the order of [`metrics::INTRINSIC`].
    pub(super) own: [Prior; INTRINSIC_METRICS],
}

/// Encoded priors, before their bounds are checked.
#[derive(Deserialize)]
struct Stored {
    path: [Prior; PATH_METRICS],
    own: [Prior; INTRINSIC_METRICS],
}

impl TryFrom<Stored> for Priors {
    type Error = &'static str;

    fn try_from(Stored { path, own }: Stored) -> Result<Self, Self::Error> {
        Self { path, own }.sound().ok_or("no population has such devices")
    }
}

impl Default for Priors {
    fn default() -> Self {
        Self {
            path: metrics::PATH.each_ref().map(|one| one.metric.prior),
            own: metrics::INTRINSIC.each_ref().map(|metric| metric.prior),
        }
    }
}

impl Priors {
    /// Themselves, where a population could have them.
    pub(super) fn sound(self) -> Option<Self> {
        let sound = |prior: &Prior| {
            let positive = [prior.spread, prior.scale, prior.df];
            prior.mean.abs() < 1e3 && positive.iter().all(|value| (1e-3..1e3).contains(value))
        };
        self.path.iter().chain(&self.own).all(sound).then_some(self)
    }

    /// Metrics that too few devices tell of keep their shipped priors; `None` where that is all of them.
    pub(super) fn fit(states: &mut dyn Iterator<Item = State>) -> Option<Self> {
        let (mut on_path, mut own) = (Vec::new(), Vec::new());
        for state in states {
            own.push(*state.seen());
            // One network for each device, or else those that roam would speak for all.
            on_path.extend(state.paths().iter().max_by_key(|path| path.visits).map(|path| path.moments));
        }
        let shipped = Self::default();
        let fitted = Self { path: refit(shipped.path, &on_path), own: refit(shipped.own, &own) };
        (fitted != shipped).then_some(fitted)
    }

    /// Every number by its name.
    pub(super) fn shown(&self) -> Vec<(String, f64)> {
        let metrics = metrics::PATH.iter().map(|one| &one.metric).chain(&metrics::INTRINSIC);
        let named = |(Metric { code, .. }, prior): (&Metric, &Prior)| {
            [("mean", prior.mean), ("spread", prior.spread), ("scale", prior.scale), ("df", prior.df)]
                .map(|(name, value)| (format!("{code}.{name}"), value))
        };
        metrics.zip(self.path.iter().chain(&self.own)).flat_map(named).collect()
    }
}

fn refit<const N: usize>(shipped: [Prior; N], devices: &[[Moments; N]]) -> [Prior; N] {
    let mut index = 0..N;
    shipped.map(|prior| {
        let column = index.next().map(|at| devices.iter().filter_map(move |device| device.get(at).copied()));
        column.and_then(|column| fit_one(&prior, column)).unwrap_or(prior)
    })
}

/// One metric over all devices that are known well enough.
fn fit_one(shipped: &Prior, devices: impl Iterator<Item = Moments>) -> Option<Prior> {
    let known: Vec<Moments> = devices.filter(|seen| seen.n() >= VISITS).collect();
    if known.len() < DEVICES {
        return None;
    }
    let median = |values: Vec<f64>| low_median(&values);
    let within = |seen: &Moments| seen.scatter() / (seen.n() - 1.0);
    let mean = median(known.iter().map(Moments::mean).collect())?;
    let deviation = median(known.iter().map(|seen| (seen.mean() - mean).abs()).collect())?;
    let variance = median(known.iter().map(within).collect())?;
    // Part of what the means differ by is chance within the devices.
    let chance = median(known.iter().map(|seen| within(seen) / seen.n()).collect())?;
    let between = MAD_TO_SD * MAD_TO_SD * deviation * deviation - chance;
    Some(Prior {
        mean: rounded(
            mean.clamp(shipped.mean - BOUND * shipped.spread, shipped.mean + BOUND * shipped.spread),
        ),
        spread: bounded(libm::sqrt(between.max(0.0)), shipped.spread),
        scale: bounded(libm::sqrt(variance), shipped.scale),
        df: shipped.df,
    })
}

fn bounded(value: f64, shipped: f64) -> f64 {
    rounded(value.clamp(shipped / BOUND, shipped * BOUND))
}

fn rounded(value: f64) -> f64 {
    libm::round(value * ROUNDING) / ROUNDING
}
