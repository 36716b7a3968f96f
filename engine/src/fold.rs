//! Folding: an entity's state is what its own records say, in the order of its versions, from its newest checkpoint on, and
//! the artifacts that they name. What is published now has no part in it.

use crate::artifact::{Priors, Shelf};
use crate::assessment::RoadError;
use crate::checkpoint::Checkpoint;
use crate::history::History;
use crate::ids::{SealId, SiteId};
use crate::journal::{Change, Journal, Key};
use crate::keyring::Keyring;
use crate::reading::{self, Happened, Reading};
use crate::store::{Cached, Row, StateStore};
use alloc::sync::Arc;
use models::detectors::{self, registered::StateError};
use models::entity::{EntityKey, EntityKind};
use models::occasion::Occasion;

/// What a fold reads: the journal, the keys that open it, and each artifact once.
#[derive(Debug)]
pub struct Fold<'j, J, K> {
    pub(crate) journal: &'j J,
    pub(crate) keys: &'j K,
    shelf: Shelf<'j, J>,
}

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
    Fold::new(journal, keys).current(store, entity, doubted).await
}

impl<'j, J: Journal, K: Keyring> Fold<'j, J, K> {
    /// Nothing is read yet.
    pub fn new(journal: &'j J, keys: &'j K) -> Self {
        Self { journal, keys, shelf: Shelf::new(journal) }
    }

    /// See [`current`].
    pub async fn current<S: StateStore>(
        &mut self,
        store: &S,
        entity: &EntityKey,
        doubted: bool,
    ) -> Result<Arc<Row>, RoadError> {
        let loaded = store.load(entity).await.ok().flatten();
        let is_new = loaded.is_none();
        let cached = match loaded {
            Some(Cached { row, current: true }) if !doubted => return Ok(row),
            Some(Cached { row, .. }) if is_readable(&row) => row,
            _ => Arc::default(),
        };
        loop {
            let begin = self.journal.begin();
            let base = Checkpoint::newest(self.journal, self.keys, entity).await?;
            let outlived = self.has_outlived(entity, &cached, &base).await?;
            let from_base = || Arc::new(base.seen_from(base.version()));
            let is_behind = outlived || cached.version < base.version();
            let known = if is_behind { from_base() } else { Arc::clone(&cached) };
            let row = match self.forward(entity, known).await? {
                Some(row) => row,
                None => self.forward(entity, from_base()).await?.ok_or(RoadError::NotFound)?,
            };
            // What stands behind a checkpoint may have been forgotten while it was read.
            if self.journal.begin() == begin {
                if outlived {
                    store.remove(entity);
                }
                if is_new || row.version > if outlived { 0 } else { cached.version } {
                    store.save(*entity, Arc::clone(&row));
                }
                return Ok(row);
            }
        }
    }

    /// Whether the journal has forgotten what a row was made of, and no checkpoint stands for it: a crash came between.
    async fn has_outlived(
        &self,
        entity: &EntityKey,
        row: &Row,
        base: &Checkpoint,
    ) -> Result<bool, RoadError> {
        let key = Key::from(*entity);
        Ok(row.version > base.version() && self.journal.claimed(&key, row.version).await?.is_none())
    }

    /// Brings a row forward; `None` where its states were written by another version of a detector.
    async fn forward(
        &mut self,
        entity: &EntityKey,
        mut row: Arc<Row>,
    ) -> Result<Option<Arc<Row>>, RoadError> {
        let key = Key::from(*entity);
        while let Some(stored) = self.journal.claimed(&key, row.version + 1).await? {
            let (site, change) = (stored.record.site, stored.record.body.change());
            let next = match entity.kind {
                EntityKind::Party => Some(self.tallied(&row, entity, &stored.record).await?),
                _ => self.changed(&row, entity, site, change.as_ref()).await?,
            };
            match next {
                Some(next) => row = Arc::new(next),
                None => return Ok(None),
            }
        }
        Ok(Some(row))
    }

    /// The row after one more version; `None` where its states were written by another version of a detector. A version
    /// without a change is a number and no more. `site` is whose record it is.
    pub async fn changed(
        &mut self,
        row: &Row,
        entity: &EntityKey,
        site: SiteId,
        change: Option<&Change>,
    ) -> Result<Option<Row>, RoadError> {
        match change {
            None => Ok(Some(Row { version: row.version + 1, ..row.clone() })),
            Some(Change::Teaches { seal, priors }) => {
                let priors = self.priors(site, *priors).await?;
                let happened = self.happened(*seal).await?;
                Ok(learned(row, entity, &priors, happened.as_deref().map(Happened::occasion).as_ref()).ok())
            }
            Some(change) => {
                loop {
                    let begin = self.journal.begin();
                    let mut history = self.history(entity, row.version).await?;
                    history.heed(site, change);
                    let next = history.row(self, entity, row.version + 1).await?;
                    // As above: what stands behind a checkpoint may have been forgotten while it was read.
                    if self.journal.begin() == begin {
                        return Ok(Some(next));
                    }
                }
            }
        }
    }

    /// What an entity has learned up to a version.
    async fn history(&self, entity: &EntityKey, version: u64) -> Result<History, RoadError> {
        let mut history = History::begin(Checkpoint::newest(self.journal, self.keys, entity).await?);
        for version in history.base.version() + 1..=version {
            let stored = self.journal.claimed(&Key::from(*entity), version).await?;
            if let Some(record) = stored.map(|stored| stored.record)
                && let Some(change) = record.body.change()
            {
                history.heed(record.site, &change);
            }
        }
        Ok(history)
    }

    /// What words on a seal are about; `None` where it is gone: then it teaches nothing.
    pub async fn happened(&self, seal: SealId) -> Result<Option<Arc<Happened>>, RoadError> {
        Ok(reading::happened(self.journal, self.keys, seal).await?.and_then(Reading::open))
    }

    /// The priors of this number.
    pub async fn priors(&mut self, site: SiteId, number: u32) -> Result<Arc<Priors>, RoadError> {
        self.shelf.priors(site, number).await
    }

    /// Artifacts by their numbers.
    pub(crate) fn shelf(&mut self) -> &mut Shelf<'j, J> {
        &mut self.shelf
    }
}

/// Whether every detector still reads the state that it wrote.
fn is_readable(row: &Row) -> bool {
    detectors::ALL.iter().all(|detector| detector.check(row.state(detector.name())).is_ok())
}

/// The row after one more version that teaches an occasion; `None` is an occasion that is gone.
pub fn learned(
    row: &Row,
    entity: &EntityKey,
    priors: &Priors,
    occasion: Option<&Occasion<'_>>,
) -> Result<Row, StateError> {
    let mut next = row.clone();
    next.version += 1;
    if let Some(occasion) = occasion {
        for detector in detectors::ALL {
            if detector.owner() == entity.kind {
                let name = detector.name();
                next.set_state(name, detector.learn(row.state(name), priors.of(name), occasion)?);
            }
        }
    }
    Ok(next)
}
