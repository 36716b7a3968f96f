//! Cookie and signals copied to another machine in another network.

use super::Impostor;
use crate::machine::Distance;
use crate::place::{Access, Place};

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "stolen_identity",
    distances: &Distance::ALL,
    come: |attack| {
        let place = Place::with("impostor's home", &Access::HOMES, attack.draw);
        attack.visit_from(&place, None)
    },
};
