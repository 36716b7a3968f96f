//! Somebody who has read how it works: a machine of the same model in a network whose way is made as long as the victim's below TCP (a tunnel
//! that delays packets), and the victim's own work and clock told.

use super::{Attack, Impostor};
use crate::machine::Distance;
use crate::place::{Access, Place};

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "forged_consistently",
    distances: &[Distance::SameModel],
    come: |attack: &mut Attack<'_>| {
        let tunnel = Place::with("tunnel", &[Access::Fibre, Access::DataCentre], attack.draw);
        let tunnel = tunnel.at_round_trip(attack.home.round_trip_us());
        let theirs = &attack.victim.machine;
        let host = attack.host(theirs, &tunnel)?;
        let server = attack.server;
        attack.visitor_as_the_victim(1.0).visit(&host, server)
    },
};
