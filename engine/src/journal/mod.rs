//! The journal contract: an append-only record of everything observed and decided. It is the truth; every
//! state is a cache of a fold over it, and its unique claims are the compare-and-set.

mod answer;
mod carried;
mod format_2;
mod interaction;
mod key;
mod promise;
mod record;
mod visit;
mod words;

pub use answer::{AssessedEntry, AssessedRecord, CardRecord, TransactionRecord};
pub use carried::{CheckpointRecord, SeenRecord};
pub use interaction::{InteractedEntry, InteractedRecord};
pub use key::{Key, KeyKind, SEALED, USED, VERDICTS};
pub use promise::{Account, KeptEntry, PromiseEntry};
pub use record::{AnalystRecord, Body, FormatError, Record, Role};
pub use visit::{SealedEntry, SealedRecord};
pub use words::{
    AccountRecord, ChallengeRecord, Change, ErasedRecord, OutcomeLabel, OutcomeRecord, ResultRecord,
    UndisputedRecord,
};

use alloc::{string::String, sync::Arc, vec::Vec};
use core::future::Future;

/// Position in the journal, at least 1: grows from record to record, not always by one.
pub type Seq = u64;

/// A record and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its position.
    pub seq: Seq,
    /// The record.
    pub record: Record,
}

/// Why nothing was appended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// This version of this key is taken: reload and redo.
    #[error("another record has claimed this version of {0:?}")]
    Conflict(Key),
    /// The journal cannot be written; nothing was acknowledged.
    #[error("the journal cannot be written: {0}")]
    Unavailable(String),
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The journal cannot be read.
    #[error("the journal cannot be read: {0}")]
    Unavailable(String),
    /// A record is damaged or of an unknown format.
    #[error("record {seq} cannot be read: {why}")]
    Damaged {
        /// Its position.
        seq: Seq,
        /// What is wrong with it.
        why: FormatError,
    },
}

/// An append-only record of everything.
pub trait Journal: Send + Sync {
    /// Appends a record. Resolves once it is durable. Every claim must be of a version that no record has claimed;
    /// all are taken or none.
    fn append(&self, record: Record) -> impl Future<Output = Result<(), AppendError>> + Send;

    /// Whether records can be appended. Where the last attempt failed, writing is tried again.
    fn check(&self) -> impl Future<Output = Result<(), AppendError>> + Send;

    /// The record that claimed this version of a key.
    fn claimed(
        &self,
        key: &Key,
        version: u64,
    ) -> impl Future<Output = Result<Option<Stored>, ReadError>> + Send;

    /// The records that mention a key, newest first, those before `before` only, at most `limit`.
    fn mentions(
        &self,
        key: &Key,
        before: Option<Seq>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, ReadError>> + Send;

    /// The records that mention a key, oldest first, those behind `after` only, at most `limit`. What can be found later
    /// stands behind all that could be found before, so that whoever goes on from the last one misses nothing.
    fn mentions_after(
        &self,
        key: &Key,
        after: Seq,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, ReadError>> + Send;

    /// All records, oldest first, those behind `after` only, at most `limit`.
    fn records_after(
        &self,
        after: Seq,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, ReadError>> + Send;

    /// Forgets the records that stand before a position, from the oldest on; it may keep some of them. Versions that a
    /// forgotten record claimed are free, and nothing finds it any more. Returns the position before which there are none.
    fn forget(&self, before: Seq) -> impl Future<Output = Result<Seq, AppendError>> + Send;

    /// The position before which nothing is found. It grows only by forgetting, and before what is forgotten is missed: whoever
    /// sees the same before and after some reads has missed nothing in between.
    fn begin(&self) -> Seq;
}

impl<J: Journal> Journal for Arc<J> {
    fn append(&self, record: Record) -> impl Future<Output = Result<(), AppendError>> + Send {
        (**self).append(record)
    }

    fn check(&self) -> impl Future<Output = Result<(), AppendError>> + Send {
        (**self).check()
    }

    fn claimed(
        &self,
        key: &Key,
        version: u64,
    ) -> impl Future<Output = Result<Option<Stored>, ReadError>> + Send {
        (**self).claimed(key, version)
    }

    fn mentions(
        &self,
        key: &Key,
        before: Option<Seq>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, ReadError>> + Send {
        (**self).mentions(key, before, limit)
    }

    fn mentions_after(
        &self,
        key: &Key,
        after: Seq,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, ReadError>> + Send {
        (**self).mentions_after(key, after, limit)
    }

    fn records_after(
        &self,
        after: Seq,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, ReadError>> + Send {
        (**self).records_after(after, limit)
    }

    fn forget(&self, before: Seq) -> impl Future<Output = Result<Seq, AppendError>> + Send {
        (**self).forget(before)
    }

    fn begin(&self) -> Seq {
        (**self).begin()
    }
}
