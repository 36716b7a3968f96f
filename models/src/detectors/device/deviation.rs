//! The Real-time Deviation Analyzer: how far a visit lies from what is usual for the device.
//!
//! Every metric gives a p-value under its Student-t predictive. They depend on each other (a longer way shows
//! in all round trips), so they are combined by a Cauchy test. A network that is new to the device is an
//! event of its own, with the probability that a Pitman–Yor process (Pitman & Yor 1997, Ann. Probab. 25:855) gives
//! to the next new network; given that event the metrics are a second, independent question.

use super::baseline::State;
use super::metrics::{Detour, Measured, Metric, Unit};
use super::priors::Priors;
use crate::evidence::{Absence, Evidence, Finding, Known};
use crate::explain::{Quantity, Range};
use crate::math::{combine, predictive::Predictive};
use crate::observation::{Observation, Path};
use alloc::{format, vec::Vec};

/// Trusted visits before anything is said.
pub(super) const NEED: u32 = 3;
/// Trusted visits after which a deviation may be acted on hard.
const MATURE: u32 = 5;
/// Concentration and discount of the Pitman–Yor process: 1 in 9 after five visits over one network, and a device
/// that roams has earned the right to.
const NOVELTY: (f64, f64) = (0.1, 0.5);
/// A new network is never rarer than this: providers renumber, and people travel.
const NOVELTY_FLOOR: f64 = 0.12;
/// On a new network, the share of attention on what a detour does: it can only add.
const DETOUR_SHARE: f64 = 0.8;
/// p-values enter the combination no larger than this: being perfectly usual in one respect is no alibi.
const P_RANGE: core::ops::RangeInclusive<f64> = 1e-12..=0.9;

/// One metric against its expectation.
struct Compared {
    metric: &'static Metric,
    observed: f64,
    expected: Predictive,
    p_value: f64,
    /// Where the expectation holds, in words that end the finding.
    place: &'static str,
}

/// Judges a visit.
pub(super) fn judge(state: &State, priors: &Priors, observation: &Observation) -> Evidence {
    let measured = Measured::of(observation);
    if measured.is_nothing() {
        return Evidence::Absent(Absence::NoTiming);
    }
    if state.visits() < NEED {
        return Evidence::Warming { seen: state.visits(), need: NEED };
    }
    let known_path = state.path(observation.path);
    let compared = compare(state, priors, observation.path, &measured);
    let weighted: Vec<(f64, f64)> = compared.iter().map(|one| (one.p_value, one.metric.weight)).collect();
    let Some(metrics_p) = combine::cauchy(&weighted, P_RANGE) else {
        // Timed, but in no respect that was ever timed before.
        return Evidence::Absent(Absence::NoTiming);
    };
    let rarity = novelty(state);
    let mut findings: Vec<Finding> = compared.iter().map(Compared::finding).collect();
    if known_path.is_none() {
        findings.insert(0, new_path(state, rarity));
    }
    let score = combine::with_event(metrics_p, rarity, known_path.is_none());
    let mature = state.visits() >= MATURE;
    Evidence::Known(Known::new(score, state.visits(), mature, findings))
}

/// Every metric that can be compared: those of the network first, then the device's own.
fn compare(state: &State, priors: &Priors, path: Path, measured: &Measured) -> Vec<Compared> {
    let mut compared = Vec::with_capacity(measured.path.len() + measured.own.len());
    match state.path(path) {
        Some(profile) => {
            for ((one, expected), seen) in state.on_path(priors, profile).zip(measured.path) {
                let both = seen.zip(expected);
                compared.extend(both.map(|both| Compared::usual(&one.metric, both, " on this network")));
            }
        }
        None => {
            for ((one, expected), seen) in state.elsewhere(priors).zip(measured.path) {
                let both = seen.zip(expected);
                compared.extend(both.map(|both| Compared::elsewhere(&one.metric, both, one.detour)));
            }
        }
    }
    for ((metric, expected), seen) in state.intrinsic(priors).zip(measured.own) {
        compared.extend(seen.zip(expected).map(|both| Compared::usual(metric, both, "")));
    }
    compared
}

impl Compared {
    /// Against what is usual here: both sides count.
    fn usual(metric: &'static Metric, (observed, expected): (f64, Predictive), place: &'static str) -> Self {
        let p_value = expected.two_sided(metric.to_log(observed));
        Self { metric, observed, expected, p_value: tempered(metric, p_value), place }
    }

    /// Against what the device's other networks lead to expect: mostly the side of a detour counts.
    fn elsewhere(metric: &'static Metric, (observed, expected): (f64, Predictive), detour: Detour) -> Self {
        let upward = match detour {
            Detour::Raises => DETOUR_SHARE,
            Detour::Lowers => 1.0 - DETOUR_SHARE,
        };
        let p_value = expected.tilted(metric.to_log(observed), upward);
        let place = " on its other networks";
        Self { metric, observed, expected, p_value: tempered(metric, p_value), place }
    }

    fn finding(&self) -> Finding {
        let (low, high) = self.expected.range_90();
        let usual = |log: f64| show(self.metric.unit, self.metric.of_log(log));
        let text = format!(
            "{} {}, usually {} ({}){}",
            self.metric.label,
            show(self.metric.unit, self.observed),
            usual(self.expected.centre),
            Range(usual(low), usual(high)),
            self.place,
        );
        Finding { code: self.metric.code.into(), surprise: surprise(self.p_value), text }
    }
}

/// Allows for glitches: with their probability a genuine visit shows anything.
fn tempered(metric: &Metric, p_value: f64) -> f64 {
    metric.glitches + (1.0 - metric.glitches) * p_value
}

/// Probability that a genuine visit comes through a network the device has not used before.
fn novelty(state: &State) -> f64 {
    let (concentration, discount) = NOVELTY;
    let innovation = concentration + discount * state.paths().len() as f64;
    (innovation / (f64::from(state.visits()) + concentration)).clamp(NOVELTY_FLOOR, 1.0)
}

fn new_path(state: &State, rarity: f64) -> Finding {
    let (visits, networks) = (state.visits(), state.paths().len());
    let plural = if networks == 1 { "" } else { "s" };
    let text = format!(
        "a network this device has not used before ({visits} visits over {networks} network{plural})"
    );
    Finding { code: "new_path".into(), surprise: surprise(rarity), text }
}

fn surprise(p_value: f64) -> f64 {
    (-libm::log(p_value)).max(0.0)
}

fn show(unit: Unit, value: f64) -> Quantity {
    match unit {
        Unit::Us => Quantity::duration(value),
        Unit::BytesPerS => Quantity::rate(value),
    }
}
