//! Through a relay that is chosen so that the page's mean round trip is the victim's: the relay is nearer to the shop by as much as the
//! impostor is away from the relay.

use super::Impostor;
use crate::machine::Distance;
use crate::place::{Access, Place};
use crate::relay;
use rand::RngExt as _;

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "relay_matched",
    distances: &Distance::ALL,
    come: |attack| {
        let whole_us = attack.victims_round_trip_us();
        let share = attack.draw.random.random_range(0.15..0.4);
        let fast = [Access::Fibre, Access::DataCentre];
        // What the impostor sends passes the relay's link twice.
        let relay = Place::with("relay", &fast, attack.draw).at_round_trip(share * whole_us);
        let own =
            Place::with("impostor's home", &fast, attack.draw).at_round_trip((1.0 - 2.0 * share) * whole_us);
        let host = attack.host(&attack.victim.machine, &relay)?;
        let relay = relay::start(&host)?;
        attack.visit_from(&own, Some(relay.address()))
    },
};
