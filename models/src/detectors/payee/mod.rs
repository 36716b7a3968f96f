//! Payees: whether payments to somebody are in trouble lately. Cards that are copied at a shop are misused there, or pay there by somebody
//! else's hand, for a while: outcomes tell, and they come late.
//!
//! A payee is in trouble or not, begins and ceases to be with constant rates, and in trouble most payments are frauds: the belief that it is,
//! after all words on its payments, is the filter of a two-state Markov process in continuous time (Wonham, SIAM J. Control 2, 1965).
//! How much likelier that makes a fraud is an e-value, and one over it a p-value (Vovk & Wang, Annals of Statistics 49, 2021). Swindlers
//! are told by what they promised ([`super::intention`]).

mod priors;
mod state;

use super::Detector;
use crate::entity::EntityKind;
use crate::evidence::{Evidence, Finding, Known};
use crate::purchase::{Paid, Purchase};
use alloc::{format, string::String, vec::Vec};

pub use self::priors::Priors;
pub use self::state::State;

/// Words after which a payee may be acted on hard.
const MATURE: u32 = 5;

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Payee;

impl Detector for Payee {
    const NAME: &'static str = "payee";
    const OWNER: EntityKind = EntityKind::Party;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type Seen = Purchase;
    type Learned = Paid;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, purchase: &Purchase) -> Evidence {
        let age = state.words();
        if state.frauds() == 0 {
            return Evidence::Unremarkable { age };
        }
        let p_value = priors.p_value(state.in_trouble(priors, purchase.at));
        let text = format!(
            "{} of {age} payments to them are known to be frauds; lately {:.0} % of all may be",
            state.frauds(),
            100.0 * state.fraud(priors, purchase.at),
        );
        let finding = Finding { code: "payments_to_them".into(), surprise: -libm::log(p_value), text };
        Evidence::Known(Known::new(p_value, age, age >= MATURE, Vec::from([finding])))
    }

    fn older(_: u8, _: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, priors: &Priors, paid: &Paid) {
        state.learn(priors, paid);
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}
