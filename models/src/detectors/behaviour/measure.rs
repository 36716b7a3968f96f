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
    /// On which scale it is compared.
    pub(super) scale: Scale,
    /// How one person's visits may be spread.
    pub(super) shape: Shape,
    /// Whether the keyboard makes it; else the pointer does.
    pub(super) typed: bool,
    /// What is believed of anybody, on the measure's scale: mean and spread between people, scale between visits of one.
    pub(super) prior: Prior,
}

/// A scale on which visits differ evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// The value itself, never below zero.
    Plain,
    /// The value itself, to both sides of zero.
    Signed,
    /// Shares of a few: where there are more of them, chance makes them differ more.
    Root,
    /// Times, speeds and counts, of which twice as much is as far for a small as for a large one.
    Logarithm,
}

/// How one person's visits may be spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Around a middle.
    Bell,
    /// In any way, such as nearly always 0: what was never seen in so many visits is not taken to be rarer than one visit in as many.
    Any,
}

/// Whatever has a logarithm is taken to be at least this.
const LEAST: f64 = 0.01;

/// Unit of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Minutes,
    WordsPerMinute,
    Seconds,
    PixelsPerSecond,
    PixelsPerSecondSquared,
    PixelsPerSecondCubed,
    PerSecond,
    Pixels,
    Percent,
    Degrees,
    Radians,
    RadiansPerSecond,
    RadiansPerPixel,
    MetresPerSecondSquared,
    Count,
    /// A bare ratio.
    Times,
}

impl Unit {
    /// As people write it; nothing of a bare number.
    pub fn text(self) -> &'static str {
        match self {
            Self::Minutes => "min",
            Self::WordsPerMinute => "words/min",
            Self::Seconds => "s",
            Self::PixelsPerSecond => "px/s",
            Self::PixelsPerSecondSquared => "px/s²",
            Self::PixelsPerSecondCubed => "px/s³",
            Self::PerSecond => "/s",
            Self::Pixels => "px",
            Self::Percent => "%",
            Self::Degrees => "°",
            Self::Radians => "rad",
            Self::RadiansPerSecond => "rad/s",
            Self::RadiansPerPixel => "rad/px",
            Self::MetresPerSecondSquared => "m/s²",
            Self::Count | Self::Times => "",
        }
    }
}

impl Measure {
    pub(super) const fn new(
        code: &'static str,
        label: &'static str,
        unit: Unit,
        scale: Scale,
        [mean, spread, within]: [f64; 3],
    ) -> Self {
        let prior = Prior { mean, spread, scale: within, df: 4.0 };
        Self { code, label, unit, scale, shape: Shape::Bell, typed: false, prior }
    }

    /// A value on the scale.
    pub(super) fn scaled(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Plain | Scale::Signed => value,
            Scale::Root => libm::sqrt(value.max(0.0)),
            Scale::Logarithm => libm::log(value.max(LEAST)),
        }
    }

    /// Back to its unit.
    pub(super) fn value(&self, scaled: f64) -> f64 {
        match self.scale {
            Scale::Plain => scaled.max(0.0),
            Scale::Signed => scaled,
            Scale::Root => scaled.max(0.0) * scaled.max(0.0),
            Scale::Logarithm => libm::exp(scaled.clamp(-100.0, 100.0)),
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
