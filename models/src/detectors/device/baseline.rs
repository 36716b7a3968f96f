//! The Adaptive Baseline Generator: what is usual for one device.
//!
//! One profile travels with the device, and one belongs to each network it uses. While a profile is young it
//! leans on the device's other networks, and those lean on the population.

use super::change::FarOut;
use super::clock::ClockReading;
use super::habits::Habits;
use super::metrics::{self, Measured, Metric, PathMetric, Visit};
use super::priors::Priors;
use crate::math::moments::Moments;
use crate::math::predictive::{self, Predictive, Prior};
use crate::observation::{Observation, Path, Timestamp};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most networks remembered; the one unused for longest is forgotten first.
pub(super) const PATHS: usize = 16;
/// Visits a profile remembers; older ones fade.
const MEMORY: f64 = 24.0;
/// One visit moves a profile as if it lay at most this many scales out.
const WINSOR: f64 = 2.5;
/// What the prior spread between a device's networks is worth, in networks.
const BETWEEN_PATHS_DF: f64 = 12.0;

/// What has been learned of one device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct State {
    visits: u32,
    last_seen: Timestamp,
    intrinsic: [Moments; metrics::INTRINSIC_METRICS],
    /// The most recently used last.
    paths: Vec<PathProfile>,
    /// How its clock stood last.
    clock: Option<ClockReading>,
    /// What its connections are made by.
    habits: Habits,
    far_out: FarOut,
}

/// What is usual on one network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PathProfile {
    pub(super) path: Path,
    pub(super) visits: u32,
    pub(super) last_seen: Timestamp,
    pub(super) moments: [Moments; metrics::PATH_METRICS],
    pub(super) far_out: FarOut,
}

/// The encoded state, before its bounds are checked.
#[derive(Deserialize)]
struct Stored {
    visits: u32,
    last_seen: Timestamp,
    intrinsic: [Moments; metrics::INTRINSIC_METRICS],
    paths: Vec<PathProfile>,
    clock: Option<ClockReading>,
    habits: Habits,
    far_out: FarOut,
}

impl TryFrom<Stored> for State {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { visits, last_seen, intrinsic, paths, clock, habits, far_out } = stored;
        if paths.len() > PATHS {
            return Err("more networks than are remembered");
        }
        Ok(Self { visits, last_seen, intrinsic, paths, clock, habits, far_out })
    }
}

impl State {
    /// From a version that waited for no changes; `None` where there are more networks than are remembered.
    pub(super) fn restored(
        (visits, last_seen): (u32, Timestamp),
        intrinsic: [Moments; metrics::INTRINSIC_METRICS],
        paths: Vec<PathProfile>,
        (clock, habits): (Option<ClockReading>, Habits),
    ) -> Option<Self> {
        let far_out = FarOut::default();
        Self::try_from(Stored { visits, last_seen, intrinsic, paths, clock, habits, far_out }).ok()
    }

    /// Trusted visits learned.
    pub(super) fn visits(&self) -> u32 {
        self.visits
    }

    /// When the last of them was sealed.
    pub(super) fn last_seen(&self) -> Timestamp {
        self.last_seen
    }

    /// What its connections are made by.
    pub(super) fn habits(&self) -> &Habits {
        &self.habits
    }

    /// A visit, to be measured beside what is known.
    pub(super) fn visit<'a>(&self, observation: &'a Observation) -> Visit<'a> {
        Visit { observation, clock_before: self.clock }
    }

    /// The networks it knows, the most recently used last.
    pub(super) fn paths(&self) -> &[PathProfile] {
        &self.paths
    }

    /// The profile of a network.
    pub(super) fn path(&self, path: Path) -> Option<&PathProfile> {
        self.paths.iter().find(|profile| profile.path == path)
    }

    /// What was seen of the device itself, in the order of [`metrics::INTRINSIC`].
    pub(super) fn seen(&self) -> &[Moments; metrics::INTRINSIC_METRICS] {
        &self.intrinsic
    }

    /// What is expected of the device itself, metric by metric; `None` where it was never measured.
    pub(super) fn intrinsic(
        &self,
        priors: &Priors,
    ) -> impl Iterator<Item = (&'static Metric, Option<Predictive>)> {
        let seen = metrics::INTRINSIC.iter().zip(priors.own).zip(&self.intrinsic);
        seen.map(|((metric, prior), moments)| (metric, expected(&prior, moments)))
    }

    /// What is expected on a network it knows, metric by metric; `None` where it was never measured there.
    pub(super) fn on_path(
        &self,
        priors: &Priors,
        profile: &PathProfile,
    ) -> impl Iterator<Item = (&'static PathMetric, Option<Predictive>)> {
        let seen = metrics::PATH.iter().zip(priors.path).enumerate().zip(profile.moments);
        seen.map(|((index, (metric, prior)), moments)| {
            (metric, expected(&self.prior(metric, &prior, index, profile.path), &moments))
        })
    }

    /// What is expected on a network it does not know; `None` where the metric was never measured anywhere.
    pub(super) fn elsewhere(
        &self,
        priors: &Priors,
    ) -> impl Iterator<Item = (&'static PathMetric, Option<Predictive>)> {
        metrics::PATH.iter().zip(priors.path).enumerate().map(|(index, (metric, prior))| {
            let expected = self
                .networks(metric, &prior, index, None)
                .map(|(centre, within)| Predictive { scale: libm::hypot(centre.scale, within), ..centre });
            (metric, expected)
        })
    }

    /// Learns one trusted visit; a visit without any timing teaches nothing.
    pub(super) fn learn(&mut self, priors: &Priors, observation: &Observation) {
        let measured = Measured::of(&self.visit(observation));
        if measured.is_nothing() {
            return;
        }
        self.visits = self.visits.saturating_add(1);
        self.last_seen = observation.sealed_at;
        self.clock = ClockReading::of(observation).or(self.clock);
        self.habits.learn(&observation.connection);
        let own = metrics::INTRINSIC.iter().zip(priors.own).zip(&mut self.intrinsic).zip(measured.own);
        for (index, (((metric, prior), moments), value)) in own.enumerate() {
            absorb(metric, &prior, moments, (&mut self.far_out, index), value);
        }
        let mut profile = self.take(observation.path);
        profile.visits = profile.visits.saturating_add(1);
        profile.last_seen = observation.sealed_at;
        let here = metrics::PATH.iter().zip(priors.path).zip(&mut profile.moments).zip(measured.path);
        for (index, (((metric, prior), moments), value)) in here.enumerate() {
            let prior = self.prior(metric, &prior, index, profile.path);
            absorb(&metric.metric, &prior, moments, (&mut profile.far_out, index), value);
        }
        self.paths.push(profile);
    }

    /// Takes a network's profile out, or makes one and the room for it.
    fn take(&mut self, path: Path) -> PathProfile {
        match self.paths.iter().position(|profile| profile.path == path) {
            Some(known) => self.paths.remove(known),
            None => {
                if self.paths.len() == PATHS {
                    self.paths.remove(0);
                }
                let (last_seen, moments) = Default::default();
                PathProfile { path, visits: 0, last_seen, moments, far_out: FarOut::default() }
            }
        }
    }

    /// What is believed of a network before the first visit: the population's prior while the device has used no
    /// other one, then what those lead to expect.
    fn prior(&self, metric: &PathMetric, population: &Prior, index: usize, path: Path) -> Prior {
        match self.networks(metric, population, index, Some(path)) {
            None => *population,
            Some((centre, within)) => {
                Prior { mean: centre.centre, spread: centre.scale, scale: within, df: population.df }
            }
        }
    }

    /// Where the centre of one more network should lie, by the device's networks `except` one, and how much
    /// visits differ inside a network. It widens for a device whose networks differ.
    fn networks(
        &self,
        metric: &PathMetric,
        population: &Prior,
        index: usize,
        except: Option<Path>,
    ) -> Option<(Predictive, f64)> {
        let mut centres = Moments::default();
        let mut variance = 0.0;
        for profile in self.paths.iter().filter(|profile| Some(profile.path) != except) {
            let seen = profile.moment(index);
            if seen.n() > 0.0 {
                centres.push(predictive::shrunk_mean(population, &seen), PATHS as f64);
                let scale = predictive::shrunk_scale(population, &seen);
                variance += scale * scale;
            }
        }
        let between = Prior { scale: metric.between_paths, df: BETWEEN_PATHS_DF, ..*population };
        let within = libm::sqrt(variance / centres.n());
        (centres.n() > 0.0).then(|| (predictive::predict(&between, &centres), within))
    }
}

impl PathProfile {
    fn moment(&self, index: usize) -> Moments {
        self.moments.get(index).copied().unwrap_or_default()
    }
}

fn expected(prior: &Prior, seen: &Moments) -> Option<Predictive> {
    (seen.n() > 0.0).then(|| predictive::predict(prior, seen))
}

/// Takes one value into a profile, pulled in towards what was expected: one bad visit must not blunt it. Several in a row begin it anew.
fn absorb(
    metric: &Metric,
    prior: &Prior,
    moments: &mut Moments,
    (far_out, index): (&mut FarOut, usize),
    value: Option<f64>,
) {
    let Some(scaled) = value.map(|value| metric.to_scale(value)) else { return };
    let expected = expected(prior, moments);
    let tamed = expected.map_or(scaled, |expected| expected.winsorised(scaled, WINSOR));
    let lasting = match expected {
        Some(expected) if tamed != scaled => far_out.push(index, scaled, expected.centre),
        _ => {
            far_out.end(index);
            None
        }
    };
    match lasting {
        Some(lasting) => *moments = lasting,
        None => moments.push(tamed, MEMORY),
    }
}
