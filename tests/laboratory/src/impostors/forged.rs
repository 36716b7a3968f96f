//! A script that does not wait for anything and tells timings as the victim's are, give or take a little.

use super::{Attack, Impostor};
use crate::machine::Distance;
use crate::place::{Access, Place};
use crate::visit::{Forgery, Visitor};

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "forged_timings",
    distances: &[Distance::SameModel, Distance::Other],
    come: |attack: &mut Attack<'_>| {
        let place = Place::with("impostor's home", &Access::HOMES, attack.draw);
        let forgery = Forgery {
            round_trip_us: attack.victims_round_trip_us(),
            turnaround_us: attack.victims_turnaround_us(),
        };
        let machine = attack.machine();
        let host = attack.host(&machine, &place)?;
        let server = attack.server;
        let visitor = Visitor { forges: Some(forgery), ..attack.visitor(&machine) };
        visitor.visit(&host, server)
    },
};
