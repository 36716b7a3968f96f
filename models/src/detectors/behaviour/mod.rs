//! Behaviour: how a person comes, types, points and touches, against how they usually do and how others do. One profile for each
//! person and way of input.

pub mod freetext;
pub mod hand;
pub mod input;
pub mod keystroke;
mod learned;
pub mod measure;
pub mod motion;
pub mod pointer;
pub mod scroll;
pub mod session;
pub mod touch;
mod usual;
mod visit;
mod words;

use self::freetext::Typed;
use self::input::{ByKeyboard, Input, Keyboard};
use self::keystroke::{Rhythm, Timed};
use self::session::Taken;
use super::Detector;
use crate::entity::EntityKind;
use crate::evidence::{Evidence, Finding, Known};
use crate::math::combine;
use crate::observation::{Event, Observation};
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

pub use usual::{Band, Of, Profile, Usual, UsualRhythm, usual};
pub use visit::{Measured, MeasuredRhythm, MeasuredTime, Visit, visit};

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
    keystroke: keystroke::Keyboards,
    freetext: ByKeyboard<freetext::Profile>,
    /// None until a pointer was moved.
    pointer: Option<pointer::Profile>,
    hand: hand::Profile,
}

/// What is believed of anybody before their first visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Priors {
    session: session::Priors,
    /// Of physical keyboards.
    keystroke: keystroke::Priors,
    freetext: ByKeyboard<freetext::Priors>,
    hand: hand::Priors,
}

impl Detector for Behaviour {
    const NAME: &'static str = "behaviour";
    const OWNER: EntityKind = EntityKind::User;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type Seen = Observation;
    type Learned = Observation;
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
        let input = Input::of(observation);
        let mut typed = Vec::new();
        let rhythms = Rhythm::timed(&observation.events);
        for (_, rhythm) in &rhythms {
            let found = state.keystroke.compare(input.keyboard, &priors.keystroke, rhythm);
            let Some(found) = found else { continue };
            let (code, p_value) = (words::rhythm_code(rhythm.field), keystroke::p_value(found.score));
            typed.push(p_value);
            // A field that was filled in twice is named once.
            if findings.iter().all(|finding: &Finding| finding.code != code) {
                findings.push(finding(code.into(), p_value, words::rhythm(rhythm, &found, input.keyboard)));
            }
        }
        p_values.extend(combined(typed.into_iter()));
        let (known, believed) = (state.freetext.of(input.keyboard), priors.freetext.of(input.keyboard));
        let typed = state.free_text(&observation.events, &rhythms, input.keyboard);
        if let Some(found) = typed.and_then(|typed| known.compare(believed, &typed)) {
            findings.push(finding("typing".into(), found.p_value, words::typing(&found, input.keyboard)));
            p_values.push(found.p_value);
        }
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
        for heard in state.hand.compare(&priors.hand, &observation.events, input) {
            let Some(p_value) = combined(heard.compared.iter().map(|one| one.p_value)) else { continue };
            findings.push(finding(heard.code.into(), p_value, words::habit(&heard)));
            p_values.push(p_value);
        }
        let p_value = combined(p_values.into_iter()).unwrap_or(1.0);
        Evidence::Known(Known::new(p_value, visits, visits >= MATURE, findings))
    }

    fn older(_: u8, _: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, priors: &Priors, observation: &Observation) {
        state.session.learn(&priors.session, &Taken::of(observation));
        let input = Input::of(observation);
        let rhythms = Rhythm::timed(&observation.events);
        if let Some(typed) = Typed::of(&observation.events) {
            let compared = state.free_text(&observation.events, &rhythms, input.keyboard);
            let believed = priors.freetext.of(input.keyboard);
            state.freetext.of_mut(input.keyboard).learn(believed, &typed, compared.as_ref());
        }
        for (_, rhythm) in &rhythms {
            state.keystroke.learn(input.keyboard, rhythm);
        }
        let moved = pointer::measured(&observation.events);
        if !moved.is_empty() {
            // What others do is not known to a site: it would have to keep their movements.
            let alone = pointer::Background::default();
            state.pointer.get_or_insert_default().learn(&moved, &alone);
        }
        state.hand.learn(&priors.hand, &observation.events, input);
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        let states: Vec<State> = states.collect();
        let visits: Vec<session::Profile> = states.iter().map(|state| state.session.clone()).collect();
        let hands: Vec<hand::Profile> = states.iter().map(|state| state.hand).collect();
        let typed = states.iter().map(|state| state.keystroke.of(Keyboard::Physical));
        let on = |keyboard| freetext::Priors::fit(states.iter().map(|state| state.freetext.of(keyboard)));
        let fitted = Priors {
            session: session::Priors::fit(&visits),
            keystroke: keystroke::Priors::fit(typed),
            freetext: ByKeyboard { physical: on(Keyboard::Physical), on_screen: on(Keyboard::OnScreen) },
            hand: hand::Priors::fit(&hands),
        };
        (fitted != Priors::default()).then_some(fitted)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        let mut shown = priors.session.shown();
        shown.push(("keystroke.backgrounds".into(), priors.keystroke.backgrounds() as f64));
        for keyboard in Keyboard::ALL {
            let numbers = priors.freetext.of(keyboard).numbers();
            shown.push((format!("freetext.{}.numbers", keyboard.code()), numbers as f64));
        }
        shown.extend(priors.hand.shown());
        shown
    }
}

impl State {
    /// What of a visit's typing has no rhythm to be held against; these are all that it has.
    fn free_text(&self, events: &[Event], rhythms: &[Timed], keyboard: Keyboard) -> Option<Typed> {
        let known = rhythms.iter().filter(|(_, rhythm)| self.keystroke.of(keyboard).knows(rhythm));
        let times: Vec<_> = known.map(|(times, _)| times.clone()).collect();
        Typed::except(events, &times)
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
