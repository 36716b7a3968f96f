//! Folding: an entity's state is what its own records say, in the order of its versions.

use crate::assessment::RoadError;
use crate::ids::SealId;
use crate::journal::{Change, Journal, Key, SealedRecord};
use crate::keyring::Keyring;
use crate::reading;
use crate::store::{Cached, Row, StateStore};
use alloc::{sync::Arc, vec::Vec};
use models::detectors::{self, registered::StateError};
use models::entity::EntityKey;
use models::observation::Observation;

/// The row of an entity, brought forward to its newest record. The cache may be behind, empty, unreadable or
/// of another detector version; the journal has the truth. `doubted` asks the journal even where the cache believes
/// to be current: an answer that was lost on its way leaves the record durable and the cache behind.
pub async fn current<J: Journal, K: Keyring, S: StateStore>(
    journal: &J,
    keys: &K,
    store: &S,
    entity: &EntityKey,
    doubted: bool,
) -> Result<Arc<Row>, RoadError> {
    let cached = match store.load(entity).await.ok().flatten() {
        Some(Cached { row, current: true }) if !doubted => return Ok(row),
        Some(Cached { row, .. }) if is_readable(&row) => row,
        _ => Arc::default(),
    };
    let row = match forward(journal, keys, entity, Arc::clone(&cached)).await? {
        Some(row) => row,
        None => forward(journal, keys, entity, Arc::default()).await?.ok_or(RoadError::NotFound)?,
    };
    if row.version > cached.version {
        store.save(*entity, Arc::clone(&row));
    }
    Ok(row)
}

/// Whether every detector still reads the state that it wrote.
fn is_readable(row: &Row) -> bool {
    detectors::ALL.iter().all(|detector| detector.check(row.state(detector.name())).is_ok())
}

/// Brings a row forward; `None` where its states were written by another version of a detector.
async fn forward<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    entity: &EntityKey,
    mut row: Arc<Row>,
) -> Result<Option<Arc<Row>>, RoadError> {
    let key = Key::from(*entity);
    while let Some(stored) = journal.claimed(&key, row.version + 1).await? {
        match changed(journal, keys, &row, entity, stored.record.body.change().as_ref()).await? {
            Some(next) => row = Arc::new(next),
            None => return Ok(None),
        }
    }
    Ok(Some(row))
}

/// The row after one more version; `None` where its states were written by another version of a detector. A version
/// without a change is a number and no more.
pub async fn changed<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    row: &Row,
    entity: &EntityKey,
    change: Option<&Change>,
) -> Result<Option<Row>, RoadError> {
    let next = match change {
        None => Row { version: row.version + 1, ..row.clone() },
        Some(Change::Teaches(seal)) => {
            let sealed = sealed(journal, keys, *seal).await?;
            match learned(row, entity, sealed.as_ref().map(|sealed| &sealed.observation)) {
                Ok(next) => next,
                Err(_) => return Ok(None),
            }
        }
        Some(Change::TakesBack(seals)) => without(journal, keys, entity, row.version, seals).await?,
    };
    Ok(Some(next))
}

/// The row after the version behind `last`, which takes visits back: what the entity would be had it never seen them.
async fn without<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    entity: &EntityKey,
    last: u64,
    taken_back: &[SealId],
) -> Result<Row, RoadError> {
    let mut taught: Vec<SealId> = Vec::new();
    for version in 1..=last {
        let stored = journal.claimed(&Key::from(*entity), version).await?;
        match stored.and_then(|stored| stored.record.body.change()) {
            Some(Change::Teaches(seal)) => taught.push(seal),
            Some(Change::TakesBack(seals)) => taught.retain(|one| !seals.contains(one)),
            None => {}
        }
    }
    let mut row = Row::default();
    for seal in taught.into_iter().filter(|one| !taken_back.contains(one)) {
        let sealed = sealed(journal, keys, seal).await?;
        // A fresh row is always readable, and so is what was learned from it.
        row = learned(&row, entity, sealed.as_ref().map(|sealed| &sealed.observation)).unwrap_or(row);
    }
    Ok(Row { version: last + 1, ..row })
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

/// A sealed visit; `None` where it is gone: then it teaches nothing.
pub async fn sealed<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    seal: SealId,
) -> Result<Option<Arc<SealedRecord>>, RoadError> {
    Ok(reading::visit(journal, keys, seal).await?.and_then(reading::Reading::open))
}
