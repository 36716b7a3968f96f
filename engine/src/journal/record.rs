//! What a journal record says. On disk: a format byte, then postcard. Variants and fields are only ever
//! added under a new format byte.

use super::Seq;
use crate::artifact::{Artifact, Publication, Used};
use crate::ids::{AssessmentId, ChallengeId, DeviceId, SealId, SessionId, SiteId};
use crate::keyring::{Alias, EpochId};
use crate::locked::{Locked, SecretKey};
use crate::site::Site;
use crate::store::Row;
use alloc::{string::String, sync::Arc, vec::Vec};
use models::entity::{EntityKey, EntityKind};
use models::fusion::{Heard, Risk};
use models::observation::{Observation, Timestamp};
use models::threshold::Decision;
use serde::{Deserialize, Serialize};

/// 1 was never released: what it kept was not locked.
const FORMAT: u8 = 2;

/// Version of a [`KeyKind::Seal`] claimed when the visit is sealed.
pub const SEALED: u64 = 1;
/// Version of a [`KeyKind::Seal`] claimed when its token is used.
pub const USED: u64 = 2;
/// From this version on, every record of a [`KeyKind::Seal`] is a word on whether the visit is to be learned from; the
/// last one holds.
pub const VERDICTS: u64 = 3;

/// Why bytes are not a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Written by a newer version.
    #[error("format {0} is not known to this version")]
    Unknown(u8),
    /// Cut short or damaged.
    #[error("the bytes are damaged")]
    Damaged,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// When it was made, by the server's clock.
    pub at: Timestamp,
    /// Whose it is.
    pub site: SiteId,
    /// Versions that this record takes: unique in the journal.
    pub claims: Vec<(Key, u64)>,
    /// Keys under which it can be found.
    pub mentions: Vec<Key>,
    /// What happened.
    pub body: Body,
}

/// Something that records are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// What it is.
    pub kind: KeyKind,
    /// Which one.
    pub id: [u8; 16],
}

macro_rules! key_kinds {
    ($($(#[$meta:meta])* $variant:ident = $code:literal,)*) => {
        /// What a key names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum KeyKind { $($(#[$meta])* $variant = $code,)* }
    };
}

key_kinds! {
    /// [`EntityKind::Device`].
    Device = 1,
    /// [`EntityKind::User`].
    User = 2,
    /// [`EntityKind::Card`].
    Card = 3,
    /// [`EntityKind::Party`].
    Party = 4,
    /// Checkpoints of a device: every one takes the next version.
    DeviceCheckpoint = 5,
    /// Checkpoints of a user.
    UserCheckpoint = 6,
    /// Checkpoints of a card.
    CardCheckpoint = 7,
    /// Checkpoints of a party.
    PartyCheckpoint = 8,
    /// A session.
    Session = 16,
    /// A sealed visit: versions [`SEALED`], [`USED`], from [`VERDICTS`] on words on what it teaches.
    Seal = 17,
    /// An assessment: version 1.
    Assessment = 18,
    /// A challenge: version 1 is its start, every answer takes the next.
    Challenge = 19,
    /// A transaction, by the pseudonym of the merchant's own id.
    Transaction = 20,
    /// An idempotency key, by its pseudonym.
    Idempotency = 21,
    /// A device that a site has seen: version 1 is its first sealed visit; mentioned by whatever lists the device.
    Seen = 22,
    /// A site: every version of its settings.
    Site = 32,
    /// An analyst, by the pseudonym of the name.
    Analyst = 33,
    /// All sites of the installation; the id is zero.
    Sites = 34,
    /// All analysts of the installation; the id is zero.
    Analysts = 35,
    /// All allowed visits of the installation, which are learned unless they are disputed; the id is zero.
    Allowed = 36,
    /// How far among them learning has come; the id is zero.
    Considered = 37,
    /// All erasures of the installation; the id is zero.
    Erasures = 38,
    /// The seals of a site.
    SealsOf = 48,
    /// The assessments of a site.
    AssessmentsOf = 49,
    /// The first seal of every device of a site.
    DevicesOf = 50,
    /// What is said to have turned out true of a site's assessments.
    OutcomesOf = 51,
    /// The artifacts of a site, of every kind.
    ArtifactsOf = 52,
    /// Artifacts of a site that were written again because their first records are forgotten.
    KeptArtifacts = 53,
    /// A site's policies: version n is the artifact of number n. So with the next three.
    Policy = 64,
    /// Its calibration tables.
    Calibration = 65,
    /// Its fusion weights.
    Weights = 66,
    /// Its population priors.
    Priors = 67,
    /// Publications of a site's policies: the newest version holds. So with the next three.
    PolicyPublished = 72,
    /// Publications of its calibration tables.
    CalibrationPublished = 73,
    /// Publications of its fusion weights.
    WeightsPublished = 74,
    /// Publications of its population priors.
    PriorsPublished = 75,
}

impl Key {
    /// Bytes of the fixed encoded form.
    pub const BYTES: usize = 17;

    /// Kind byte, then id: keys of a kind sort together.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (kind, id) = bytes.split_at_mut(1);
        kind.fill(self.kind as u8);
        id.copy_from_slice(&self.id);
        bytes
    }

    /// The entity that it names, where it names one.
    pub fn entity(&self) -> Option<EntityKey> {
        let kind = match self.kind {
            KeyKind::Device => EntityKind::Device,
            KeyKind::User => EntityKind::User,
            KeyKind::Card => EntityKind::Card,
            KeyKind::Party => EntityKind::Party,
            _ => return None,
        };
        Some(EntityKey { kind, id: self.id })
    }

    /// The key under which an entity's checkpoints are found, numbered by their claims of it.
    pub fn checkpoints(entity: &EntityKey) -> Self {
        let kind = match entity.kind {
            EntityKind::Device => KeyKind::DeviceCheckpoint,
            EntityKind::User => KeyKind::UserCheckpoint,
            EntityKind::Card => KeyKind::CardCheckpoint,
            EntityKind::Party => KeyKind::PartyCheckpoint,
        };
        Self { kind, id: entity.id }
    }

    /// The only key of its kind.
    pub fn only(kind: KeyKind) -> Self {
        Self { kind, id: [0; 16] }
    }
}

impl From<EntityKey> for Key {
    fn from(entity: EntityKey) -> Self {
        let kind = match entity.kind {
            EntityKind::Device => KeyKind::Device,
            EntityKind::User => KeyKind::User,
            EntityKind::Card => KeyKind::Card,
            EntityKind::Party => KeyKind::Party,
        };
        Self { kind, id: entity.id }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// A site was created or changed.
    Site(Site),
    /// An analyst was added or changed.
    Analyst(AnalystRecord),
    /// A visit was sealed.
    Sealed(Arc<SealedEntry>),
    /// A visit was assessed.
    Assessed(Arc<AssessedEntry>),
    /// A challenge was answered.
    Challenged(ChallengeRecord),
    /// It turned out what was true.
    Outcome(OutcomeRecord),
    /// An allowed visit stayed undisputed.
    Undisputed(UndisputedRecord),
    /// All allowed visits before this position have been considered.
    Considered(Seq),
    /// Somebody was erased: nothing of theirs is learned from here on.
    Erased(ErasedRecord),
    /// Something that is shared by all entities of a site was made.
    Artifact(Arc<Artifact>),
    /// It holds from now on.
    Published(Publication),
    /// What an entity was, so that the records behind it need not be kept.
    Checkpoint(Arc<CheckpointRecord>),
    /// A device goes on being listed although its first visit is forgotten.
    Seen(SeenRecord),
}

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

impl Body {
    /// What it changes in what is learned.
    pub fn change(&self) -> Option<Change> {
        match self {
            Body::Challenged(challenged) => challenged.change.clone(),
            Body::Outcome(outcome) => outcome.change.clone(),
            Body::Erased(ErasedRecord { alias, visits, .. }) => {
                Some(Change::Erases { person: *alias, visits: visits.clone() })
            }
            Body::Undisputed(UndisputedRecord { seal, priors, .. }) => {
                Some(Change::Teaches { seal: *seal, priors: *priors })
            }
            Body::Site(_)
            | Body::Analyst(_)
            | Body::Sealed(_)
            | Body::Assessed(_)
            | Body::Considered(_)
            | Body::Artifact(_)
            | Body::Published(_)
            | Body::Checkpoint(_)
            | Body::Seen(_) => None,
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

/// What an entity was: its fold begins here instead of at its first version. One that claims the entity's next version
/// and has no rows forgets the entity: from that version on it is as if it were fresh.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckpointRecord {
    /// Whose row it is.
    pub entity: EntityKey,
    /// The last version folded in.
    pub version: u64,
    /// Whose key opens the rows.
    pub holder: Alias,
    /// The users whose visits it has learned, ever: its key is destroyed with any of theirs.
    pub people: Vec<Alias>,
    /// The row as it was after that version. Each further one takes its place from a later version on, which took back a
    /// visit that had been learned before.
    pub rows: Option<Locked<Vec<Row>>>,
}

/// A device that a site has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRecord {
    /// The device id, as claimed by the page.
    pub device: DeviceId,
    /// When it was first seen.
    pub since: Timestamp,
}

/// Somebody who may use the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalystRecord {
    /// Log-in name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Argon2id in PHC string format.
    pub password_hash: String,
}

/// What an analyst may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Read.
    Viewer,
    /// Read and judge.
    Analyst,
    /// Everything.
    Admin,
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

impl Record {
    /// Format byte and postcard.
    pub fn encode(&self) -> Result<Vec<u8>, FormatError> {
        let mut bytes = Vec::with_capacity(1024);
        bytes.push(FORMAT);
        postcard::to_extend(self, bytes).map_err(|_| FormatError::Damaged)
    }

    /// Reads what [`Record::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        match bytes.split_first() {
            Some((&FORMAT, body)) => postcard::from_bytes(body).map_err(|_| FormatError::Damaged),
            Some((&other, _)) => Err(FormatError::Unknown(other)),
            None => Err(FormatError::Damaged),
        }
    }
}
