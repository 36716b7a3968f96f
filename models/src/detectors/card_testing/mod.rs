//! Card testing: whether stolen or made-up card numbers are being tried out. What it looks for is listed in `signs/`; a purchase without any
//! of them is unremarkable, which is no evidence.

mod signs;

use crate::attempts::Attempts;
use crate::entity::EntityKind;
use crate::signs::{BySigns, Listed, Priors as Frequencies, Shown, Sign};

/// The detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardTesting;

/// What is known of one card: most testing is from devices that nothing is known of, often without the page, so a device could not own it.
pub type State = Shown;
/// How often genuine purchases show each sign.
pub type Priors = Frequencies<CardTesting>;

impl Listed for CardTesting {
    type Within = Attempts;
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign] = &signs::ALL;
}

impl BySigns for CardTesting {
    const CALLED: &'static str = "card_testing";
    const OF: EntityKind = EntityKind::Card;
    const STRANGERS: bool = true;
}
