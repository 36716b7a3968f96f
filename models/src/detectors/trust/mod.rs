//! Trust: how whoever is paid stands among those they deal with, by the site's graphs of interactions (`docs/TRUST.md`). Its signs are listed
//! in `signs/`; a payee without any of them is unremarkable, which is no evidence.

pub(crate) mod signs;

use crate::entity::EntityKind;
use crate::evidence::Absence;
use crate::regard::Regard;
use crate::signs::{BySigns, Listed, Priors as Frequencies, Shown, Sign};

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

impl BySigns for Trust {
    const CALLED: &'static str = "trust";
    const OF: EntityKind = EntityKind::Card;
    const STRANGERS: bool = true;

    fn absent(regard: &Regard) -> Option<Absence> {
        regard.standing.is_none().then_some(Absence::NoInteractions)
    }
}
