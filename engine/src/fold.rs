//! Folding: an entity's state is what its own records say, in the order of its versions, from its newest checkpoint on.

use crate::assessment::RoadError;
use crate::checkpoint::{self, Checkpoint};
use crate::ids::SealId;
use crate::journal::{Body, Change, Journal, Key, KeyKind, SEALED, SealedRecord};
use crate::store::{Cached, Row, StateStore};
use alloc::{sync::Arc, vec::Vec};
use models::detectors::{self, registered::StateError};
use models::entity::EntityKey;
use models::observation::Observation;

/// The row of an entity, brought forward to its newest record. The cache may be behind, empty, unreadable or
/// of another detector version; the journal has the truth. `doubted` asks the journal even where the cache believes
/// to be current: an answer that was lost on its way leaves the record durable and the cache behind.
pub async fn current<J: Journal, S: StateStore>(
    journal: &J,
    store: &S,
    entity: &EntityKey,
    doubted: bool,
) -> Result<Arc<Row>, RoadError> {
    let cached = match store.load(entity).await.ok().flatten() {
        Some(Cached { row, current: true }) if !doubted => return Ok(row),
        Some(Cached { row, .. }) if is_readable(&row) => row,
        _ => Arc::default(),
    };
    let mut base = Checkpoint::newest(journal, entity).await?;
    loop {
        let outlived = has_outlived(journal, entity, &cached, &base).await?;
        let begin = || Arc::new(base.seen_from(base.version()));
        let known = if outlived || cached.version < base.version() { begin() } else { Arc::clone(&cached) };
        let row = match forward(journal, entity, known).await? {
            Some(row) => row,
            None => forward(journal, entity, begin()).await?.ok_or(RoadError::NotFound)?,
        };
        // What stands behind a checkpoint may be forgotten while it is read.
        let newest = Checkpoint::newest(journal, entity).await?;
        if newest.is(&base) {
            if outlived {
                store.remove(entity);
            }
            if row.version > if outlived { 0 } else { cached.version } {
                store.save(*entity, Arc::clone(&row));
            }
            return Ok(row);
        }
        base = newest;
    }
}

/// Whether the journal has forgotten what a row was made of, and no checkpoint stands for it: a crash came between.
async fn has_outlived<J: Journal>(
    journal: &J,
    entity: &EntityKey,
    row: &Row,
    base: &Checkpoint,
) -> Result<bool, RoadError> {
    Ok(row.version > base.version() && journal.claimed(&Key::from(*entity), row.version).await?.is_none())
}

/// Whether every detector still reads the state that it wrote.
fn is_readable(row: &Row) -> bool {
    detectors::ALL.iter().all(|detector| detector.check(row.state(detector.name())).is_ok())
}

/// Brings a row forward; `None` where its states were written by another version of a detector.
async fn forward<J: Journal>(
    journal: &J,
    entity: &EntityKey,
    mut row: Arc<Row>,
) -> Result<Option<Arc<Row>>, RoadError> {
    let key = Key::from(*entity);
    while let Some(stored) = journal.claimed(&key, row.version + 1).await? {
        match changed(journal, &row, entity, stored.record.body.change()).await? {
            Some(next) => row = Arc::new(next),
            None => return Ok(None),
        }
    }
    Ok(Some(row))
}

/// The row after one more version; `None` where its states were written by another version of a detector. A version
/// without a change is a number and no more.
pub async fn changed<J: Journal>(
    journal: &J,
    row: &Row,
    entity: &EntityKey,
    change: Option<Change>,
) -> Result<Option<Row>, RoadError> {
    let next = match change {
        None => Row { version: row.version + 1, ..row.clone() },
        Some(Change::Teaches(seal)) => {
            let sealed = sealed(journal, seal).await?;
            match learned(row, entity, sealed.as_ref().map(|sealed| &sealed.observation)) {
                Ok(next) => next,
                Err(_) => return Ok(None),
            }
        }
        Some(Change::TakesBack(seal)) => without(journal, entity, row.version, seal).await?,
    };
    Ok(Some(next))
}

/// The row after the version behind `last`, which takes one visit back: what the entity would be had it never seen it.
async fn without<J: Journal>(
    journal: &J,
    entity: &EntityKey,
    last: u64,
    taken_back: SealId,
) -> Result<Row, RoadError> {
    let mut base = Checkpoint::newest(journal, entity).await?;
    loop {
        let mut taught: Vec<SealId> = Vec::new();
        for version in base.version() + 1..=last {
            let stored = journal.claimed(&Key::from(*entity), version).await?;
            if let Some(change) = stored.and_then(|stored| stored.record.body.change()) {
                checkpoint::heed(&mut taught, change);
            }
        }
        taught.retain(|one| *one != taken_back);
        let row = relearned(journal, entity, base.seen_from(last + 1), &taught).await?;
        // As above: what stands behind a checkpoint may be forgotten while it is read.
        let newest = Checkpoint::newest(journal, entity).await?;
        if newest.is(&base) {
            return Ok(Row { version: last + 1, ..row });
        }
        base = newest;
    }
}

/// The row after these visits, one after the other.
pub(crate) async fn relearned<J: Journal>(
    journal: &J,
    entity: &EntityKey,
    mut row: Row,
    seals: &[SealId],
) -> Result<Row, RoadError> {
    for seal in seals {
        let sealed = sealed(journal, *seal).await?;
        // A fresh row is always readable, and so is what was learned from it.
        row = learned(&row, entity, sealed.as_ref().map(|sealed| &sealed.observation)).unwrap_or(row);
    }
    Ok(row)
}

/// The row after one more version that teaches an observation; `None` is an observation that is gone.
pub fn learned(row: &Row, entity: &EntityKey, observation: Option<&Observation>) -> Result<Row, StateError> {
    let mut next = row.clone();
    next.version += 1;
    if let Some(observation) = observation {
        for detector in detectors::ALL {
            if detector.entity(observation) == Some(*entity) {
                let state = detector.learn(row.state(detector.name()), observation)?;
                next.set_state(detector.name(), state);
            }
        }
    }
    Ok(next)
}

/// A sealed visit.
pub async fn sealed<J: Journal>(journal: &J, seal: SealId) -> Result<Option<Arc<SealedRecord>>, RoadError> {
    let stored = journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, SEALED).await?;
    Ok(stored.and_then(|stored| match stored.record.body {
        Body::Sealed(sealed) => Some(sealed),
        _ => None,
    }))
}
