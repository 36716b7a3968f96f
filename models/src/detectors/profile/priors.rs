//! What is believed of any user: how often each band of each variable is seen, how far a pattern deviates when nothing is wrong, and the rules.

use super::rules::Rules;
use super::state::State;
use super::variables::{ALL, BANDS, VARIABLES};
use crate::math::moments::Moments;
use crate::math::population;
use crate::math::predictive::{Prior, predict};
use crate::math::student_t;
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Users before anything is refitted, and how many the shipped shares are worth.
const USERS: usize = 200;
const SHIPPED: f64 = 20.0;
/// Trusted activities before a user has a say.
const ACTIVITIES: u32 = 10;
/// No band is rarer among all.
const RAREST: f32 = 1e-3;
/// Parts of one that a refit tells shares apart by: what differs by less would only make a new artifact every day.
const PARTS: f64 = 1_000.0;

/// See the module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Priors {
    shares: [[f32; BANDS]; VARIABLES],
    deviation: Prior,
    rules: Rules,
}

/// Encoded priors, before they are checked.
#[derive(Deserialize)]
struct Stored {
    shares: [[f32; BANDS]; VARIABLES],
    deviation: Prior,
    rules: Rules,
}

impl TryFrom<Stored> for Priors {
    type Error = &'static str;

    fn try_from(Stored { shares, deviation, rules }: Stored) -> Result<Self, Self::Error> {
        let one = |(shares, variable): (&[f32; BANDS], &&super::variables::Variable)| {
            let (bands, none) = shares.split_at(variable.bands.len().min(BANDS));
            let all: f32 = bands.iter().sum();
            let sound = bands.iter().all(|share| (0.9 * RAREST..=1.0).contains(share));
            sound && (all - 1.0).abs() < 0.01 && none.iter().all(|share| *share == 0.0)
        };
        let sound = shares.iter().zip(&ALL).all(one) && deviation.is_sound();
        sound.then_some(Self { shares, deviation, rules }).ok_or("no users act like that")
    }
}

/// Round guesses of shares, no rules, and deviations as `pennyprint eval spending --fit` prints them.
impl Default for Priors {
    fn default() -> Self {
        let mut shares = [[0.0; BANDS]; VARIABLES];
        for (shares, variable) in shares.iter_mut().zip(ALL) {
            shares.iter_mut().zip(variable.bands).for_each(|(share, (_, shipped))| *share = *shipped);
        }
        let deviation = Prior { mean: 0.011, spread: 0.04, scale: 0.063, df: 10.0 };
        Self { shares, deviation, rules: Rules::default() }
    }
}

impl Priors {
    /// How often anybody shows each band of each variable.
    pub(super) fn shares(&self) -> &[[f32; BANDS]; VARIABLES] {
        &self.shares
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// With other rules.
    pub(super) fn with(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// Share of genuine activities of whoever usually deviates like this that deviate at least so far.
    pub(super) fn as_far(&self, usual: &Moments, total: f64) -> f64 {
        let next = predict(&self.deviation, usual);
        student_t::upper(next.distance(total), next.df)
    }

    /// Those that these users speak for, without rules; `None` where they are too few.
    pub(super) fn fit(states: &mut dyn Iterator<Item = State>) -> Option<Self> {
        let shipped = Self::default();
        let known: Vec<State> = states.filter(|state| state.activities() >= ACTIVITIES).collect();
        if known.len() < USERS {
            return None;
        }
        let deviations = known.iter().map(|state| *state.deviations());
        let deviation = population::fit(&shipped.deviation, USERS, deviations).unwrap_or(shipped.deviation);
        let mut shares = shipped.shares;
        for (at, (shares, variable)) in shares.iter_mut().zip(ALL).enumerate() {
            // Every user has one say, however much they do.
            let mut said = shares.map(|share| SHIPPED * f64::from(share));
            for seen in known.iter().filter_map(|state| state.seen().get(at)) {
                let all: f64 = seen.counts().iter().map(|count| f64::from(*count)).sum();
                said.iter_mut().zip(seen.counts()).for_each(|(said, count)| {
                    *said += f64::from(*count) / all.max(1.0);
                });
            }
            let all: f64 = said.iter().sum();
            let of = |said: f64| (libm::round(PARTS * said / all) / PARTS).max(f64::from(RAREST));
            let bands = variable.bands.len();
            let rounded: f64 = said.iter().take(bands).map(|said| of(*said)).sum();
            shares
                .iter_mut()
                .zip(said)
                .take(bands)
                .for_each(|(share, said)| *share = (of(said) / rounded) as f32);
        }
        Some(Self { shares, deviation, ..shipped })
    }

    /// Its numbers by their names.
    pub(super) fn shown(&self) -> Vec<(String, f64)> {
        let deviation = self.deviation.shown().map(|(name, value)| (format!("deviation.{name}"), value));
        let shares = self.shares.iter().zip(ALL).flat_map(|(shares, variable)| {
            let bands = variable.bands.iter().zip(shares).zip(1..);
            bands.map(|((_, share), number)| (format!("share.{}.{number}", variable.code), f64::from(*share)))
        });
        deviation.into_iter().chain(shares).chain(self.rules.shown()).collect()
    }
}
