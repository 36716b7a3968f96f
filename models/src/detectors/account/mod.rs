//! Signs of a taken account, from what the merchant tells of logins and changes before a purchase. They are listed in `signs/`; a purchase
//! without any of them is unremarkable, which is no evidence. Where the merchant tells nothing, nothing is said.

mod signs;

use crate::attempts::Attempts;
use crate::evidence::{Absence, Evidence};
use crate::signs::{Listed, Priors as Frequencies, Shown, Sign};

/// The detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account;

/// What is known of one user.
pub type State = Shown;
/// How often genuine purchases show each sign.
pub type Priors = Frequencies<Account>;

impl Listed for Account {
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign] = &signs::ALL;
}

impl Account {
    /// Judges a purchase by what happened to the account before.
    pub fn score(&self, state: &State, priors: &Priors, attempts: &Attempts) -> Evidence {
        match attempts.account {
            Some(_) => priors.judge(state, attempts),
            None => Evidence::Absent(Absence::NoUser),
        }
    }

    /// Learns a trusted purchase.
    pub fn learn(&self, state: &mut State, attempts: &Attempts) {
        if attempts.account.is_some() {
            state.learn::<Self>(attempts);
        }
    }
}
