//! The population's devices: what is believed of a device before its first visit.
//!
//! Refitted from devices that are well known ([`population::fit`]).

use super::baseline::State;
use super::metrics::{self, INTRINSIC_METRICS, Metric, PATH_METRICS};
use crate::math::moments::Moments;
use crate::math::population;
use crate::math::predictive::Prior;
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Devices before a metric is refitted.
const DEVICES: usize = 200;
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
        self.path.iter().chain(&self.own).all(Prior::is_sound).then_some(self)
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
            prior.shown().map(|(name, value)| (format!("{code}.{name}"), value))
        };
        metrics.zip(self.path.iter().chain(&self.own)).flat_map(named).collect()
    }
}

fn refit<const N: usize>(shipped: [Prior; N], devices: &[[Moments; N]]) -> [Prior; N] {
    let mut index = 0..N;
    shipped.map(|prior| {
        let column = index.next().map(|at| devices.iter().filter_map(move |device| device.get(at).copied()));
        let fitted = column.and_then(|column| population::fit(&prior, DEVICES, column));
        fitted.map_or(prior, |Prior { mean, spread, scale, df }| Prior {
            mean: rounded(mean),
            spread: rounded(spread),
            scale: rounded(scale),
            df,
        })
    })
}

fn rounded(value: f64) -> f64 {
    libm::round(value * ROUNDING) / ROUNDING
}
