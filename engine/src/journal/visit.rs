//! A sealed visit, and how older formats held it.

use super::format_2;
use crate::ids::{DeviceId, SealId, SessionId};
use crate::keyring::EpochId;
use crate::locked::{Format, Locked, Shut, Written};
use models::observation::Observation;
use serde::{Deserialize, Serialize};

/// A sealed visit: what anybody may know, and what is locked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedEntry {
    /// Its id.
    pub seal: SealId,
    /// The session it belongs to.
    pub session: SessionId,
    /// The device id, as claimed by the page.
    pub device: DeviceId,
    /// When it was sealed: its key is derived from this epoch's.
    pub epoch: EpochId,
    /// The visit.
    pub visit: Locked<SealedRecord>,
}

/// A sealed visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedRecord {
    /// Its id.
    pub seal: SealId,
    /// The session it belongs to.
    pub session: SessionId,
    /// The device id, as claimed by the page. States belong to its pseudonym, `observation.device`, so that no site
    /// reads or teaches what another site knows of the same id.
    pub device: DeviceId,
    /// Nominal amounts posted to the ledger, summed, in minor units.
    pub ledger_minor: u32,
    /// What was observed.
    pub observation: Observation,
}

impl Written for SealedRecord {
    fn read(format: Format, bytes: &[u8]) -> Result<Self, Shut> {
        match format {
            Format::Two => format_2::visit(bytes),
            Format::Three | Format::Four | Format::Five => postcard::from_bytes(bytes).map_err(|_| Shut),
        }
    }
}
