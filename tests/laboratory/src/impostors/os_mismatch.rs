//! A machine whose kernel is set up like another system's, behind the victim's browser name.

use super::Impostor;
use crate::machine::Distance;
use crate::place::{Access, Place};
use netlab::{HostSetup, Stack};

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "os_mismatch",
    distances: &Distance::ALL,
    come: |attack| {
        let place = Place::with("impostor's home", &Access::HOMES, attack.draw);
        let machine = attack.machine();
        let stack = Stack { ttl: 128, timestamps: false, ..machine.stack() };
        let host = attack.network.host(HostSetup::at(place.address).behind(place.link).speaking(stack))?;
        let server = attack.server;
        attack.visitor(&machine).visit(&host, server)
    },
};
