//! The one visible list of what is measured of a device.
//!
//! Values are compared on a [`Scale`], on which the priors stand too. Their sources: round trips and their spread from RIPE Atlas measurements (median 30 ms, sd of the logarithm 0.67–0.77 between homes; one
//! home's Wi-Fi, wired and mobile neighbours differ by a logarithm with sd 0.30–0.53; 0.01–0.13 from hour to hour
//! on wired anchors, more on Wi-Fi and mobile); the rest is deliberately wide and yields to what is learned.

use super::clock::{self, ClockReading};
use super::{kernel, timing, work};
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
    /// The scale of comparison.
    scale: Scale,
    /// Its part of the attention.
    pub(super) weight: f64,
    /// Shares of genuine visits in which it is above and below the usual for reasons of no concern (a pause, a lost packet): no
    /// p-value of it gets smaller. High where one exchange decides; nothing makes a machine faster for a moment.
    pub(super) glitches: [f64; 2],
    /// The population's devices as shipped: mean and spread between devices, scale between visits of one.
    pub(super) prior: Prior,
    /// Reads it off a visit.
    measure: fn(&Visit<'_>) -> Option<f64>,
}

/// A visit, and what is needed besides to measure it.
pub(super) struct Visit<'a> {
    /// What was observed.
    pub(super) observation: &'a Observation,
    /// How the device's clock stood at its last trusted visit.
    pub(super) clock_before: Option<ClockReading>,
}

/// The scale that a metric is compared on.
#[derive(Clone, Copy, Debug)]
enum Scale {
    /// `ln(value + floor)`: differences well below the floor do not count.
    Log {
        /// Added before the logarithm.
        floor: f64,
    },
    /// `asinh(value / unit)`, for values of either sign: linear well below the unit, logarithmic above.
    Signed {
        /// Where it bends.
        unit: f64,
    },
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
    /// Microseconds, positive where the device's clock is ahead of ours.
    SignedUs,
    /// Parts per million, positive where the device's clock is faster than ours.
    Ppm,
    /// A number of things.
    Count,
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
pub const PATH_METRICS: usize = 8;
/// How many the device brings along.
pub const INTRINSIC_METRICS: usize = 6;

/// What depends on the network: one profile per path.
pub static PATH: [PathMetric; PATH_METRICS] = [
    PathMetric {
        metric: Metric {
            code: "round_trip",
            label: "round trip",
            unit: Unit::Us,
            scale: Scale::Log { floor: 1e3 },
            weight: 4.0,
            glitches: [0.002, 0.002],
            prior: Prior { mean: 10.5, spread: 0.75, scale: 0.17, df: 3.0 },
            measure: |visit| timing::round_trip(visit.observation),
        },
        between_paths: 0.5,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "server_round_trip",
            label: "round trip seen by the server",
            unit: Unit::Us,
            scale: Scale::Log { floor: 1e3 },
            weight: 4.0,
            glitches: [0.002, 0.002],
            prior: Prior { mean: 10.6, spread: 0.75, scale: 0.17, df: 3.0 },
            measure: |visit| timing::server_round_trip(visit.observation),
        },
        between_paths: 0.5,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "jitter",
            label: "jitter",
            unit: Unit::Us,
            scale: Scale::Log { floor: 500.0 },
            weight: 1.5,
            glitches: [0.01, 0.01],
            prior: Prior { mean: 7.3, spread: 1.2, scale: 0.5, df: 4.0 },
            measure: |visit| timing::jitter(visit.observation),
        },
        between_paths: 0.8,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "connect",
            label: "connection set-up",
            unit: Unit::Us,
            scale: Scale::Log { floor: 1e3 },
            weight: 0.5,
            glitches: [0.1, 0.1],
            prior: Prior { mean: 11.3, spread: 0.8, scale: 0.4, df: 4.0 },
            measure: |visit| timing::connect(visit.observation),
        },
        between_paths: 0.4,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "throughput",
            label: "download rate",
            unit: Unit::BytesPerS,
            scale: Scale::Log { floor: 1e4 },
            weight: 0.5,
            glitches: [0.1, 0.1],
            prior: Prior { mean: 14.9, spread: 1.2, scale: 0.6, df: 4.0 },
            measure: |visit| timing::throughput(visit.observation),
        },
        between_paths: 0.8,
        detour: Detour::Lowers,
    },
    PathMetric {
        metric: Metric {
            code: "upload_gap",
            label: "gap inside a padded request",
            unit: Unit::Us,
            scale: Scale::Log { floor: 1e3 },
            weight: 0.5,
            glitches: [0.1, 0.1],
            prior: Prior { mean: 8.0, spread: 1.2, scale: 0.6, df: 4.0 },
            measure: |visit| timing::upload_gap(visit.observation),
        },
        between_paths: 0.8,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "app_tcp_gap",
            label: "round trip beyond what the kernels need",
            unit: Unit::Us,
            scale: Scale::Log { floor: 5e3 },
            weight: 6.0,
            glitches: [0.003, 0.003],
            prior: Prior { mean: 8.9, spread: 0.6, scale: 0.3, df: 4.0 },
            measure: |visit| kernel::app_tcp_gap(visit.observation),
        },
        between_paths: 0.2,
        detour: Detour::Raises,
    },
    PathMetric {
        metric: Metric {
            code: "loss",
            label: "segments sent again",
            unit: Unit::Count,
            scale: Scale::Log { floor: 1.0 },
            weight: 0.25,
            glitches: [0.1, 0.1],
            prior: Prior { mean: 0.1, spread: 0.3, scale: 0.3, df: 4.0 },
            measure: |visit| kernel::loss(visit.observation),
        },
        between_paths: 0.3,
        detour: Detour::Raises,
    },
];

/// What the device brings along to every network.
pub static INTRINSIC: [Metric; INTRINSIC_METRICS] = [
    Metric {
        code: "turnaround",
        label: "time between two exchanges",
        unit: Unit::Us,
        scale: Scale::Log { floor: 500.0 },
        weight: 2.0,
        glitches: [0.01, 0.005],
        prior: Prior { mean: 8.0, spread: 0.8, scale: 0.4, df: 4.0 },
        measure: |visit| timing::turnaround(visit.observation),
    },
    Metric {
        code: "error_turnaround",
        label: "time to retry after an error",
        unit: Unit::Us,
        scale: Scale::Log { floor: 500.0 },
        weight: 0.5,
        glitches: [0.1, 0.05],
        prior: Prior { mean: 8.2, spread: 0.8, scale: 0.5, df: 4.0 },
        measure: |visit| timing::error_turnaround(visit.observation),
    },
    Metric {
        code: "compute_speed",
        label: "time for the work that was asked for",
        unit: Unit::Us,
        scale: Scale::Log { floor: 500.0 },
        weight: 4.0,
        glitches: [0.05, 0.01],
        prior: Prior { mean: 9.0, spread: 0.7, scale: 0.2, df: 4.0 },
        measure: |visit| work::compute_speed(visit.observation),
    },
    Metric {
        code: "clock_offset",
        label: "its clock against ours",
        unit: Unit::SignedUs,
        scale: Scale::Signed { unit: 1e5 },
        weight: 0.5,
        glitches: [0.02, 0.02],
        prior: Prior { mean: 0.0, spread: 2.0, scale: 0.4, df: 3.0 },
        measure: |visit| clock::offset(visit.observation),
    },
    Metric {
        code: "clock_skew",
        label: "how fast its clock goes against ours",
        unit: Unit::Ppm,
        scale: Scale::Signed { unit: 5.0 },
        weight: 0.25,
        glitches: [0.05, 0.05],
        prior: Prior { mean: 0.0, spread: 1.0, scale: 0.5, df: 3.0 },
        measure: clock::skew,
    },
    Metric {
        code: "page_pace",
        label: "the page's own time around an exchange",
        unit: Unit::Us,
        scale: Scale::Log { floor: 1e3 },
        weight: 4.0,
        glitches: [0.05, 0.01],
        prior: Prior { mean: 9.0, spread: 0.7, scale: 0.2, df: 4.0 },
        measure: |visit| timing::page_pace(visit.observation),
    },
];

/// All that one visit tells, each value in its metric's unit; `None` where it does not tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// In the order of [`PATH`].
    pub path: [Option<f64>; PATH_METRICS],
    /// In the order of [`INTRINSIC`].
    pub own: [Option<f64>; INTRINSIC_METRICS],
    /// Whether the page timed any exchange.
    timed: bool,
}

impl Measured {
    /// Reads a visit.
    pub(super) fn of(visit: &Visit<'_>) -> Self {
        let measure = |metric: &Metric| (metric.measure)(visit);
        Self {
            path: PATH.each_ref().map(|one| measure(&one.metric)),
            own: INTRINSIC.each_ref().map(measure),
            timed: visit.observation.exchanges.iter().any(|exchange| exchange.client.is_some()),
        }
    }

    /// Whether the visit tells nothing of its timing.
    pub fn is_nothing(&self) -> bool {
        !self.timed || self.path.iter().chain(&self.own).all(Option::is_none)
    }
}

impl Metric {
    /// Whether it is longer on every longer way, also on one without a relay.
    pub(super) fn is_round_trip(&self) -> bool {
        matches!(self.code, "round_trip" | "server_round_trip")
    }

    /// Whether it tells a relay from a longer way.
    pub(super) fn tells_relays(&self) -> bool {
        self.code == "app_tcp_gap"
    }

    /// To the scale of comparison.
    pub(super) fn to_scale(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Log { floor } => libm::log(value + floor),
            Scale::Signed { unit } => libm::asinh(value / unit),
        }
    }

    /// Back to the metric's unit; ≥ 0 where it has no sign.
    pub(super) fn of_scale(&self, scaled: f64) -> f64 {
        match self.scale {
            Scale::Log { floor } => (libm::exp(scaled) - floor).max(0.0),
            Scale::Signed { unit } => unit * libm::sinh(scaled),
        }
    }
}
