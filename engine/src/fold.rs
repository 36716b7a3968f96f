//! Folding: an entity's state is what its own records say, in the order of its versions, and the artifacts that they
//! name. What is published now has no part in it.

use crate::artifact::{Priors, Shelf};
use crate::assessment::RoadError;
use crate::ids::{SealId, SiteId};
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
    let (key, mut shelf) = (Key::from(*entity), Shelf::new(journal));
    while let Some(stored) = journal.claimed(&key, row.version + 1).await? {
        let (site, change) = (stored.record.site, stored.record.body.change());
        match changed(&mut shelf, keys, &row, entity, site, change.as_ref()).await? {
            Some(next) => row = Arc::new(next),
            None => return Ok(None),
        }
    }
    Ok(Some(row))
}

/// The row after one more version; `None` where its states were written by another version of a detector. A version
/// without a change is a number and no more. `site` is whose record it is.
pub async fn changed<J: Journal, K: Keyring>(
    shelf: &mut Shelf<'_, J>,
    keys: &K,
    row: &Row,
    entity: &EntityKey,
    site: SiteId,
    change: Option<&Change>,
) -> Result<Option<Row>, RoadError> {
    let next = match change {
        None => Row { version: row.version + 1, ..row.clone() },
        Some(Change::Teaches { seal, priors }) => {
            let priors = shelf.priors(site, *priors).await?;
            let sealed = sealed(shelf.journal, keys, *seal).await?;
            match learned(row, entity, &priors, sealed.as_ref().map(|sealed| &sealed.observation)) {
                Ok(next) => next,
                Err(_) => return Ok(None),
            }
        }
        Some(Change::TakesBack(seals)) => without(shelf, keys, entity, row.version, seals).await?,
    };
    Ok(Some(next))
}

/// The row after the version behind `last`, which takes visits back: what the entity would be had it never seen them.
async fn without<J: Journal, K: Keyring>(
    shelf: &mut Shelf<'_, J>,
    keys: &K,
    entity: &EntityKey,
    last: u64,
    taken_back: &[SealId],
) -> Result<Row, RoadError> {
    let mut taught: Vec<(SealId, SiteId, u32)> = Vec::new();
    for version in 1..=last {
        let Some(stored) = shelf.journal.claimed(&Key::from(*entity), version).await? else { continue };
        match stored.record.body.change() {
            Some(Change::Teaches { seal, priors }) => taught.push((seal, stored.record.site, priors)),
            Some(Change::TakesBack(seals)) => taught.retain(|(one, ..)| !seals.contains(one)),
            None => {}
        }
    }
    let mut row = Row::default();
    for (seal, site, priors) in taught.into_iter().filter(|(one, ..)| !taken_back.contains(one)) {
        let priors = shelf.priors(site, priors).await?;
        let sealed = sealed(shelf.journal, keys, seal).await?;
        // A fresh row is always readable, and so is what was learned from it.
        row =
            learned(&row, entity, &priors, sealed.as_ref().map(|sealed| &sealed.observation)).unwrap_or(row);
    }
    Ok(Row { version: last + 1, ..row })
}

/// The row after one more version that teaches an observation; `None` is an observation that is gone.
pub fn learned(
    row: &Row,
    entity: &EntityKey,
    priors: &Priors,
    observation: Option<&Observation>,
) -> Result<Row, StateError> {
    let mut next = row.clone();
    next.version += 1;
    if let Some(observation) = observation {
        for detector in detectors::ALL {
            if detector.entity(observation) == Some(*entity) {
                let name = detector.name();
                next.set_state(name, detector.learn(row.state(name), priors.of(name), observation)?);
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
