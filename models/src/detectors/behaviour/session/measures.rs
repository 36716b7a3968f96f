//! The one visible list of what is measured of a visit as a whole. A measure is one line here and its reader in [`super::Taken`].
//!
//! `rhythm_slow` and `rhythm_quick` are the spectrum of the times between keys (`super::spectrum`).
//!
//! The priors are wide and of the order of everyday use: typing 40–60 words a minute (Dhakal et al., CHI 2018: 52, sd 20), between keys
//! with a deviation of 50–150 ms; they yield to what is learned and are refitted for a site.

use crate::math::predictive::Prior;
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
    /// What is believed of anybody, on the scale: mean and spread between people, scale between visits of one.
    pub(super) prior: Prior,
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
    Percent,
    Count,
}

/// A scale on which visits differ evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// The value itself.
    Plain,
    /// Shares of a few: where there are more of them, chance makes them differ more.
    Root,
    /// Times and counts, of which twice as much is as far for a small as for a large one.
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

impl Measure {
    /// A value on the scale.
    pub(super) fn scaled(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Plain => value,
            Scale::Root => libm::sqrt(value.max(0.0)),
            Scale::Logarithm => libm::log(value.max(LEAST)),
        }
    }

    /// Back to its unit.
    pub fn value(&self, scaled: f64) -> f64 {
        match self.scale {
            Scale::Plain => scaled,
            Scale::Root => scaled.max(0.0) * scaled.max(0.0),
            Scale::Logarithm => libm::exp(scaled),
        }
    }
}

/// Whatever has a logarithm is taken to be at least this.
const LEAST: f64 = 0.01;

const fn measure(
    code: &'static str,
    label: &'static str,
    unit: Unit,
    scale: Scale,
    shape: Shape,
    [mean, spread, deviation]: [f64; 3],
) -> Measure {
    Measure { code, label, unit, scale, shape, prior: Prior { mean, spread, scale: deviation, df: 4.0 } }
}

use Scale::{Logarithm, Plain, Root};
use Shape::{Any, Bell};
use Unit::{Count, Minutes, PerSecond, Percent, PixelsPerSecond, Seconds, WordsPerMinute};

/// The visible list. What is added stands last: states that were kept before know those that stood before.
#[rustfmt::skip]
pub static MEASURES: [Measure; 17] = [
    //      code              in plain words                                  unit, scale and shape             mean, between people, between visits
    measure("duration",       "time on the page",                             Minutes, Plain, Bell,             [8.0, 4.0, 3.0]),
    measure("typing_speed",   "typing speed",                                 WordsPerMinute, Plain, Bell,      [50.0, 15.0, 6.0]),
    measure("typing_rhythm",  "deviation between keys",                       Seconds, Plain, Bell,             [0.06, 0.03, 0.015]),
    measure("pointer_speed",  "pointer speed",                                PixelsPerSecond, Plain, Bell,     [150.0, 60.0, 30.0]),
    measure("click_rate",     "clicks",                                       PerSecond, Plain, Bell,           [0.5, 0.6, 0.3]),
    measure("scroll_speed",   "scroll speed",                                 PixelsPerSecond, Plain, Bell,     [200.0, 60.0, 30.0]),
    measure("corrections",    "keys that correct",                            Percent, Root, Any,               [2.2, 1.0, 1.0]),
    measure("pauses",         "keys after a pause of 2 s",                    Percent, Root, Any,               [2.2, 1.0, 1.0]),
    measure("hesitation",     "from entering a field to its first key",       Seconds, Logarithm, Any,          [0.0, 0.7, 0.6]),
    measure("overlap",        "keys pressed before the last was let go",      Percent, Root, Any,               [4.0, 2.0, 1.0]),
    measure("characters",     "characters typed",                             Count, Logarithm, Any,            [3.7, 0.8, 0.7]),
    measure("pointer_share",  "of seconds with key or pointer, with pointer", Percent, Plain, Any,              [65.0, 20.0, 15.0]),
    measure("hidden",         "of the time, page hidden",                     Percent, Root, Any,               [1.0, 1.5, 1.5]),
    measure("views",          "views of the page",                            Count, Logarithm, Any,            [0.4, 0.6, 0.5]),
    measure("view_time",      "time for each view",                           Seconds, Logarithm, Any,          [4.0, 1.0, 0.8]),
    measure("rhythm_slow",    "of the typing rhythm, slow swings",            Percent, Plain, Any,              [33.0, 8.0, 12.0]),
    measure("rhythm_quick",   "of the typing rhythm, quick swings",           Percent, Plain, Any,              [33.0, 8.0, 12.0]),
];
