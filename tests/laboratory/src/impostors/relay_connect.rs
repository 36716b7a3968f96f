//! The same relay in somebody's home, asked by HTTP's CONNECT instead of SOCKS.

use super::{Attack, Impostor};
use crate::machine::Distance;
use crate::place::{Access, Place};
use crate::relay;
use crate::visit::Visitor;

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "relay_connect",
    distances: &Distance::ALL,
    come: |attack: &mut Attack<'_>| {
        let somebody = Place::with("relay", &Access::HOMES, attack.draw);
        let own = Place::with("impostor's home", &Access::HOMES, attack.draw);
        let between = attack.host(&attack.victim.machine, &somebody)?;
        let machine = attack.machine();
        let host = attack.host(&machine, &own)?;
        let far = relay::start_connect(&between)?;
        let near = relay::start_before(&host, &far)?;
        let server = attack.server;
        let visitor = Visitor { relay: Some(near.address()), ..attack.visitor(&machine) };
        visitor.visit(&host, server)
    },
};
