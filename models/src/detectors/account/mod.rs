//! Signs of a taken account, from what the merchant tells of logins and changes before a purchase. They are listed in `signs/`; a purchase
//! without any of them is unremarkable, which is no evidence. Where the merchant tells nothing, nothing is said.

mod signs;

use crate::attempts::Attempts;
use crate::entity::EntityKind;
use crate::evidence::Absence;
use crate::signs::{BySigns, Listed, Priors as Frequencies, Shown, Sign};

/// The detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account;

/// What is known of one user.
pub type State = Shown;
/// How often genuine purchases show each sign.
pub type Priors = Frequencies<Account>;

impl Listed for Account {
    type Within = Attempts;
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign] = &signs::ALL;
}

impl BySigns for Account {
    const CALLED: &'static str = "account";
    const OF: EntityKind = EntityKind::User;
    const STRANGERS: bool = false;

    fn absent(attempts: &Attempts) -> Option<Absence> {
        attempts.account.is_none().then_some(Absence::NoAccountEvents)
    }
}
