//! Nearer to the shop than the victim, and waits before every request for as long as the victim's way is longer: the page's round trips are the
//! victim's in the mean.

use super::{Attack, Impostor};
use crate::machine::Distance;
use crate::place::{Access, Place};
use crate::visit::Visitor;
use rand::RngExt as _;

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "added_delay",
    distances: &Distance::ALL,
    come: |attack: &mut Attack<'_>| {
        let whole_us = attack.victims_round_trip_us();
        let share = attack.draw.random.random_range(0.2..0.6);
        let place = Place::with("impostor's home", &[Access::Fibre, Access::DataCentre], attack.draw);
        let place = place.at_round_trip(share * whole_us);
        let machine = attack.machine();
        let host = attack.host(&machine, &place)?;
        let server = attack.server;
        let visitor = Visitor { waits_us: whole_us * (1.0 - share), ..attack.visitor(&machine) };
        visitor.visit(&host, server)
    },
};
