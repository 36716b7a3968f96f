//! `Idempotency-Key`: a request that is repeated within a day is answered once more and does nothing twice.

use crate::assessment::RoadError;
use crate::journal::{Body, Journal, Key, KeyKind, Record, Stored};
use crate::keyring::Keyring;
use crate::pipeline::Pipeline;
use crate::reading::{self, Reading};
use crate::site::Site;
use crate::store::StateStore;
use alloc::vec::Vec;
use core::ops::ControlFlow;
use models::observation::Timestamp;

/// An `Idempotency-Key` and what it was first used for.
#[derive(Clone, Copy, Debug)]
pub struct Idempotency {
    /// Pseudonym of the key.
    pub key: [u8; 16],
    /// Digest of the request.
    pub digest: [u8; 16],
}

/// How long a key makes a request repeatable, in microseconds.
const LIFETIME_US: i64 = 24 * 3_600 * 1_000_000;

impl Idempotency {
    fn name(&self) -> Key {
        Key { kind: KeyKind::Idempotency, id: self.key }
    }

    /// Takes a version of the key.
    pub(crate) fn claim(&self, version: u64, claims: &mut Vec<(Key, u64)>, mentions: &mut Vec<Key>) {
        claims.push((self.name(), version));
        // The first use may be forgotten one day; then the others are found by this.
        mentions.extend((version > 1).then_some(self.name()));
    }
}

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// What a key was used for within its lifetime, or else the version that its next use claims.
    pub(crate) async fn used_for(
        &self,
        site: &Site,
        idempotency: &Idempotency,
        now: Timestamp,
    ) -> Result<ControlFlow<Stored, u64>, RoadError> {
        let key = idempotency.name();
        let mut next_version = 1;
        if self.journal.claimed(&key, 1).await?.is_none()
            && let Some(newest) = self.journal.mentions(&key, None, 1).await?.first()
        {
            // Its first use is forgotten.
            let version = newest.record.claims.iter().find(|(claimed, _)| *claimed == key);
            next_version = version.map_or(1, |(_, version)| *version);
        }
        while let Some(stored) = self.journal.claimed(&key, next_version).await? {
            next_version += 1;
            if now.0 - stored.record.at.0 >= LIFETIME_US || stored.record.site != site.id {
                continue;
            }
            return match self.request_digest(&stored.record)? == Some(idempotency.digest) {
                true => Ok(ControlFlow::Break(stored)),
                false => Err(RoadError::IdempotencyConflict),
            };
        }
        Ok(ControlFlow::Continue(next_version))
    }

    /// Of the request that made a record.
    fn request_digest(&self, record: &Record) -> Result<Option<[u8; 16]>, RoadError> {
        Ok(match &record.body {
            Body::Assessed(entry) => match reading::answer(&self.keys, entry)? {
                Reading::Open(answer) => answer.request_digest,
                Reading::Gone(_) => return Err(RoadError::Erased),
            },
            Body::Resulted(resulted) => resulted.request_digest,
            Body::Account(account) => account.request_digest,
            Body::Promised(promised) => promised.request_digest,
            Body::Kept(kept) => kept.request_digest,
            Body::Interacted(entry) => entry.request_digest,
            _ => None,
        })
    }
}
