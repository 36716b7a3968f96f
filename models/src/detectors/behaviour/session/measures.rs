//! The one visible list of what is measured of a visit as a whole. A measure is one line here and its reader in [`super::Taken`].
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
    /// What is believed of anybody: mean and spread between people, scale between visits of one.
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
}

const fn measure(
    code: &'static str,
    label: &'static str,
    unit: Unit,
    [mean, spread, scale]: [f64; 3],
) -> Measure {
    Measure { code, label, unit, prior: Prior { mean, spread, scale, df: 4.0 } }
}

/// The visible list.
pub static MEASURES: [Measure; 6] = [
    //      code              in plain words               unit                     mean, between people, between visits
    measure("duration", "time on the page", Unit::Minutes, [8.0, 4.0, 3.0]),
    measure("typing_speed", "typing speed", Unit::WordsPerMinute, [50.0, 15.0, 6.0]),
    measure("typing_rhythm", "deviation between keys", Unit::Seconds, [0.06, 0.03, 0.015]),
    measure("pointer_speed", "pointer speed", Unit::PixelsPerSecond, [150.0, 60.0, 30.0]),
    measure("click_rate", "clicks", Unit::PerSecond, [0.5, 0.6, 0.3]),
    measure("scroll_speed", "scroll speed", Unit::PixelsPerSecond, [200.0, 60.0, 30.0]),
];
