//! Through a relay in the victim's own house: a television or a telephone that does what somebody else says. The network is the
//! victim's own.

use super::Impostor;
use crate::machine::Distance;
use crate::place::{Access, Place};
use crate::relay;

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "relay_at_home",
    distances: &Distance::ALL,
    come: |attack| {
        let own = Place::with("impostor's home", &Access::HOMES, attack.draw);
        let house = attack.home.beside(attack.draw);
        let host = attack.host(&attack.victim.machine, &house)?;
        let relay = relay::start(&host)?;
        attack.visit_from(&own, Some(relay.address()))
    },
};
