//! Behaviour: how a person comes, types, points and touches, against how they usually do and how others do. One profile for each
//! person and way of input.

pub mod keystroke;
pub mod pointer;
pub mod session;
mod usual;
mod words;

use self::keystroke::Rhythm;
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
/// p-values are kept inside this range before they are combined: that somebody comes at their most usual hour (p = 1) must not hide
/// how they type.
const P_RANGE: core::ops::RangeInclusive<f64> = 1e-9..=0.9;

/// What is usual for one person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    session: session::Profile,
    keystroke: keystroke::Profile,
    /// None until a pointer was moved.
    pointer: Option<pointer::Profile>,
}

/// What is believed of anybody before their first visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Priors {
    session: session::Priors,
    keystroke: keystroke::Priors,
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
        let mut findings = Vec::new();
        let mut p_values = Vec::new();
        let visit = state.session.compare(&priors.session, &Taken::of(observation));
        for one in &visit {
            findings.push(finding(one.what.code().into(), one.p_value, one.what.text()));
        }
        p_values.extend(combined(visit.iter().map(|one| one.p_value)));
        let mut typed = Vec::new();
        for rhythm in Rhythm::all(&observation.events) {
            let Some(found) = state.keystroke.compare(&priors.keystroke, &rhythm) else { continue };
            let (code, p_value) = (words::rhythm_code(rhythm.field), keystroke::p_value(found.score));
            typed.push(p_value);
            // A field that was filled in twice is named once.
            if findings.iter().all(|finding: &Finding| finding.code != code) {
                findings.push(finding(code.into(), p_value, words::rhythm(&rhythm, &found)));
            }
        }
        p_values.extend(combined(typed.into_iter()));
        let moved = pointer::measured(&observation.events);
        if let Some(profile) = &state.pointer
            && let Some(score) = profile.score(&moved)
        {
            let p_value = profile.p_value(&score).clamp(*P_RANGE.start(), 1.0);
            let most = pointer::findings(profile, &moved, &score).next();
            let text = most.map_or_else(|| "the pointer moves as usual".into(), |most| most.text);
            findings.push(finding("pointer".into(), p_value, text));
            p_values.push(p_value);
        }
        let p_value = combined(p_values.into_iter()).unwrap_or(1.0);
        Evidence::Known(Known::new(p_value, visits, visits >= MATURE, findings))
    }

    fn older(_version: u8, _body: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_version: u8, _body: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, priors: &Priors, observation: &Observation) {
        state.session.learn(&priors.session, &Taken::of(observation));
        for rhythm in Rhythm::all(&observation.events) {
            state.keystroke.learn(&rhythm);
        }
        let moved = pointer::measured(&observation.events);
        if !moved.is_empty() {
            // What others do is not known to a site: it would have to keep their movements.
            let alone = pointer::Background::default();
            state.pointer.get_or_insert_default().learn(&moved, &alone);
        }
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        let states: Vec<State> = states.collect();
        let visits: Vec<session::Profile> = states.iter().map(|state| state.session).collect();
        let fitted = Priors {
            session: session::Priors::fit(&visits),
            keystroke: keystroke::Priors::fit(states.iter().map(|state| &state.keystroke)),
        };
        (fitted != Priors::default()).then_some(fitted)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        let mut shown = priors.session.shown();
        shown.push(("keystroke.backgrounds".into(), priors.keystroke.backgrounds() as f64));
        shown
    }
}

/// Several p-values of one person's visit, which depend on each other.
fn combined(p_values: impl Iterator<Item = f64>) -> Option<f64> {
    let weighted: Vec<(f64, f64)> = p_values.map(|p_value| (p_value, 1.0)).collect();
    combine::cauchy(&weighted, P_RANGE).map(|p_value| p_value.min(1.0))
}

fn finding(code: String, p_value: f64, text: String) -> Finding {
    Finding { code, surprise: -libm::log(p_value.clamp(*P_RANGE.start(), 1.0)), text }
}
