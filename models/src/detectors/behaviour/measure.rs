//! What is measured of a visit: one line of a visible list each.

use crate::math::predictive::Prior;
use crate::math::robust::low_median;
use alloc::vec::Vec;
use serde::Serialize;

/// One thing measured of a visit.
#[derive(Debug, PartialEq)]
pub struct Measure {
    /// Stable snake_case code.
    pub code: &'static str,
    /// In plain words.
    pub label: &'static str,
    /// Unit of the value.
    pub unit: Unit,
    pub(super) scale: Scale,
    /// Whether the keyboard makes it; else the pointer does.
    pub(super) typed: bool,
    /// What is believed of anybody, on the measure's scale: mean and spread between people, scale between visits of one.
    pub(super) prior: Prior,
}

/// On what scale values are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    /// As they are, and none below zero.
    Linear,
    /// As they are, to both sides of zero.
    Signed,
    /// By their natural logarithm: what is twice as much counts the same for the slow and the fast.
    Ratio,
}

/// Unit of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Minutes,
    WordsPerMinute,
    Seconds,
    PixelsPerSecond,
    PerSecond,
    Pixels,
    Percent,
    Degrees,
    MetresPerSecondSquared,
    /// A bare ratio.
    Times,
}

impl Measure {
    pub(super) const fn new(
        code: &'static str,
        label: &'static str,
        unit: Unit,
        scale: Scale,
        [mean, spread, within]: [f64; 3],
    ) -> Self {
        Self { code, label, unit, scale, typed: false, prior: Prior { mean, spread, scale: within, df: 4.0 } }
    }

    /// A value as it is compared; `None` where it has no place on the scale.
    pub(super) fn laid(&self, value: f64) -> Option<f64> {
        let laid = match self.scale {
            Scale::Linear | Scale::Signed => value,
            Scale::Ratio => libm::log(value),
        };
        laid.is_finite().then_some(laid)
    }

    /// A value in its unit.
    pub(super) fn value(&self, laid: f64) -> f64 {
        match self.scale {
            Scale::Linear => laid.max(0.0),
            Scale::Signed => laid,
            Scale::Ratio => libm::exp(laid.clamp(-100.0, 100.0)),
        }
    }
}

/// Gestures or bursts before a visit has a value of them.
pub(super) const FEW: usize = 3;

/// The middle of a few values; `None` of fewer.
pub(super) fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (values.len() >= FEW).then(|| low_median(&values))?
}
