//! Checkpoints: what an entity was at one of its versions, so that its fold need not begin at the first one and the
//! records behind that version may be forgotten. See `docs/decisions/0004-what-is-old-goes-behind-checkpoints.md`.
//!
//! A visit may be taken back after the version of a checkpoint that had learned it. By the time a checkpoint is made every
//! such word has been said ([`crate::trust::SETTLED_US`]), so it holds what the entity becomes at each of them too. An
//! erasure may come at any time: it empties every checkpoint that the person had a part in.

use crate::assessment::RoadError;
use crate::fold::Fold;
use crate::history::History;
use crate::ids::SiteId;
use crate::journal::{
    Body, Change, CheckpointRecord, Journal, Key, KeyKind, ReadError, Record, Seq, Stored, USED,
};
use crate::keyring::{Alias, Keyring};
use crate::locked::{Locked, Purpose, Shut};
use crate::store::Row;
use alloc::{collections::BTreeSet, string::ToString, sync::Arc, vec, vec::Vec};
use models::detectors;
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;

/// Rows in one checkpoint at most. Beyond, the last one stands for those before it: what the entity is now stays exact, and
/// only a back-test of the time between sees visits gone too early.
const ROWS: usize = 8;

/// People who may have a part in a checkpoint.
const CROWD: usize = 256;

/// The newest checkpoint of an entity; one that has none begins with nothing.
#[derive(Clone, Debug, Default)]
pub struct Checkpoint {
    /// Counts the checkpoints of an entity; 0 is none.
    number: u64,
    /// Where it stands.
    pub(crate) seq: Seq,
    version: u64,
    people: BTreeSet<Alias>,
    /// None where the entity is forgotten or the key is destroyed.
    rows: Arc<Vec<Row>>,
}

impl Checkpoint {
    /// The newest one of an entity. They come in one order, each claims the next number.
    pub async fn newest<J: Journal, K: Keyring>(
        journal: &J,
        keys: &K,
        entity: &EntityKey,
    ) -> Result<Self, RoadError> {
        let newest = journal.mentions(&Key::checkpoints(entity), None, 1).await?.pop();
        newest.map_or_else(|| Ok(Self::default()), |stored| Self::of(keys, &stored))
    }

    fn of<K: Keyring>(keys: &K, Stored { seq, record }: &Stored) -> Result<Self, RoadError> {
        let Body::Checkpoint(checkpoint) = &record.body else { return Ok(Self::default()) };
        let key = Key::checkpoints(&checkpoint.entity);
        let number =
            record.claims.iter().find(|(claimed, _)| *claimed == key).map_or(0, |(_, number)| *number);
        let rows = match (&checkpoint.rows, keys.key(checkpoint.holder)) {
            (Some(rows), Some(holder)) => rows
                .open(&holder.derive(Purpose::Checkpoint, &checkpoint.rows_id))
                .map_err(|_| ReadError::Unavailable("the keyring does not fit the journal".into()))?,
            _ => Arc::default(),
        };
        let people = checkpoint.people.iter().copied().collect();
        Ok(Self { number, seq: *seq, version: checkpoint.version, people, rows })
    }

    /// The oldest one at this very version.
    pub(crate) async fn at<J: Journal, K: Keyring>(
        journal: &J,
        keys: &K,
        entity: &EntityKey,
        version: u64,
    ) -> Result<Option<Self>, RoadError> {
        let (key, mut after) = (Key::checkpoints(entity), 0);
        loop {
            let found = journal.mentions_after(&key, after, 16).await?;
            let Some(last) = found.last() else { return Ok(None) };
            after = last.seq;
            for stored in &found {
                let one = Self::of(keys, stored)?;
                if one.version == version {
                    return Ok(Some(one));
                }
            }
        }
    }

    /// The last version folded in.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether nothing is known at it.
    pub(crate) fn is_fresh(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether a visit of this person had a part in it.
    pub(crate) fn learned_from(&self, person: Alias) -> bool {
        self.people.contains(&person)
    }

    /// The same with nothing known at it.
    pub(crate) fn emptied(&self) -> Self {
        Self { rows: Arc::default(), people: BTreeSet::new(), ..self.clone() }
    }

    /// The row at its version as a later version sees it, which may have taken back what had been learned. What another
    /// version of a detector had learned cannot be read any more: that detector begins anew.
    pub fn seen_from(&self, version: u64) -> Row {
        let mut row = self.rows.iter().rev().find(|row| row.version <= version).cloned().unwrap_or_default();
        row.states.retain(|(name, state)| {
            detectors::ALL.iter().all(|detector| detector.name() != name || detector.check(state).is_ok())
        });
        Row { version: self.version, ..row }
    }

    fn changes_at(&self, version: u64) -> bool {
        self.rows.iter().skip(1).any(|row| row.version == version)
    }

    /// What the next one holds, which is at this version: rows, and whose visits they have learned.
    pub(crate) async fn next<J: Journal, K: Keyring>(
        &self,
        fold: &mut Fold<'_, J, K>,
        entity: EntityKey,
        version: u64,
        newest: u64,
    ) -> Result<Next, RoadError> {
        if entity.kind == EntityKind::Party {
            // Nothing that a party has counted is ever taken back, and nobody has a part in it.
            let row = fold.tallied_to(self.seen_from(self.version), &entity, version).await?;
            return Ok(Next { version, people: BTreeSet::new(), rows: vec![row] });
        }
        let (mut history, mut behind) = (History::begin(self.clone()), Vec::new());
        for at in self.version + 1..=newest {
            let stored = fold.journal.claimed(&Key::from(entity), at).await?;
            let Some(record) = stored.map(|stored| stored.record) else { continue };
            match record.body.change() {
                // Nothing that an erased person taught is written once more, whenever it was taken back.
                Some(change) if at <= version || matches!(change, Change::Erases { .. }) => {
                    history.heed(record.site, &change);
                }
                Some(change @ Change::TakesBack(_)) => behind.push((at, record.site, change)),
                Some(_) | None => {}
            }
        }
        let mut people = history.base.people.clone();
        for one in &history.taught {
            let used = fold.journal.claimed(&Key { kind: KeyKind::Seal, id: one.seal.0 }, USED).await?;
            let mentions = used.into_iter().flat_map(|stored| stored.record.mentions);
            people.extend(mentions.filter(|key| key.kind == KeyKind::User).map(|key| Alias(key.id)));
        }
        let mut rows = vec![history.row(fold, &entity, version).await?];
        for (at, site, change) in behind {
            if history.loses_by(&change) || history.base.changes_at(at) {
                history.heed(site, &change);
                let row = history.row(fold, &entity, at).await?;
                rows.truncate(ROWS - 1);
                rows.push(row);
            }
        }
        Ok(Next { version, people, rows })
    }

    /// The journal's record of the next one. It takes the version behind `newest`, so that no lesson, no taking back and no
    /// erasure comes between what it holds and itself.
    pub(crate) async fn record<K: Keyring>(
        &self,
        keys: &K,
        now: Timestamp,
        site: SiteId,
        (entity, newest): (EntityKey, u64),
        next: Next,
    ) -> Result<Record, RoadError> {
        let key = Key::checkpoints(&entity);
        let claims = vec![(key, self.number + 1), (Key::from(entity), newest + 1)];
        let mut mentions = vec![key];
        mentions.extend(next.people.iter().map(|person| Key { kind: KeyKind::PartIn, id: person.0 }));
        let unlockable = |shut: Shut| ReadError::Unavailable(shut.to_string());
        let (holder, rows_id, rows) = if next.forgets() {
            (Alias([0; 16]), [0; 16], None)
        } else {
            let holder = keys.person(entity.id).await?;
            let rows_id = holder.key.id_of(Purpose::Checkpoint, &next.rows).map_err(unlockable)?;
            let key = holder.key.derive(Purpose::Checkpoint, &rows_id);
            (holder.alias, rows_id, Some(Locked::lock(Arc::new(next.rows), &key).map_err(unlockable)?))
        };
        let people = next.people.into_iter().collect();
        let checkpoint = CheckpointRecord { entity, version: next.version, holder, people, rows, rows_id };
        Ok(Record { at: now, site, claims, mentions, body: Body::Checkpoint(Arc::new(checkpoint)) })
    }
}

/// What a checkpoint is going to hold.
pub(crate) struct Next {
    version: u64,
    people: BTreeSet<Alias>,
    rows: Vec<Row>,
}

impl Next {
    /// Nothing is known of the entity from this version on.
    pub(crate) fn forgetting(version: u64) -> Self {
        Self { version, people: BTreeSet::new(), rows: Vec::new() }
    }

    /// Whether nothing is known of the entity any more.
    pub(crate) fn forgets(&self) -> bool {
        self.rows.is_empty()
    }

    /// So many people have used it that it is nobody's: what it learned tells nothing, and whoever is erased would end it.
    pub(crate) fn is_of_a_crowd(&self) -> bool {
        self.people.len() > CROWD
    }
}
