//! Signs of a taken account, from what the merchant tells of logins and changes before a purchase. They are listed in `signs/`; a purchase
//! without any of them is unremarkable, which is no evidence. Where the merchant tells nothing, nothing is said.

mod signs;

use super::Detector;
use crate::attempts::Attempts;
use crate::entity::EntityKind;
use crate::evidence::{Absence, Evidence};
use crate::signs::{Listed, Priors as Frequencies, Shown, Sign};
use alloc::{string::String, vec::Vec};

/// The detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account;

/// What is known of one user.
pub type State = Shown;
/// How often genuine purchases show each sign.
pub type Priors = Frequencies<Account>;

impl Listed for Account {
    type Shower = Attempts;
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign] = &signs::ALL;
}

impl Detector for Account {
    const NAME: &'static str = "account";
    const OWNER: EntityKind = EntityKind::User;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type Seen = Attempts;
    type Learned = Attempts;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, attempts: &Attempts) -> Evidence {
        match attempts.account {
            Some(_) => priors.judge(state, attempts),
            None => Evidence::Absent(Absence::NoAccountEvents),
        }
    }

    fn older(_: u8, _: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, _: &Priors, attempts: &Attempts) {
        if attempts.account.is_some() {
            state.learn::<Self>(attempts);
        }
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}
