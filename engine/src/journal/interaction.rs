//! What parties do towards each other.

use crate::ids::InteractionId;
use crate::keyring::Alias;
use crate::locked::{Format, Locked, Shut, Written};
use models::fusion::Risk;
use models::interaction::Interaction;
use models::mitigation::{Encounter, Limits, Mitigation};
use models::standing::Trust;
use serde::{Deserialize, Serialize};

/// An interaction: what anybody may know, and what only the holder of the sender's key reads. Parties stand in it under their
/// aliases, so that what is said of somebody who was erased is said of nobody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InteractedEntry {
    /// Its id.
    pub id: InteractionId,
    /// Whoever acts.
    pub holder: Alias,
    /// What happened, and what followed from it.
    pub told: Locked<InteractedRecord>,
    /// Digest of the request, where it carried an idempotency key.
    pub request_digest: Option<[u8; 16]>,
}

/// An interaction, and what followed from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InteractedRecord {
    /// Its id.
    pub id: InteractionId,
    /// What happened.
    pub interaction: Interaction,
    /// How it looked before anybody had heard of it.
    pub encounter: Encounter,
    /// How surprising it was that the opinion is bad, or that it is not, in nats; `None` where there is none, or it does not count.
    pub surprise_nats: Option<f64>,
    /// Trust in whoever acts afterwards; `None` where that was not followed.
    pub from_after: Option<Trust>,
    /// Trust in whomever it is meant for.
    pub to_after: Option<Trust>,
    /// The risk and its reasons.
    pub risk: Risk,
    /// What follows from that.
    pub mitigation: Mitigation,
    /// What the merchant was told to do.
    pub enforced: Mitigation,
    /// What the sender may do from here on.
    pub limits: Option<Limits>,
    /// Models it used.
    pub model_version: u32,
}

impl Written for InteractedRecord {
    fn read(_: Format, bytes: &[u8]) -> Result<Self, Shut> {
        postcard::from_bytes(bytes).map_err(|_| Shut)
    }
}
