//! The same by a browser without a screen on a rented server: fast, near, and of another sort than most customers' machines.

use super::Impostor;
use crate::machine::Distance;
use crate::place::{Access, Place};

pub(super) const IMPOSTOR: Impostor = Impostor {
    label: "headless",
    distances: &[Distance::Other],
    come: |attack| {
        let place = Place::with("data centre", &[Access::DataCentre], attack.draw);
        attack.visit_from(&place, None)
    },
};
