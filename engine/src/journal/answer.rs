//! An answer to a merchant.

use super::format_2;
use crate::artifact::Used;
use crate::ids::{AssessmentId, DeviceId, SealId, SessionId};
use crate::keyring::Alias;
use crate::locked::{Format, Locked, SecretKey, Shut, Written};
use crate::recognition::Recognition;
use alloc::{string::String, vec::Vec};
use models::attempts::Attempts;
use models::entity::EntityKey;
use models::fusion::{Heard, Risk};
use models::lineage::Lineage;
use models::observation::Timestamp;
use models::purchase::{Card, Purchase};
use models::regard::Regard;
use models::threshold::Decision;
use serde::{Deserialize, Serialize};

/// An answer to a merchant: what stays when the person it is about is erased, and what is locked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssessedEntry {
    /// Its id.
    pub id: AssessmentId,
    /// The sealed visit it judged; `None` where the back end sent no token.
    pub seal: Option<SealId>,
    /// What it led to.
    pub decision: Decision,
    /// What the merchant was told to do.
    pub enforced: Decision,
    /// Whose key opens the rest: the user's, or, where none was named, the site's own for nobody in particular.
    pub holder: Alias,
    /// The answer.
    pub answer: Locked<AssessedRecord>,
}

impl AssessedEntry {
    /// What words on it are said of: the visit, or the assessment itself where there was none.
    pub fn lesson(&self) -> SealId {
        self.seal.unwrap_or(SealId(self.id.0))
    }
}

/// An answer to a merchant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssessedRecord {
    /// Its id.
    pub id: AssessmentId,
    /// The sealed visit it judged; `None` where the back end sent no token.
    pub seal: Option<SealId>,
    /// Session of that visit.
    pub session: Option<SessionId>,
    /// Device of that visit.
    pub device: Option<DeviceId>,
    /// What the customer was about to do.
    pub action: String,
    /// The user.
    pub user: Option<Alias>,
    /// The visit's key: whoever can read this can read that.
    pub visit_key: Option<SecretKey>,
    /// The transaction.
    pub transaction: Option<TransactionRecord>,
    /// What every detector said.
    pub heard: Vec<Heard>,
    /// Versions of the entities that were read.
    pub read: Vec<(EntityKey, u64)>,
    /// The fused risk.
    pub risk: Risk,
    /// What it led to.
    pub decision: Decision,
    /// What the merchant was told to do.
    pub enforced: Decision,
    /// The step-up it started.
    pub challenge: Option<crate::challenge::Challenge>,
    /// Artifacts it used.
    pub artifacts: Used,
    /// Models it used.
    pub model_version: u32,
    /// Parts were missing, or the journal did not take the record.
    pub degraded: bool,
    /// Digest of the request, where it carried an idempotency key.
    pub request_digest: Option<[u8; 16]>,
    /// Whether the device was here before under another id.
    pub recognition: Recognition,
    /// What had been tried at the site lately, where there is a transaction and that was followed.
    pub attempts: Option<Attempts>,
    /// How the visit carries on its device's identity, where that was followed.
    pub lineage: Option<Lineage>,
    /// How whoever is paid was regarded, where somebody is and that was followed.
    pub standing: Option<Regard>,
}

impl AssessedRecord {
    /// As [`AssessedEntry::lesson`].
    pub fn lesson(&self) -> SealId {
        self.seal.unwrap_or(SealId(self.id.0))
    }
}

impl Written for AssessedRecord {
    fn read(format: Format, bytes: &[u8]) -> Result<Self, Shut> {
        match format {
            Format::Two => format_2::answer(bytes),
            // It ended before what had been tried, which was not followed.
            Format::Three => Self::read(Format::Four, &[bytes, &[0]].concat()),
            // It ended before the lineage and how whoever is paid was regarded, which were not followed.
            Format::Four => postcard::from_bytes(&[bytes, &[0, 0]].concat()).map_err(|_| Shut),
            Format::Five => postcard::from_bytes(bytes).map_err(|_| Shut),
        }
    }
}

/// A transaction, its ids as pseudonyms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionRecord {
    /// Pseudonym of the merchant's id.
    pub id: [u8; 16],
    /// Minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Pseudonym of the payee.
    pub payee: Option<[u8; 16]>,
    /// The card.
    pub card: Option<CardRecord>,
}

impl TransactionRecord {
    /// As the models read it.
    pub fn purchase(&self, at: Timestamp) -> Purchase {
        let Self { amount_minor, currency, payee, card, .. } = self;
        let card = card.as_ref().map(|CardRecord { id, bin, last4, expiry }| Card {
            id: *id,
            bin: bin.clone(),
            last4: last4.clone(),
            expiry: *expiry,
        });
        Purchase { at, amount_minor: *amount_minor, currency: currency.clone(), payee: *payee, card }
    }
}

/// A card without its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRecord {
    /// Pseudonym of the merchant's id.
    pub id: [u8; 16],
    /// First six or eight digits.
    pub bin: String,
    /// Last four digits.
    pub last4: String,
    /// Pseudonym of the merchant's own hash of the expiry date.
    pub expiry: [u8; 16],
}
