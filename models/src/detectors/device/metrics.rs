//! The one visible list of what is measured of a device.
//!
//! Values are compared as `ln(value + floor)`. The priors are on that scale. Their sources: round trips and
//! their spread from RIPE Atlas measurements (median 30 ms, sd of the logarithm 0.67–0.77 between homes; one
//! home's Wi-Fi, wired and mobile neighbours differ by a logarithm with sd 0.30–0.53; 0.01–0.13 from hour to hour
//! on wired anchors, more on Wi-Fi and mobile); the rest is deliberately wide and yields to what is learned.

use super::timing;
use crate::math::predictive::Prior;
use crate::observation::Observation;
use serde::Serialize;

/// One thing measured at every visit.
#[derive(Debug)]
pub struct Metric {
    /// Stable snake_case code.
    pub code: &'static str,
    /// In plain words.
    pub label: &'static str,
    /// Unit of the value.
    pub unit: Unit,
    /// Added before the logarithm: differences well below it do not count.
    floor: f64,
    /// Its part of the attention.
    pub(super) weight: f64,
    /// Share of genuine visits in which it is off for reasons of no concern (a pause, a lost packet): no p-value
    /// of it gets smaller. High where one exchange decides.
    pub(super) glitches: f64,
    /// The population's devices as shipped: mean and spread between devices, scale between visits of one.
    pub(super) prior: Prior,
    /// Reads it off a visit.
    measure: fn(&Observation) -> Option<f64>,
}

/// A metric that depends on the network.
#[derive(Debug)]
pub struct PathMetric {
    /// What is measured.
    pub metric: Metric,
    /// Standard deviation between the networks of one device.
    pub(super) between_paths: f64,
    /// Which side a detour pushes it to.
    pub(super) detour: Detour,
}

/// Unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Microseconds.
    Us,
    /// Bytes per second.
    BytesPerS,
}

/// Which side a detour pushes a metric to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detour {
    /// It grows.
    Raises,
    /// It shrinks.
    Lowers,
}

/// How many depend on the network.
pub const PATH_METRICS: usize = 6;
/// How many the device brings along.
pub const INTRINSIC_METRICS: usize = 2;

/// What depends on the network: one profile per path.
pub static PATH: [PathMetric; PATH_METRICS] = [
    PathMetric {
        metric: Metric {
            code: "round_trip",
            label: "round trip",
            unit: Unit::Us,
            floor: 1e3,
            weight: 4.0,
            glitches: 0.002,
            prior: Prior { mean: 10.5, spread: 0.75, scale: 0.17, df: 3.0 },
            measure: timing::round_trip,
        },
        between_paths: 0.27,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "server_round_trip",
            label: "round trip seen by the server",
            unit: Unit::Us,
            floor: 1e3,
            weight: 4.0,
            glitches: 0.002,
            prior: Prior { mean: 10.6, spread: 0.75, scale: 0.17, df: 3.0 },
            measure: timing::server_round_trip,
        },
        between_paths: 0.27,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "jitter",
            label: "jitter",
            unit: Unit::Us,
            floor: 500.0,
            weight: 1.5,
            glitches: 0.01,
            prior: Prior { mean: 7.3, spread: 1.2, scale: 0.5, df: 4.0 },
            measure: timing::jitter,
        },
        between_paths: 0.8,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "connect",
            label: "connection set-up",
            unit: Unit::Us,
            floor: 1e3,
            weight: 0.5,
            glitches: 0.1,
            prior: Prior { mean: 11.3, spread: 0.8, scale: 0.4, df: 4.0 },
            measure: timing::connect,
        },
        between_paths: 0.4,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "throughput",
            label: "download rate",
            unit: Unit::BytesPerS,
            floor: 1e4,
            weight: 0.5,
            glitches: 0.1,
            prior: Prior { mean: 14.9, spread: 1.2, scale: 0.6, df: 4.0 },
            measure: timing::throughput,
        },
        between_paths: 0.8,
        detour: Detour::Lowers,
    },
    PathMetric {
        metric: Metric {
            code: "upload_gap",
            label: "gap inside a padded request",
            unit: Unit::Us,
            floor: 1e3,
            weight: 0.5,
            glitches: 0.1,
            prior: Prior { mean: 8.0, spread: 1.2, scale: 0.6, df: 4.0 },
            measure: timing::upload_gap,
        },
        between_paths: 0.8,
        detour: Detour::Raises,
    },
];

/// What the device brings along to every network.
pub static INTRINSIC: [Metric; INTRINSIC_METRICS] = [
    Metric {
        code: "turnaround",
        label: "time between two exchanges",
        unit: Unit::Us,
        floor: 500.0,
        weight: 1.0,
        glitches: 0.01,
        prior: Prior { mean: 8.0, spread: 0.8, scale: 0.4, df: 4.0 },
        measure: timing::turnaround,
    },
    Metric {
        code: "error_turnaround",
        label: "time to retry after an error",
        unit: Unit::Us,
        floor: 500.0,
        weight: 0.5,
        glitches: 0.1,
        prior: Prior { mean: 8.2, spread: 0.8, scale: 0.5, df: 4.0 },
        measure: timing::error_turnaround,
    },
];

/// All that one visit tells, each value in its metric's unit; `None` where it does not tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// In the order of [`PATH`].
    pub path: [Option<f64>; PATH_METRICS],
    /// In the order of [`INTRINSIC`].
    pub own: [Option<f64>; INTRINSIC_METRICS],
}

impl Measured {
    /// Reads a visit.
    pub fn of(observation: &Observation) -> Self {
        let measure = |metric: &Metric| (metric.measure)(observation);
        Self { path: PATH.each_ref().map(|one| measure(&one.metric)), own: INTRINSIC.each_ref().map(measure) }
    }

    /// Whether the visit tells nothing at all.
    pub fn is_nothing(&self) -> bool {
        self.path.iter().chain(&self.own).all(Option::is_none)
    }
}

impl Metric {
    /// To the scale of comparison.
    pub(super) fn to_log(&self, value: f64) -> f64 {
        libm::log(value + self.floor)
    }

    /// Back to the metric's unit, ≥ 0.
    pub(super) fn of_log(&self, log: f64) -> f64 {
        (libm::exp(log) - self.floor).max(0.0)
    }
}
