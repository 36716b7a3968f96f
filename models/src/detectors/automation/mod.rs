//! Automation and remote control: whether the events of a visit were made by a program or a remote desktop rather than by a
//! hand at this machine. What it looks for is listed in `signs/`; a visit without any of them is unremarkable, which is
//! no evidence.
//!
//! Each sign has the share of genuine visits that show it; the rarest that a visit shows speaks for all, because one cause shows
//! several. A device that showed a sign in trusted visits is expected to show it again: remote work, assistive technology
//! and password managers are people's own business.

mod hand;
mod priors;
mod signs;
mod sketch;
mod state;

use self::hand::Hand;
use self::signs::{SIGNS, Visit};
use super::Detector;
use crate::entity::EntityKind;
use crate::evidence::{Absence, Evidence, Finding, Known};
use crate::observation::Observation;
use alloc::{string::String, vec::Vec};

pub use self::priors::Priors;
pub use self::state::State;

/// Trusted visits after which a sign may be acted on hard.
const MATURE: u32 = 5;
/// A sign that is expected oftener than this of a device says nothing of it.
const USUAL: f64 = 0.1;

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Automation;

impl Detector for Automation {
    const NAME: &'static str = "automation";
    const OWNER: EntityKind = EntityKind::Device;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type Seen = Observation;
    type Learned = Observation;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, observation: &Observation) -> Evidence {
        let Some(hand) = Hand::of(observation) else { return Evidence::Absent(Absence::NoEvents) };
        let visit = Visit { observation, hand: &hand, known: state };
        let expected = state.expected(priors);
        let found = signs::ALL.iter().zip(expected).filter(|(_, frequency)| *frequency <= USUAL);
        let found = found.filter_map(|(sign, frequency)| Some((sign, frequency, (sign.seen)(&visit)?)));
        let found: Vec<(f64, Finding)> = found
            .map(|(sign, frequency, text)| {
                let p_value = as_rare(&expected, frequency);
                (p_value, Finding { code: sign.code.into(), surprise: -libm::log(p_value), text })
            })
            .collect();
        let visits = state.visits();
        match found.iter().map(|(p_value, _)| *p_value).min_by(f64::total_cmp) {
            None => Evidence::Unremarkable { age: visits },
            Some(score) => {
                let findings = found.into_iter().map(|(_, finding)| finding).collect();
                Evidence::Known(Known::new(score, visits, visits >= MATURE, findings))
            }
        }
    }

    fn older(_: u8, _: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, _: &Priors, observation: &Observation) {
        state.learn(observation);
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}

/// Probability that a genuine visit of the device shows a sign that is as rare, at most.
fn as_rare(expected: &[f64; SIGNS], frequency: f64) -> f64 {
    expected.iter().filter(|other| **other <= frequency).sum::<f64>().min(1.0)
}
