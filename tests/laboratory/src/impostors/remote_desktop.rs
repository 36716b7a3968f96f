//! Somebody at the controls of the victim's own machine: all that is timed is the victim's, on a machine that is somewhat busier.

use super::{Attack, Impostor};
use crate::visit::Visitor;

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "remote_desktop",
    distances: &[],
    come: |attack: &mut Attack<'_>| {
        let machine = attack.machine();
        let house = attack.home.beside(attack.draw);
        let host = attack.host(&machine, &house)?;
        let server = attack.server;
        let kept = attack.kept;
        let link = kept.links.last().map_or("", String::as_str);
        Visitor { link, ..attack.visitor_as_the_victim(1.15) }.visit(&host, server)
    },
};
