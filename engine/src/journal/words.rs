//! Words on a visit: what is said of it, and what that changes in what is learned.

use crate::ids::{AssessmentId, ChallengeId, SealId};
use crate::keyring::Alias;
use alloc::{string::String, vec::Vec};
use models::attempts::{AccountEvent, CardResult};
use serde::{Deserialize, Serialize};

/// What a record changes in what is learned. It holds for those entities whose next versions the record claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// They learn this visit.
    Teaches {
        /// Which visit.
        seal: SealId,
        /// Number of the site's priors that it is learned with, whenever it is folded.
        priors: u32,
    },
    /// They are what they would be without these visits.
    TakesBack(Vec<SealId>),
    /// The same for somebody who was erased; a checkpoint that they had a part in counts as empty from here on.
    Erases {
        /// The name of their records.
        person: Alias,
        /// Their visits.
        visits: Vec<SealId>,
    },
}

impl Change {
    /// The visits that it is about.
    pub fn seals(&self) -> &[SealId] {
        match self {
            Self::Teaches { seal, .. } => core::slice::from_ref(seal),
            Self::TakesBack(visits) | Self::Erases { visits, .. } => visits,
        }
    }
}

/// An allowed visit that stayed undisputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndisputedRecord {
    /// The assessment that allowed it.
    pub assessment: AssessmentId,
    /// The visit.
    pub seal: SealId,
    /// Number of the site's priors that it is learned with.
    pub priors: u32,
}

/// An answered challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeRecord {
    /// Which challenge.
    pub id: ChallengeId,
    /// The assessment that started it.
    pub assessment: AssessmentId,
    /// What it changes, where it was passed.
    pub change: Option<Change>,
    /// The answer was right.
    pub passed: bool,
}

/// What turned out to be true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeRecord {
    /// Which assessment it is about.
    pub assessment: AssessmentId,
    /// What was true.
    pub label: OutcomeLabel,
    /// Kind of fraud, as the merchant named it.
    pub fraud_kind: Option<String>,
    /// What was lost, in minor units.
    pub loss_minor: Option<i64>,
    /// What it changes in what is learned.
    pub change: Option<Change>,
}

/// What turned out to be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeLabel {
    /// Fraud.
    Fraud,
    /// Genuine.
    Legitimate,
    /// The payment was charged back.
    Chargeback,
}

/// Somebody was erased. Their key is destroyed as soon as this is durable, at the next start at the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedRecord {
    /// The name of their records; who they were, nobody knows any more.
    pub alias: Alias,
    /// Their visits.
    pub visits: Vec<SealId>,
    /// The aliases under which checkpoints stand that they had a part in: those keys are destroyed too.
    pub checkpoints: Vec<Alias>,
}

/// How a bank answered about a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRecord {
    /// The assessment of the transaction.
    pub assessment: AssessmentId,
    /// What it said.
    pub result: CardResult,
    /// Digest of the request, where it carried an idempotency key.
    pub request_digest: Option<[u8; 16]>,
}

/// Something that happened to a user's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// The user.
    pub user: Alias,
    /// What happened.
    pub event: AccountEvent,
    /// Digest of the request, where it carried an idempotency key.
    pub request_digest: Option<[u8; 16]>,
}
