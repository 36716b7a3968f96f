//! Behaviour: how a person comes, types, points and touches, against how they usually do and how others do. One profile for each
//! person and way of input.

pub mod keystroke;
pub mod pointer;
pub mod session;
mod usual;
mod words;

use self::session::Taken;
use super::Detector;
use crate::entity::EntityKind;
use crate::evidence::{Evidence, Finding, Known};
use crate::math::combine;
use crate::observation::Observation;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

pub use usual::{Profile, Usual, usual};

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Behaviour;

/// Trusted visits before a person is judged.
const NEED: u32 = 3;
/// From so many on it may weigh heavily.
const MATURE: u32 = 10;
/// p-values are kept inside this range before they are combined.
const P_RANGE: core::ops::RangeInclusive<f64> = 1e-9..=0.999;

/// What is usual for one person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    session: session::Profile,
}

/// What is believed of anybody before their first visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Priors {
    session: session::Priors,
}

impl Detector for Behaviour {
    const NAME: &'static str = "behaviour";
    const OWNER: EntityKind = EntityKind::User;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, observation: &Observation) -> Evidence {
        let visits = state.session.visits();
        if visits < NEED {
            return Evidence::Warming { seen: visits, need: NEED };
        }
        let compared = state.session.compare(&priors.session, &Taken::of(observation));
        let p_values: Vec<(f64, f64)> = compared.iter().map(|one| (one.p_value, 1.0)).collect();
        let p_value = combine::cauchy(&p_values, P_RANGE).unwrap_or(1.0).min(1.0);
        let findings = compared.iter().map(|one| Finding {
            code: one.what.code().into(),
            surprise: -libm::log(one.p_value.clamp(*P_RANGE.start(), 1.0)),
            text: one.what.text(),
        });
        Evidence::Known(Known::new(p_value, visits, visits >= MATURE, findings.collect()))
    }

    fn older(_version: u8, _body: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_version: u8, _body: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, priors: &Priors, observation: &Observation) {
        state.session.learn(&priors.session, &Taken::of(observation));
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        let profiles: Vec<session::Profile> = states.map(|state| state.session).collect();
        let fitted = Priors { session: session::Priors::fit(&profiles) };
        (fitted != Priors::default()).then_some(fitted)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.session.shown()
    }
}
