//! The victim's whole disk in a virtual machine on other hardware of the same make: the same kernel, the same browser, the same id.

use super::Impostor;
use crate::machine::Distance;
use crate::place::{Access, Place};

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "cloned_vm",
    distances: &[Distance::SameModel],
    come: |attack| {
        let place = Place::with("host", &[Access::DataCentre, Access::Fibre], attack.draw);
        attack.visit_from(&place, None)
    },
};
