//! Checkpoints: what an entity was at one of its versions, so that its fold need not begin at the first one and the
//! records behind that version may be forgotten. See `docs/decisions/0004-what-is-old-goes-behind-checkpoints.md`.
//!
//! A visit may be taken back after the version of a checkpoint that had learned it. By the time a checkpoint is made every
//! such word has been said ([`crate::trust::SETTLED_US`]), so it holds what the entity becomes at each of them too.

use crate::assessment::RoadError;
use crate::fold;
use crate::ids::SealId;
use crate::journal::{Body, Change, CheckpointRecord, Journal, Key, Record, Seq};
use crate::store::Row;
use alloc::{sync::Arc, vec, vec::Vec};
use models::detectors;
use models::entity::EntityKey;
use models::observation::Timestamp;

/// Rows in one checkpoint at most. Beyond, the last one stands for those before it: what the entity is now stays exact, and
/// only a back-test of the time between sees visits gone too early.
const STATES: usize = 8;

/// The newest checkpoint of an entity; one that has none begins with nothing.
#[derive(Clone, Debug, Default)]
pub struct Checkpoint {
    /// Counts the checkpoints of an entity; 0 is none.
    number: u64,
    /// Where it stands.
    pub(crate) seq: Seq,
    record: Option<Arc<CheckpointRecord>>,
}

impl Checkpoint {
    /// The newest one of an entity. They come in one order, each claims the next number.
    pub async fn newest<J: Journal>(journal: &J, entity: &EntityKey) -> Result<Self, RoadError> {
        let key = Key::checkpoints(entity);
        let newest = journal.mentions(&key, None, 1).await?.into_iter().next();
        Ok(newest.map_or_else(Self::default, |stored| Self::of(&key, stored.seq, &stored.record)))
    }

    fn of(key: &Key, seq: Seq, record: &Record) -> Self {
        let number =
            record.claims.iter().find(|(claimed, _)| claimed == key).map_or(0, |(_, number)| *number);
        match &record.body {
            Body::Checkpoint(checkpoint) => Self { number, seq, record: Some(Arc::clone(checkpoint)) },
            _ => Self { number, seq, record: None },
        }
    }

    /// The oldest one at this very version.
    pub(crate) async fn at<J: Journal>(
        journal: &J,
        entity: &EntityKey,
        version: u64,
    ) -> Result<Option<Self>, RoadError> {
        let (key, mut after) = (Key::checkpoints(entity), 0);
        loop {
            let found = journal.mentions_after(&key, after, 16).await?;
            let Some(last) = found.last() else { return Ok(None) };
            after = last.seq;
            let mut found = found.iter().map(|stored| Self::of(&key, stored.seq, &stored.record));
            if let Some(one) = found.find(|one| one.version() == version) {
                return Ok(Some(one));
            }
        }
    }

    /// Whether another one is this one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.number == other.number
    }

    /// The last version folded in.
    pub fn version(&self) -> u64 {
        self.record.as_ref().map_or(0, |record| record.version)
    }

    /// Whether nothing is known at it.
    pub(crate) fn is_fresh(&self) -> bool {
        self.record.as_ref().is_none_or(|record| record.states.is_empty())
    }

    /// The row at its version as a later version sees it, which may have taken back what had been learned. What another
    /// version of a detector had learned cannot be read any more: that detector begins anew.
    pub fn seen_from(&self, version: u64) -> Row {
        let states = self.record.as_ref().map_or(&[][..], |record| record.states.as_slice());
        let row = states.iter().rev().find(|row| row.version <= version);
        let mut row = row.cloned().unwrap_or_default();
        row.states.retain(|(name, state)| {
            detectors::ALL.iter().all(|detector| detector.name() != name || detector.check(state).is_ok())
        });
        Row { version: self.version(), ..row }
    }

    fn changes_at(&self, version: u64) -> bool {
        let later = self.record.iter().flat_map(|record| record.states.iter().skip(1));
        later.into_iter().any(|row| row.version == version)
    }

    /// The record of the next one, which is at this version.
    pub(crate) async fn next<J: Journal>(
        &self,
        journal: &J,
        entity: EntityKey,
        version: u64,
        newest: u64,
    ) -> Result<CheckpointRecord, RoadError> {
        let (mut taught, mut behind) = (Vec::new(), Vec::new());
        for at in self.version() + 1..=newest {
            let stored = journal.claimed(&Key::from(entity), at).await?;
            match stored.and_then(|stored| stored.record.body.change()) {
                Some(change) if at <= version => heed(&mut taught, change),
                Some(Change::TakesBack(seal)) => behind.push((at, seal)),
                Some(Change::Teaches(_)) | None => {}
            }
        }
        let row = fold::relearned(journal, &entity, self.seen_from(version), &taught).await?;
        let mut states = vec![Row { version, ..row }];
        for (at, seal) in behind {
            if taught.contains(&seal) || self.changes_at(at) {
                taught.retain(|one| *one != seal);
                let row = fold::relearned(journal, &entity, self.seen_from(at), &taught).await?;
                states.truncate(STATES - 1);
                states.push(Row { version: at, ..row });
            }
        }
        Ok(CheckpointRecord { entity, version, states })
    }

    /// The journal's record of what [`Checkpoint::next`] gave, or of forgetting the entity.
    pub(crate) fn record(
        &self,
        now: Timestamp,
        site: crate::ids::SiteId,
        checkpoint: CheckpointRecord,
    ) -> Record {
        let key = Key::checkpoints(&checkpoint.entity);
        let mut claims = vec![(key, self.number + 1)];
        if checkpoint.states.is_empty() {
            claims.push((Key::from(checkpoint.entity), checkpoint.version));
        }
        Record { at: now, site, claims, mentions: vec![key], body: Body::Checkpoint(Arc::new(checkpoint)) }
    }
}

/// The visits that are learned, in the order in which they were, after one more word.
pub(crate) fn heed(taught: &mut Vec<SealId>, change: Change) {
    match change {
        Change::Teaches(seal) => taught.push(seal),
        Change::TakesBack(seal) => taught.retain(|one| *one != seal),
    }
}
