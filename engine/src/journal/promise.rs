//! What parties promise and what becomes of it.

use crate::keyring::Alias;
use crate::locked::{Format, Locked, Shut, Written};
use alloc::{string::String, vec::Vec};
use models::commitment::Commitment;
use models::kept::Rating;
use serde::{Deserialize, Serialize};

/// A promise: what anybody may know, and what only the holder of the party's key reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromiseEntry {
    /// Pseudonym of its id.
    pub id: [u8; 16],
    /// Pseudonym of the party that promises.
    pub party: [u8; 16],
    /// The name of the party's records.
    pub holder: Alias,
    /// What is promised.
    pub promise: Locked<Commitment>,
    /// Digest of the request, where it carried an idempotency key.
    pub request_digest: Option<[u8; 16]>,
}

/// What became of a promise. The rating is read by the party's fold, which opens nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptEntry {
    /// Pseudonym of the promise's id.
    pub id: [u8; 16],
    /// Pseudonym of the party.
    pub party: [u8; 16],
    /// The name of the party's records.
    pub holder: Alias,
    /// How far it was kept; `None` where nothing that depends on the intention is known.
    pub rating: Option<Rating>,
    /// Something fell short that no honest party lets fall short.
    pub testified: bool,
    /// What fell short, in words.
    pub account: Locked<Account>,
    /// Digest of the request, where it carried an idempotency key.
    pub request_digest: Option<[u8; 16]>,
}

/// How a promise was kept, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What fell short, the worst first.
    pub short: Vec<String>,
    /// What is not known.
    pub unknown: Vec<String>,
}

impl Written for Commitment {
    fn read(_: Format, bytes: &[u8]) -> Result<Self, Shut> {
        postcard::from_bytes(bytes).map_err(|_| Shut)
    }
}

impl Written for Account {
    fn read(_: Format, bytes: &[u8]) -> Result<Self, Shut> {
        postcard::from_bytes(bytes).map_err(|_| Shut)
    }
}
