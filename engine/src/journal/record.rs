//! What a journal record says. On disk: a format byte, then postcard. Variants and fields are only ever
//! added under a new format byte; records of older formats stay as they are and go on being read.

use super::{
    AccountRecord, AssessedEntry, ChallengeRecord, Change, CheckpointRecord, ErasedRecord, InteractedEntry,
    KeptEntry, Key, KeyKind, OutcomeRecord, PromiseEntry, ResultRecord, SealedEntry, SeenRecord, Seq, USED,
    UndisputedRecord,
};
use crate::artifact::{Artifact, Publication};
use crate::ids::SiteId;
use crate::locked::Format;
use crate::site::Site;
use alloc::{string::String, sync::Arc, vec::Vec};
use models::observation::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// A bank answered.
    Resulted(ResultRecord),
    /// Something happened to a user's account.
    Account(AccountRecord),
    /// A party promised something.
    Promised(Arc<PromiseEntry>),
    /// It turned out how far a promise was kept.
    Kept(Arc<KeptEntry>),
    /// A party did something towards another.
    Interacted(Arc<InteractedEntry>),
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
            | Body::Seen(_)
            | Body::Resulted(_)
            | Body::Account(_)
            | Body::Promised(_)
            | Body::Kept(_)
            | Body::Interacted(_) => None,
        }
    }
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

impl Record {
    /// Format byte and postcard.
    pub fn encode(&self) -> Result<Vec<u8>, FormatError> {
        let mut bytes = Vec::with_capacity(1024);
        bytes.push(self.format() as u8);
        postcard::to_extend(self, bytes).map_err(|_| FormatError::Damaged)
    }

    /// Reads what [`Record::encode`] wrote, in this version or an older one.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let (&format, body) = bytes.split_first().ok_or(FormatError::Damaged)?;
        let format = match format {
            2 => Format::Two,
            3 => Format::Three,
            4 => Format::Four,
            5 => Format::Five,
            other => return Err(FormatError::Unknown(other)),
        };
        let mut record: Self = postcard::from_bytes(body).map_err(|_| FormatError::Damaged)?;
        // What is locked is read when it is opened: it has to remember.
        match &mut record.body {
            Body::Sealed(entry) => Arc::make_mut(entry).visit.is_of(format),
            Body::Assessed(entry) => Arc::make_mut(entry).answer.is_of(format),
            Body::Promised(entry) => Arc::make_mut(entry).promise.is_of(format),
            Body::Kept(entry) => Arc::make_mut(entry).account.is_of(format),
            Body::Interacted(entry) => Arc::make_mut(entry).told.is_of(format),
            _ => {}
        }
        Ok(record)
    }

    /// Whether it is an assessment of something that detectors could judge: a test token's decision follows from nothing.
    pub fn is_judgement(&self) -> bool {
        let used = |(key, version): &(Key, u64)| key.kind == KeyKind::Seal && *version == USED;
        matches!(self.body, Body::Assessed(_)) && self.claims.iter().any(used)
    }

    fn format(&self) -> Format {
        match &self.body {
            Body::Sealed(entry) => entry.visit.format(),
            Body::Assessed(entry) => entry.answer.format(),
            Body::Promised(entry) => entry.promise.format(),
            Body::Kept(entry) => entry.account.format(),
            Body::Interacted(entry) => entry.told.format(),
            _ => Format::default(),
        }
    }
}
