//! Retention: what is older than it has to be goes, from the oldest record on. Before it goes, what must live on is carried
//! forward: a checkpoint of every entity that is still seen, the newest settings, the place of a device in the list.
//!
//! Everything is carried before anything is forgotten, and what has been carried is found by whoever repeats it: the job may
//! end at any point and is begun anew.

use crate::artifact;
use crate::assessment::RoadError;
use crate::checkpoint::{Checkpoint, Next};
use crate::fold::Fold;
use crate::ids::{SealId, SiteId};
use crate::journal::{
    AppendError, Body, Change, Journal, Key, KeyKind, Record, SeenRecord, Seq, Stored, VERDICTS,
};
use crate::keyring::Keyring;
use crate::pipeline::{ATTEMPTS, Pipeline};
use crate::store::{Row, StateStore};
use crate::trust::SETTLED_US;
use alloc::{collections::BTreeMap, sync::Arc, vec, vec::Vec};
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;

/// Nothing that is younger is forgotten. What goes may have been learned [`SETTLED_US`] after it was sealed and taken back
/// no later than that, so that a checkpoint reaches back over twice this time; ten days are for what is on its way.
pub const LEAST_US: i64 = 2 * SETTLED_US + 10 * 24 * 3_600 * 1_000_000;

/// Records that are read at once.
const STRIDE: usize = 256;
/// Records that go at once: what is due for them is in memory.
const ROUND: usize = 32 * 1024;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    /// Records that were old enough to go. The journal may keep some of them a little longer.
    pub old: usize,
    /// Checkpoints that were made.
    pub checkpoints: usize,
    /// Settings and devices that were carried forward.
    pub carried: usize,
    /// Entities that were forgotten.
    pub forgotten: usize,
    /// The position before which the journal has no records any more.
    pub begin: Seq,
}

/// What has to be carried forward before some records go.
#[derive(Default)]
struct Due {
    /// Records that go.
    records: usize,
    /// Entities that they are about: the last version that goes, or that has learned from a visit that goes.
    entities: BTreeMap<EntityKey, (u64, SiteId)>,
    settings: Vec<Stored>,
    /// They are anonymous and small, and whoever named one may need it: they stay for good.
    artifacts: Vec<Stored>,
    /// Devices by which they are listed, with whose they are.
    listed: Vec<(Key, SiteId, SeenRecord)>,
}

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// Forgets what is older than `retention_us`, [`LEAST_US`] at least. One caller at a time makes progress, and repeating
    /// it is harmless.
    pub async fn retain(&self, now: Timestamp, retention_us: i64) -> Result<Retained, RoadError> {
        let cut = Timestamp(now.0 - retention_us.max(LEAST_US));
        let (mut done, mut after) = (Retained::default(), 0);
        loop {
            let (due, last, before) = self.due(after, cut).await?;
            if due.records == 0 {
                return Ok(done);
            }
            let fresh = self.carry(&due, before, now, &mut done).await?;
            done.begin = self.journal.forget(before).await?;
            fresh.iter().for_each(|entity| self.store.remove(entity));
            done.old += due.records;
            after = last;
        }
    }

    /// What is due before the records behind `after` go that were made before `cut`; where the last of them stands, and the
    /// first that stays.
    async fn due(&self, mut after: Seq, cut: Timestamp) -> Result<(Due, Seq, Seq), RoadError> {
        let mut due = Due::default();
        loop {
            let found = self.journal.records_after(after, STRIDE).await?;
            if found.is_empty() {
                return Ok((due, after, after + 1));
            }
            for stored in found {
                if stored.record.at >= cut || due.records == ROUND {
                    return Ok((due, after, stored.seq));
                }
                after = stored.seq;
                self.note(stored, &mut due).await?;
            }
        }
    }

    /// Notes what has to be carried forward of one record.
    async fn note(&self, stored: Stored, due: &mut Due) -> Result<(), RoadError> {
        let Stored { record, .. } = &stored;
        due.records += 1;
        due.learned(record, record.site);
        for entity in record.mentions.iter().filter_map(Key::entity) {
            due.entities.entry(entity).or_insert((0, record.site));
        }
        let since = record.at;
        match &record.body {
            Body::Site(_) | Body::Analyst(_) | Body::Considered(_) | Body::Published(_) => {
                due.settings.push(stored);
            }
            Body::Artifact(_) => due.artifacts.push(stored),
            Body::Checkpoint(checkpoint) => {
                due.entities.entry(checkpoint.entity).or_insert((0, record.site));
            }
            Body::Seen(seen) => due.list(record, *seen),
            Body::Sealed(sealed) => {
                due.list(record, SeenRecord { device: sealed.device, since });
                self.note_words(sealed.seal, record.site, due).await?;
            }
            Body::Assessed(assessed) if assessed.seal.is_none() => {
                self.note_words(assessed.lesson(), record.site, due).await?;
            }
            Body::Assessed(_)
            | Body::Challenged(_)
            | Body::Outcome(_)
            | Body::Undisputed(_)
            | Body::Erased(_)
            | Body::Resulted(_)
            | Body::Account(_)
            | Body::Promised(_)
            | Body::Kept(_)
            | Body::Interacted(_) => {}
        }
        Ok(())
    }

    /// Notes who has learned what goes.
    async fn note_words(&self, seal: SealId, site: SiteId, due: &mut Due) -> Result<(), RoadError> {
        let key = Key { kind: KeyKind::Seal, id: seal.0 };
        for version in VERDICTS.. {
            let Some(word) = self.journal.claimed(&key, version).await? else { break };
            if matches!(word.record.body.change(), Some(Change::Teaches { .. })) {
                due.learned(&word.record, site);
            }
        }
        Ok(())
    }

    /// Carries everything forward. Returns the entities of which nothing is left.
    async fn carry(
        &self,
        due: &Due,
        before: Seq,
        now: Timestamp,
        done: &mut Retained,
    ) -> Result<Vec<EntityKey>, RoadError> {
        for setting in &due.settings {
            done.carried += usize::from(self.carry_setting(setting, before, now).await?);
        }
        for artifact in &due.artifacts {
            done.carried += usize::from(artifact::keep(&self.journal, artifact, before, now).await?);
        }
        for (seen, site, record) in &due.listed {
            done.carried += usize::from(self.carry_listing(seen, *site, *record, before, now).await?);
        }
        let mut fresh = Vec::new();
        for (entity, (goes, site)) in &due.entities {
            if self.carry_entity(*entity, *goes, *site, before, now, done).await? {
                fresh.push((*entity, *goes, *site));
            }
        }
        // Who has come back while the others were carried is not forgotten after all.
        let mut gone = Vec::with_capacity(fresh.len());
        for (entity, goes, site) in fresh {
            gone.extend(self.carry_entity(entity, goes, site, before, now, done).await?.then_some(entity));
        }
        Ok(gone)
    }

    /// Makes a checkpoint of an entity where one is due, or forgets it where nobody has seen it since. Returns whether
    /// nothing is left of it.
    async fn carry_entity(
        &self,
        entity: EntityKey,
        goes: u64,
        site: SiteId,
        before: Seq,
        now: Timestamp,
        done: &mut Retained,
    ) -> Result<bool, RoadError> {
        for _ in 0..ATTEMPTS {
            let mut fold = Fold::new(&self.journal, &self.keys);
            let row = fold.current(&self.store, &entity, true).await?;
            let newest = Checkpoint::newest(&self.journal, &self.keys, &entity).await?;
            let seen = self.is_seen(&entity, row.version, before).await?;
            if !seen && newest.is_fresh() && newest.version() == row.version {
                return Ok(row.version > 0);
            }
            let next = if seen {
                let version = goes.max(newest.version());
                if version == 0 || newest.version() >= goes && newest.seq >= before {
                    return Ok(false);
                }
                Some(newest.next(&mut fold, entity, version, row.version).await?)
            } else {
                None
            };
            let version = row.version + 1;
            // Either way it takes the next version: whoever has just learned something on the row as it was is too late or too
            // early, but never both.
            let next = next.filter(|next| !next.is_of_a_crowd()).unwrap_or(Next::forgetting(version));
            let forgets = next.forgets();
            let states = if forgets { Vec::new() } else { row.states.clone() };
            let whose = (entity, row.version);
            self.store.doubt(entity, row);
            match self.journal.append(newest.record(&self.keys, now, site, whose, next).await?).await {
                Ok(()) => {
                    done.checkpoints += usize::from(!forgets);
                    done.forgotten += usize::from(forgets);
                    self.store.save(entity, Arc::new(Row { version, states }));
                    return Ok(false);
                }
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// Whether a record that stays is about an entity.
    async fn is_seen(&self, entity: &EntityKey, newest: u64, before: Seq) -> Result<bool, RoadError> {
        let key = Key::from(*entity);
        let mentioned = self.journal.mentions(&key, None, 1).await?;
        if mentioned.first().is_some_and(|stored| stored.seq >= before) {
            return Ok(true);
        }
        for version in (1..=newest).rev() {
            match self.journal.claimed(&key, version).await? {
                // That it was carried says nothing of when it was seen.
                Some(stored) if matches!(stored.record.body, Body::Checkpoint(_)) => {}
                claimed => return Ok(claimed.is_some_and(|stored| stored.seq >= before)),
            }
        }
        Ok(false)
    }

    /// Carries a setting forward where it is the newest of its kind. One that has versions takes the next.
    async fn carry_setting(&self, setting: &Stored, before: Seq, now: Timestamp) -> Result<bool, RoadError> {
        let record = &setting.record;
        for _ in 0..ATTEMPTS {
            let next: Vec<_> = record.claims.iter().map(|(key, version)| (*key, version + 1)).collect();
            let stays = match (next.first(), record.mentions.first()) {
                (Some((key, version)), _) => self.journal.claimed(key, *version).await?.is_some(),
                (None, Some(key)) => {
                    let newest = self.journal.mentions(key, None, 1).await?;
                    newest.first().is_some_and(|newest| newest.seq >= before || newest.seq > setting.seq)
                }
                (None, None) => true,
            };
            if stays {
                return Ok(false);
            }
            match self.journal.append(Record { at: now, claims: next, ..record.clone() }).await {
                Ok(()) => return Ok(true),
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// Goes on listing a device that is still seen.
    async fn carry_listing(
        &self,
        seen: &Key,
        site: SiteId,
        record: SeenRecord,
        before: Seq,
        now: Timestamp,
    ) -> Result<bool, RoadError> {
        let stays = |found: Vec<Stored>| found.first().is_some_and(|stored| stored.seq >= before);
        let device = EntityKey { kind: EntityKind::Device, id: seen.id };
        let is_seen = stays(self.journal.mentions(&Key::from(device), None, 1).await?);
        if !is_seen || stays(self.journal.mentions(seen, None, 1).await?) {
            return Ok(false);
        }
        let mentions = vec![*seen, Key { kind: KeyKind::DevicesOf, id: site.0 }];
        self.journal
            .append(Record { at: now, site, claims: vec![], mentions, body: Body::Seen(record) })
            .await?;
        Ok(true)
    }
}

impl Due {
    /// A record that goes, or that has learned from a visit that goes.
    fn learned(&mut self, record: &Record, site: SiteId) {
        for (entity, version) in
            record.claims.iter().filter_map(|(key, version)| Some((key.entity()?, *version)))
        {
            let (goes, _) = self.entities.entry(entity).or_insert((0, site));
            *goes = version.max(*goes);
        }
    }

    /// A record by which a device is listed.
    fn list(&mut self, record: &Record, seen: SeenRecord) {
        let claimed = record.claims.iter().map(|(key, _)| key);
        let key = claimed.chain(&record.mentions).find(|key| key.kind == KeyKind::Seen);
        self.listed.extend(key.map(|key| (*key, record.site, seen)));
    }
}
