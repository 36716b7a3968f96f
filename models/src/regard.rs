//! What a site's graphs say of a party at one moment: kept with whatever was decided by it, so that scoring anew needs no graph.

use crate::observation::Timestamp;
use crate::standing::Standing;
use serde::{Deserialize, Serialize};

/// What is said of a party.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Regard {
    /// How it stands among those it deals with; `None` where no interaction names it.
    pub standing: Option<Standing>,
    /// The suspicious group that it belongs to.
    pub group: Option<Membership>,
}

/// One party's place in a group that moves together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// Which group.
    pub group: [u8; 16],
    /// Since when it is one.
    pub since: Timestamp,
    /// How many belong to it.
    pub members: u32,
    /// How far it is from what chance would make of as many interactions, in nats.
    pub surprise_nats: f64,
}
