//! Through a relay in somebody's home (a "residential proxy"): the network is one that customers use, and not the victim's.

use super::Impostor;
use crate::machine::Distance;
use crate::place::{Access, Place};
use crate::relay;

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "relay",
    distances: &Distance::ALL,
    come: |attack| {
        let somebody = Place::with("relay", &Access::HOMES, attack.draw);
        let own = Place::with("impostor's home", &Access::HOMES, attack.draw);
        let host = attack.host(&attack.victim.machine, &somebody)?;
        let relay = relay::start(&host)?;
        attack.visit_from(&own, Some(relay.address()))
    },
};
