//! A machine of another system behind the victim's browser name: Windows behind that of a customer on Linux, Linux behind that of one on
//! Windows or macOS.

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
        let on_linux = attack.victim.machine.model.system.has_linux_kernel();
        let stack = if on_linux { Stack::windows() } else { Stack::default() };
        let host = attack.network.host(HostSetup::at(place.address).behind(place.link).speaking(stack))?;
        let server = attack.server;
        attack.visitor(&machine).visit(&host, server)
    },
};
