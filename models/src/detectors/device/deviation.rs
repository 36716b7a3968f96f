//! The Real-time Deviation Analyzer: how far a visit lies from what is usual for the device.
//!
//! Every metric gives a p-value under its Student-t predictive. They depend on each other (a longer way shows
//! in all round trips), so they are combined by a Cauchy test. A network that is new to the device is an
//! event of its own, with the probability that a Pitman–Yor process (Pitman & Yor 1997, Ann. Probab. 25:855) gives
//! to the next new network; given that event the metrics are a second, independent question.
//!
//! Habits and claims that a visit keeps are no evidence: nearly every visit keeps them. The rarest of those that it breaks is an event
//! as well, with the probability that a genuine visit breaks it, and so speaks for all; what the metrics then say makes it rarer up to
//! a bound. Claims need no baseline: they are heard from the first visit on.

use super::baseline::State;
use super::claims;
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
/// Concentration and discount of the process that habits change by, with updates and not with places: 1 in 80 after five visits.
const CHANGE: (f64, f64) = (0.03, 0.03);
/// On a new network, the share of attention on what a detour does: it can only add.
const DETOUR_SHARE: f64 = 0.8;
/// What a round trip's weight is divided by where the gap between page and kernel can be compared: travellers have longer ways as
/// well, and at home the way is longer whenever it is busy; the gap tells a relay from both.
const LONGER_WAY: f64 = 4.0;
/// Share of genuine visits over a known network whose way is off by much and for no reason that can be known: no round trip is held
/// against them any further, where the gap can be compared.
const BUSY_WAY: f64 = 0.02;
/// What is measured of a visit that breaks a claim or a habit makes that rarer by this factor at most: whatever breaks it
/// honestly (a proxy, an update) may well change what is measured too.
const BROKEN_AND_MOVED: f64 = 0.2;
/// The predictives are wider than visits differ, for shipped priors have to fit everybody. Of nine simulated populations none has more than 0.25 % of
/// its visits below twice 0.03 (`models/tests/device_population.rs`), so a small p-value is worth half of what it says at least. A site's own table takes its place.
const CAUTION: f64 = 2.0;
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
    let visits = state.visits();
    let measured = Measured::of(&state.visit(observation));
    let mut broken = broken_claims(observation);
    let mut moved = None;
    if visits >= NEED {
        broken.extend(broken_habits(state, observation));
        moved = deviation(state, priors, observation.path, &measured);
    }
    // What breaks one thing often breaks another, so the rarest speaks for all.
    let rarest = broken.iter().map(|(p_value, _)| *p_value).min_by(f64::total_cmp);
    let moved_p = moved.as_ref().map(|(p_value, _)| *p_value);
    let score = match (rarest, moved_p) {
        (Some(rarity), Some(moved_p)) => combine::with_event(moved_p.max(BROKEN_AND_MOVED), rarity, true),
        (Some(rarity), None) => rarity,
        (None, Some(moved_p)) => moved_p,
        (None, None) if visits < NEED && !measured.is_nothing() => {
            return Evidence::Warming { seen: visits, need: NEED };
        }
        // Or timed, but in no respect that was ever timed before.
        (None, None) => return Evidence::Absent(Absence::NoTiming),
    };
    let mut findings: Vec<Finding> = broken.into_iter().map(|(_, finding)| finding).collect();
    findings.extend(moved.into_iter().flat_map(|(_, findings)| findings));
    Evidence::Known(Known::new(score, visits, visits >= MATURE, findings))
}

/// How far the metrics lie from what is usual, as a p-value, and each of them; `None` where none can be compared.
fn deviation(state: &State, priors: &Priors, path: Path, measured: &Measured) -> Option<(f64, Vec<Finding>)> {
    if measured.is_nothing() {
        return None;
    }
    let compared = compare(state, priors, path, measured);
    let (rarity, is_new) = (novelty(state), state.path(path).is_none());
    let tells_relays = compared.iter().any(|one| one.metric.tells_relays());
    let weighed = |one: &Compared| match tells_relays && one.metric.is_round_trip() {
        true if is_new => (one.p_value, one.metric.weight / LONGER_WAY),
        true => (BUSY_WAY + (1.0 - BUSY_WAY) * one.p_value, one.metric.weight / LONGER_WAY),
        false => (one.p_value, one.metric.weight),
    };
    let weighted: Vec<(f64, f64)> = compared.iter().map(weighed).collect();
    let p_value = combine::cauchy(&weighted, P_RANGE)?;
    let mut findings: Vec<Finding> = is_new.then(|| new_path(state, rarity)).into_iter().collect();
    findings.extend(compared.iter().map(Compared::finding));
    Some((sharpened(combine::with_event(p_value, rarity, is_new)), findings))
}

/// A small p-value divided by [`CAUTION`]; one of 1 stays.
fn sharpened(p_value: f64) -> f64 {
    p_value / (CAUTION - (CAUTION - 1.0) * p_value)
}

/// What both sides saw and does not fit together.
fn broken_claims(observation: &Observation) -> Vec<(f64, Finding)> {
    let found = claims::broken_by(observation).map(|claims::Broken { claim, p_value, text }| {
        (p_value, Finding { code: claim.code.into(), surprise: surprise(p_value), text })
    });
    found.collect()
}

/// What is not as this device does it.
fn broken_habits(state: &State, observation: &Observation) -> Vec<(f64, Finding)> {
    let found = state.habits().broken_by(&observation.connection).map(|broken| {
        let p_value = innovation(CHANGE, broken.visits, broken.values).max(broken.habit.floor);
        let text = format!("{} in {} visits", broken.habit.text, broken.visits);
        (p_value, Finding { code: broken.habit.code.into(), surprise: surprise(p_value), text })
    });
    found.collect()
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
        let scaled = metric.to_scale(observed);
        let p_value = tempered(metric, expected.distance(scaled), expected.two_sided(scaled));
        Self { metric, observed, expected, p_value, place }
    }

    /// Against what the device's other networks lead to expect: mostly the side of a detour counts.
    fn elsewhere(metric: &'static Metric, (observed, expected): (f64, Predictive), detour: Detour) -> Self {
        let upward = match detour {
            Detour::Raises => DETOUR_SHARE,
            Detour::Lowers => 1.0 - DETOUR_SHARE,
        };
        let scaled = metric.to_scale(observed);
        let p_value = tempered(metric, expected.distance(scaled), expected.tilted(scaled, upward));
        Self { metric, observed, expected, p_value, place: " on its other networks" }
    }

    fn finding(&self) -> Finding {
        let (low, high) = self.expected.range_90();
        let usual = |scaled: f64| show(self.metric.unit, self.metric.of_scale(scaled));
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

/// Allows for glitches: with their probability a genuine visit shows anything on that side.
fn tempered(metric: &Metric, distance: f64, p_value: f64) -> f64 {
    let [above, below] = metric.glitches;
    let glitches = if distance > 0.0 { above } else { below };
    glitches + (1.0 - glitches) * p_value
}

/// Probability that a genuine visit comes through a network the device has not used before.
fn novelty(state: &State) -> f64 {
    innovation(NOVELTY, state.visits(), state.paths().len()).max(NOVELTY_FLOOR)
}

/// Probability that the next of a series has a value that none had, after `visits` that had so many different `values`.
fn innovation((concentration, discount): (f64, f64), visits: u32, values: usize) -> f64 {
    let new = concentration + discount * values as f64;
    (new / (f64::from(visits) + concentration)).min(1.0)
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
        Unit::SignedUs => Quantity::signed_duration(value),
        Unit::Ppm => Quantity::ppm(value),
        Unit::Count => Quantity::count(value),
    }
}
