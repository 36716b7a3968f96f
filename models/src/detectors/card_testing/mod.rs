//! Card testing: whether stolen or made-up card numbers are being tried out. What it looks for is listed in `signs/`; a purchase without any
//! of them is unremarkable, which is no evidence.

mod signs;

use super::Detector;
use crate::attempts::Attempts;
use crate::entity::EntityKind;
use crate::evidence::Evidence;
use crate::signs::{Listed, Priors as Frequencies, Shown, Sign};
use alloc::{string::String, vec::Vec};

/// The detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardTesting;

/// What is known of one card: most testing is from devices that nothing is known of, often without the page, so a device could not own it.
pub type State = Shown;
/// How often genuine purchases show each sign.
pub type Priors = Frequencies<CardTesting>;

impl Listed for CardTesting {
    type Shower = Attempts;
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign] = &signs::ALL;
}

impl Detector for CardTesting {
    const NAME: &'static str = "card_testing";
    const OWNER: EntityKind = EntityKind::Card;
    const JUDGES_STRANGERS: bool = true;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type Seen = Attempts;
    type Learned = Attempts;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, attempts: &Attempts) -> Evidence {
        priors.judge(state, attempts)
    }

    fn older(_: u8, _: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, _: &Priors, attempts: &Attempts) {
        state.learn::<Self>(attempts);
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}
