//! Trust: how whoever is paid stands among those they deal with, by the site's graphs of interactions (`docs/TRUST.md`). Its signs are listed
//! in `signs/`; a payee without any of them is unremarkable, which is no evidence.

pub(crate) mod signs;

use super::Detector;
use crate::entity::EntityKind;
use crate::evidence::{Absence, Evidence};
use crate::regard::Regard;
use crate::signs::{Listed, Priors as Frequencies, Shown, Sign};
use alloc::{string::String, vec::Vec};

/// The detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trust;

/// What is known of one card: whoever usually pays somebody whom others distrust is not astray when they do it again. How the payee stands is
/// in the graphs, not here.
pub type State = Shown;
/// How often genuine purchases show each sign.
pub type Priors = Frequencies<Trust>;

impl Listed for Trust {
    type Within = Regard;
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign<Regard>] = &signs::ALL;
}

impl Detector for Trust {
    const NAME: &'static str = "trust";
    const OWNER: EntityKind = EntityKind::Card;
    const JUDGES_STRANGERS: bool = true;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type Seen = Regard;
    type Learned = Regard;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, regard: &Regard) -> Evidence {
        match regard.standing {
            Some(_) => priors.judge(state, regard),
            None => Evidence::Absent(Absence::NoInteractions),
        }
    }

    fn older(_: u8, _: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, _: &Priors, regard: &Regard) {
        if regard.standing.is_some() {
            state.learn::<Self>(regard);
        }
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}
