//! Learning and scoring everything anew: what these models make of the journal's observations.

use crate::assessment::RoadError;
use crate::checkpoint::Checkpoint;
use crate::fold::{self, Fold};
use crate::hearing;
use crate::history::History;
use crate::ids::{SealId, SiteId};
use crate::journal::{AssessedRecord, Body, Change, Journal, Record};
use crate::keyring::Keyring;
use crate::reading::{self, Reading};
use crate::store::Row;
use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use models::entity::{EntityKey, EntityKind, Subject};
use models::fusion::Heard;

/// The states of all entities as these models learn them, with the artifacts that each record names: hand it the journal's
/// records in their order. Where the records behind an entity's beginning are forgotten, it begins with a checkpoint.
#[derive(Debug)]
pub struct Refold<'j, J, K> {
    fold: Fold<'j, J, K>,
    known: BTreeMap<EntityKey, Known>,
}

/// What an entity is by now, and how it came to that.
#[derive(Clone, Debug, Default)]
struct Known {
    row: Arc<Row>,
    history: History,
}

impl Known {
    fn begin(base: Checkpoint) -> Self {
        Self { row: Arc::new(base.seen_from(base.version())), history: History::begin(base) }
    }
}

impl<'j, J: Journal, K: Keyring> Refold<'j, J, K> {
    /// Begins with nothing learned.
    pub fn new(journal: &'j J, keys: &'j K) -> Self {
        Self { fold: Fold::new(journal, keys), known: BTreeMap::new() }
    }

    /// What an entity is by now.
    pub fn row(&self, entity: &EntityKey) -> Arc<Row> {
        self.known.get(entity).map(|known| Arc::clone(&known.row)).unwrap_or_default()
    }

    /// Learns what a record changes. Where it assesses a visit, returns what the detectors say of that today; nothing where
    /// the visit, or what it was compared with, is gone.
    pub async fn hear(&mut self, record: &Record) -> Result<Option<Vec<Heard>>, RoadError> {
        if let Body::Assessed(entry) = &record.body {
            return match reading::answer(self.fold.keys, entry)? {
                Reading::Open(answer) => self.assess(record.site, entry.lesson(), &answer).await,
                Reading::Gone(_) => Ok(None),
            };
        }
        for (key, version) in &record.claims {
            let Some(entity) = key.entity() else { continue };
            let after = match (&record.body, record.body.change()) {
                // It claims the version at which it forgets the entity, or one at which nothing changes.
                (Body::Checkpoint(checkpoint), _) => match checkpoint.rows {
                    None => self.begin(&entity, *version).await?,
                    Some(_) => self.known(entity, version.saturating_sub(1)).await?.map(|known| Known {
                        row: Arc::new(Row { version: *version, ..Row::clone(&known.row) }),
                        ..known
                    }),
                },
                _ if entity.kind == EntityKind::Party => self.tallied(entity, *version, record).await?,
                (_, Some(change)) => self.changed(entity, *version, record.site, &change).await?,
                (_, None) => None,
            };
            match after {
                Some(known) => drop(self.known.insert(entity, known)),
                None => drop(self.known.remove(&entity)),
            }
        }
        Ok(None)
    }

    async fn assess(
        &mut self,
        site: SiteId,
        lesson: SealId,
        answer: &AssessedRecord,
    ) -> Result<Option<Vec<Heard>>, RoadError> {
        let Some(happened) = self.fold.happened(lesson).await? else { return Ok(None) };
        let in_force = self.fold.shelf().named(site, answer.artifacts).await?;
        let mut rows = BTreeMap::new();
        let occasion = happened.occasion();
        let subject = Subject::of(&occasion, answer.user.map(|alias| alias.0));
        for entity in subject.entities() {
            let read = answer.read.iter().find(|(read, _)| *read == entity);
            let Some(known) = self.known(entity, read.map_or(0, |(_, version)| *version)).await? else {
                return Ok(None);
            };
            rows.insert(entity, known.row);
        }
        Ok(Some(hearing::hear(&occasion, &subject, &rows, &in_force).heard))
    }

    /// What an entity is, which is at this version or was when it was read; `None` where that is forgotten.
    async fn known(&mut self, entity: EntityKey, version: u64) -> Result<Option<Known>, RoadError> {
        let known = match self.known.get(&entity) {
            Some(known) => return Ok(Some(known.clone())),
            None if version == 0 => Some(Known::default()),
            None => self.begin(&entity, version).await?,
        };
        self.known.extend(known.clone().map(|known| (entity, known)));
        Ok(known)
    }

    /// An entity as the oldest checkpoint of this version has it.
    async fn begin(&self, entity: &EntityKey, version: u64) -> Result<Option<Known>, RoadError> {
        let base = Checkpoint::at(self.fold.journal, self.fold.keys, entity, version).await?;
        Ok(base.map(Known::begin))
    }

    /// What a party is after one more version; `None` where that cannot be said any more.
    async fn tallied(
        &mut self,
        entity: EntityKey,
        version: u64,
        record: &Record,
    ) -> Result<Option<Known>, RoadError> {
        let Some(known) = self.known(entity, version.saturating_sub(1)).await? else {
            return self.begin(&entity, version).await;
        };
        let row = self.fold.tallied(&known.row, &entity, record).await?;
        Ok(Some(Known { row: Arc::new(Row { version, ..row }), ..known }))
    }

    /// What an entity is after one more version; `None` where that cannot be said any more.
    async fn changed(
        &mut self,
        entity: EntityKey,
        version: u64,
        site: SiteId,
        change: &Change,
    ) -> Result<Option<Known>, RoadError> {
        let Some(Known { row, mut history }) = self.known(entity, version.saturating_sub(1)).await? else {
            return self.begin(&entity, version).await;
        };
        history.heed(site, change);
        let row = match change {
            Change::Teaches { seal, priors } => {
                let priors = self.fold.priors(site, *priors).await?;
                match reading::happened(self.fold.journal, self.fold.keys, *seal).await? {
                    // These models have written the row, so they can read it.
                    Some(Reading::Open(happened)) => {
                        fold::learned(&row, &entity, &priors, Some(&happened.occasion()))
                            .unwrap_or_else(|_| Row::clone(&row))
                    }
                    Some(Reading::Gone(_)) => match self.begin(&entity, version).await? {
                        Some(known) => return Ok(Some(known)),
                        // The visit is erased, and teaches nothing.
                        None => Row::clone(&row),
                    },
                    // The visit is forgotten before its lesson: what it taught is in a checkpoint, or cannot be said any more.
                    None => return self.begin(&entity, version).await,
                }
            }
            Change::TakesBack(_) | Change::Erases { .. } => {
                history.row(&mut self.fold, &entity, version).await?
            }
        };
        Ok(Some(Known { row: Arc::new(Row { version, ..row }), history }))
    }
}
