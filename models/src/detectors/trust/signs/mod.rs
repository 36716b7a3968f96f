//! Signs of a party that others should not deal with. Each is one small file that says what it sees and when it is wrong. How often genuine
//! payments go to such a party is an estimate until a site's refit.

pub(crate) mod distrusted;
pub(crate) mod fallen;
pub(crate) mod grouped;

use crate::regard::Regard;
use crate::signs::Sign;

/// The visible list.
pub(super) static ALL: [&Sign<Regard>; 5] =
    [&distrusted::SOMEWHAT, &distrusted::MUCH, &distrusted::WHOLLY, &fallen::FALLEN, &grouped::GROUPED];
