//! A sealed visit.

use crate::ids::{DeviceId, SealId, SessionId};
use crate::keyring::EpochId;
use crate::locked::Locked;
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
    /// How the probe behaved.
    pub conduct: Conduct,
}

/// How the probe kept to the protocol during a visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conduct {
    /// Messages of this page view that were refused (replayed nonce, wrong order, malformed).
    pub refused: u32,
    /// Reports that never arrived, seen by the gaps in their numbers.
    pub lost_reports: u32,
    /// Events left out because the visit held too many.
    pub events_cut: u32,
}
