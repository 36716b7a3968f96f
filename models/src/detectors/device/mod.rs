//! Device timing: how a device's micro-transactions usually go, on each network it uses, and how far a visit
//! lies from that.

mod baseline;
mod change;
mod claims;
mod clock;
mod deviation;
mod format_1;
mod format_2;
mod habits;
mod kernel;
pub mod metrics;
mod priors;
pub(super) mod timing;
mod work;

use self::metrics::{Measured, Metric, Unit, Visit};
use super::Detector;
use crate::entity::EntityKind;
use crate::evidence::Evidence;
use crate::explain;
use crate::math::predictive::Predictive;
use crate::observation::{Observation, Path, Timestamp};
use alloc::{string::String, vec::Vec};
use serde::Serialize;

pub use self::baseline::State;
pub use self::priors::Priors;

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Device;

impl Detector for Device {
    const NAME: &'static str = "device";
    const OWNER: EntityKind = EntityKind::Device;
    const STATE_VERSION: u8 = 3;
    const PRIORS_VERSION: u8 = 3;
    type Seen = Observation;
    type Learned = Observation;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, observation: &Observation) -> Evidence {
        deviation::judge(state, priors, observation)
    }

    fn older(version: u8, body: &[u8]) -> Option<State> {
        match version {
            1 => format_1::read(body),
            2 => format_2::read(body),
            _ => None,
        }
    }

    fn older_priors(version: u8, body: &[u8]) -> Option<Priors> {
        match version {
            1 => format_1::read_priors(body),
            2 => format_2::read_priors(body),
            _ => None,
        }
    }

    fn learn(&self, state: &mut State, priors: &Priors, observation: &Observation) {
        state.learn(priors, observation);
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}

/// How well a device is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Familiarity {
    /// No trusted visit yet.
    New,
    /// Too few to judge by.
    Warming,
    /// Visits are judged.
    Known,
}

/// What is usual for a device, for people to read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// How well it is known.
    pub familiarity: Familiarity,
    /// Trusted visits learned.
    pub trusted_visits: u32,
    /// When the last of them was sealed.
    pub last_seen: Timestamp,
    /// What it brings along to every network.
    pub intrinsic: Vec<Usual>,
    /// Network by network, the most recently used first.
    pub paths: Vec<PathUsual>,
}

/// What is usual on one network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathUsual {
    /// The network.
    pub path: Path,
    /// Trusted visits learned on it.
    pub trusted_visits: u32,
    /// When the last of them was sealed.
    pub last_seen: Timestamp,
    /// Metric by metric.
    pub metrics: Vec<Usual>,
}

/// The usual range of one metric.
pub type Usual = explain::Usual<Unit>;

/// What is usual for a device, given what is usual for all.
pub fn usual(state: &State, priors: &Priors) -> Profile {
    let path_usual = |profile: &baseline::PathProfile| PathUsual {
        path: profile.path,
        trusted_visits: profile.visits,
        last_seen: profile.last_seen,
        metrics: state
            .on_path(priors, profile)
            .filter_map(|(one, expected)| range((&one.metric, expected)))
            .collect(),
    };
    Profile {
        familiarity: match state.visits() {
            0 => Familiarity::New,
            visits if visits < deviation::NEED => Familiarity::Warming,
            _ => Familiarity::Known,
        },
        trusted_visits: state.visits(),
        last_seen: state.last_seen(),
        intrinsic: state.intrinsic(priors).filter_map(range).collect(),
        paths: state.paths().iter().rev().map(path_usual).collect(),
    }
}

/// What one visit measured, as (code, value in the metric's unit); metrics that it does not tell are left out.
pub fn measured(observation: &Observation) -> Vec<(&'static str, f64)> {
    let Measured { path, own, .. } = Measured::of(&Visit { observation, clock_before: None });
    let metrics = metrics::PATH.iter().map(|one| &one.metric).chain(&metrics::INTRINSIC);
    metrics.zip(path.into_iter().chain(own)).filter_map(|(metric, seen)| Some((metric.code, seen?))).collect()
}

fn range((metric, expected): (&'static Metric, Option<Predictive>)) -> Option<Usual> {
    let expected = expected?;
    let (low, high) = expected.range_90();
    let Metric { code, label, unit, .. } = *metric;
    let [usual, low, high] = [expected.centre, low, high].map(|scaled| metric.of_scale(scaled));
    Some(Usual { code, label, unit, usual, low, high })
}
