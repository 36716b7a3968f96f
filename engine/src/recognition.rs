//! What an assessment says of a device whose id is new: whether it was here before under another id. It is information for
//! people: no evidence follows from it, nothing is learned by it, and no two devices become one.

use crate::ids::DeviceId;
use alloc::{string::String, vec::Vec};
use models::observation::Timestamp;
use models::recognition::{ENOUGH, Match};
use serde::{Deserialize, Deserializer, Serialize};

/// Whether a device was here before under another id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Recognition {
    /// There is no visit to go by.
    #[default]
    Unasked,
    /// Recognition is switched off.
    Off,
    /// The server has started lately and does not know all devices again yet.
    Reading,
    /// The id is known by visits that were learned: nobody has to guess.
    Familiar,
    /// No device that is known looks like it, or several do.
    Nobody {
        /// All devices were known that were assessed until then.
        as_of: Timestamp,
    },
    /// Probably this one.
    Recognised(Recognised),
}

/// A device that was probably here before under another id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recognised {
    /// That id.
    pub device: DeviceId,
    /// Probability that it is this device, as [`models::recognition`] understands it.
    pub confidence: f64,
    /// When it was last seen, to the minute.
    pub seen_at: Timestamp,
    /// All devices were known that were assessed until then.
    pub as_of: Timestamp,
    /// Names of traits that agree, those that weigh most first.
    pub agreeing: Vec<String>,
    /// Names of traits that do not.
    pub disagreeing: Vec<String>,
}

impl Recognition {
    /// What the best match comes to.
    pub fn of(found: Option<Match>, as_of: Timestamp) -> Self {
        let names = |names: Vec<&str>| names.into_iter().map(String::from).collect();
        match found.filter(|found| found.confidence >= ENOUGH) {
            None => Self::Nobody { as_of },
            Some(Match { id, confidence, seen_at, agreement }) => Self::Recognised(Recognised {
                device: DeviceId(id),
                confidence,
                seen_at,
                as_of,
                agreeing: names(agreement.agreeing),
                disagreeing: names(agreement.disagreeing),
            }),
        }
    }

    /// From the end of a record: those that were written before there was recognition end here.
    pub(crate) fn at_end<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::deserialize(deserializer).unwrap_or_default())
    }
}
