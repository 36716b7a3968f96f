//! Erasing somebody: what was learned from their visits is taken back, then their key is destroyed, and with it all that
//! is known of them. Their records stay, as placeholders that nobody can tell whose they were.
//!
//! In this order: the record that takes back, the rows as they are after it, the file of rows written anew, the key. So
//! where a key is still there, everything before may still have to be done, and is done again.

use crate::assessment::RoadError;
use crate::fold::Fold;
use crate::ids::SiteId;
use crate::journal::{
    AppendError, Body, Change, ErasedRecord, Journal, Key, KeyKind, Record, Seq, Stored, USED,
};
use crate::keyring::{Alias, Keyring, Pending};
use crate::pipeline::{ATTEMPTS, Pipeline};
use crate::secrets::{Domain, TOKEN_LIFETIME_S};
use crate::site::Site;
use crate::store::{Row, StateStore};
use alloc::{collections::BTreeSet, sync::Arc, vec, vec::Vec};
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;

/// Records that are read at once.
const STRIDE: usize = 256;

/// What is appended to erase somebody, and the rows as they are after it.
struct Withdrawal {
    claims: Vec<(Key, u64)>,
    erased: ErasedRecord,
    rows: Vec<(EntityKey, Arc<Row>, Arc<Row>)>,
    /// Whom earlier records of this erasure have changed.
    changed: BTreeSet<EntityKey>,
}

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// Erases whoever has this pseudonym. Returns how many of their visits were known. One caller at a time.
    pub async fn erase(&self, site: &Site, pseudonym: [u8; 16], now: Timestamp) -> Result<usize, RoadError> {
        let alias = self.keys.alias(pseudonym).ok_or(RoadError::NotFound)?;
        let mut visits = 0;
        // Again for what came in meanwhile: nobody can read it either.
        while let Some((erased, changed)) = self.withdraw(site.id, alias, now).await? {
            visits += erased.visits.len();
            self.destroy(aliases(erased).collect(), &changed, now).await?;
        }
        Ok(visits)
    }

    /// Completes the erasures of all whose keys are still there: one may have been interrupted, or the keyring be an older
    /// one.
    pub async fn complete_erasures(&self, now: Timestamp) -> Result<usize, RoadError> {
        let (mut left, mut changed) = (Vec::new(), BTreeSet::new());
        for stored in self.all(&Key::only(KeyKind::Erasures)).await? {
            let entities = claimed_entities(&stored.record);
            if let Body::Erased(erased) = stored.record.body {
                let before = left.len();
                left.extend(aliases(erased).filter(|alias| self.keys.key(*alias).is_some()));
                if left.len() > before {
                    changed.extend(entities);
                }
            }
        }
        let completed = left.len();
        if completed > 0 {
            self.destroy(left, &changed, now).await?;
        }
        Ok(completed)
    }

    /// Destroys the keys of all who are not known any more: their records have been forgotten. Returns how many.
    pub async fn destroy_orphans(&self) -> Result<usize, RoadError> {
        let mut nobody = BTreeSet::new();
        for site in self.sites().await? {
            nobody.insert(self.secrets.pseudonym(SiteId(site), Domain::Nobody, ""));
        }
        let mut orphans = Vec::new();
        for (pseudonym, alias) in self.keys.everybody() {
            if !nobody.contains(&pseudonym) && !self.is_known(pseudonym, alias).await? {
                orphans.push((pseudonym, alias));
            }
        }
        if orphans.is_empty() {
            return Ok(0);
        }
        let retired: Vec<Alias> = orphans.iter().map(|(_, alias)| *alias).collect();
        self.keys.retire(&retired).await?;
        let mut useless = Vec::with_capacity(orphans.len());
        for (pseudonym, alias) in orphans {
            // Unless somebody has come back in this very moment.
            if !self.is_known(pseudonym, alias).await? {
                useless.push(alias);
            }
        }
        let destroyed = useless.len();
        self.keys.destroy(useless).await?;
        Ok(destroyed)
    }

    /// Whether the journal has anything that stands under this alias.
    async fn is_known(&self, pseudonym: [u8; 16], alias: Alias) -> Result<bool, RoadError> {
        let of_alias = [KeyKind::User, KeyKind::Account, KeyKind::PartIn, KeyKind::InteractionsWith]
            .map(|kind| Key { kind, id: alias.0 });
        let of_pseudonym = [
            KeyKind::PromisesBy,
            KeyKind::DeviceCheckpoint,
            KeyKind::UserCheckpoint,
            KeyKind::CardCheckpoint,
            KeyKind::PartyCheckpoint,
        ];
        for key in of_alias.into_iter().chain(of_pseudonym.map(|kind| Key { kind, id: pseudonym })) {
            if !self.journal.mentions(&key, None, 1).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes sure that the rows of these entities are as they should be and nothing tells what they were, then destroys keys.
    async fn destroy(
        &self,
        aliases: Vec<Alias>,
        changed: &BTreeSet<EntityKey>,
        now: Timestamp,
    ) -> Result<(), RoadError> {
        for entity in changed {
            Fold::new(&self.journal, &self.keys).current(&self.store, entity, true).await?;
        }
        self.store.scrub().await?;
        let older = self.keys.turn(now).await?;
        self.keys.end(older, self.pending(now).await?).await?;
        Ok(self.keys.destroy(aliases).await?)
    }

    /// Takes back all that somebody's visits taught, and keeps out what they might still teach. `None` where nothing is left to
    /// say and their key is destroyed.
    async fn withdraw(
        &self,
        site: SiteId,
        alias: Alias,
        now: Timestamp,
    ) -> Result<Option<(ErasedRecord, BTreeSet<EntityKey>)>, RoadError> {
        for _ in 0..ATTEMPTS {
            let Withdrawal { claims, erased, rows, mut changed } = self.withdrawal(site, alias).await?;
            let is_nothing = erased.visits.is_empty() && erased.checkpoints.is_empty();
            if is_nothing && self.keys.key(alias).is_none() {
                return Ok(None);
            }
            changed.extend(rows.iter().map(|(entity, ..)| *entity));
            let mentions = vec![Key::only(KeyKind::Erasures), Key { kind: KeyKind::User, id: alias.0 }];
            let body = Body::Erased(erased.clone());
            rows.iter().for_each(|(entity, before, _)| self.store.doubt(*entity, Arc::clone(before)));
            match self.journal.append(Record { at: now, site, claims, mentions, body }).await {
                Ok(()) => {
                    rows.into_iter().for_each(|(entity, _, after)| self.store.save(entity, after));
                    return Ok(Some((erased, changed)));
                }
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// The visits and checkpoints of somebody on which an erasure has not spoken yet.
    async fn withdrawal(&self, site: SiteId, alias: Alias) -> Result<Withdrawal, RoadError> {
        let (mut claims, mut learned, mut changed) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let mut erased = ErasedRecord { alias, visits: Vec::new(), checkpoints: Vec::new() };
        for stored in self.all(&Key { kind: KeyKind::User, id: alias.0 }).await? {
            let seal = match &stored.record.body {
                Body::Assessed(entry) if stored.record.is_judgement() => Some(entry.lesson()),
                Body::Erased(_) => {
                    changed.extend(claimed_entities(&stored.record));
                    None
                }
                _ => None,
            };
            let Some(seal) = seal else { continue };
            let verdict = self.verdict(seal).await?;
            if verdict.is_erased {
                continue;
            }
            erased.visits.push(seal);
            claims.push((Key { kind: KeyKind::Seal, id: seal.0 }, verdict.next));
            if verdict.taught == Some(true) {
                // What a party counted says nothing of anybody, and stays.
                let learners = self.learners(seal).await?.into_iter();
                learned.extend(learners.filter(|entity| entity.kind != EntityKind::Party));
            }
        }
        for stored in self.all(&Key { kind: KeyKind::PartIn, id: alias.0 }).await? {
            if let Body::Checkpoint(checkpoint) = &stored.record.body
                && self.keys.key(checkpoint.holder).is_some()
            {
                learned.insert(checkpoint.entity);
                erased.checkpoints.push(checkpoint.holder);
            }
        }
        let (mut rows, mut fold) = (Vec::new(), Fold::new(&self.journal, &self.keys));
        let change = Change::Erases { person: alias, visits: erased.visits.clone() };
        for entity in learned {
            let before = fold.current(&self.store, &entity, true).await?;
            if let Some(after) = fold.changed(&before, &entity, site, Some(&change)).await? {
                claims.push((Key::from(entity), after.version));
                rows.push((entity, before, Arc::new(after)));
            }
        }
        Ok(Withdrawal { claims, erased, rows, changed })
    }

    /// All visits, of any site, whose tokens can still be used.
    async fn pending(&self, now: Timestamp) -> Result<Vec<Pending>, RoadError> {
        let lifetime_us = i64::from(TOKEN_LIFETIME_S) * 1_000_000;
        let mut pending = Vec::new();
        for site in self.sites().await? {
            let mut before: Option<Seq> = None;
            'site: loop {
                let key = Key { kind: KeyKind::SealsOf, id: site };
                let found = self.journal.mentions(&key, before, STRIDE).await?;
                let Some(last) = found.last() else { break };
                before = Some(last.seq);
                for stored in found {
                    let until = Timestamp(stored.record.at.0 + lifetime_us);
                    if until <= now {
                        break 'site;
                    }
                    let Body::Sealed(entry) = stored.record.body else { continue };
                    let used = Key { kind: KeyKind::Seal, id: entry.seal.0 };
                    if let Some(key) = self.keys.pending(entry.epoch, entry.seal)
                        && self.journal.claimed(&used, USED).await?.is_none()
                    {
                        pending.push(Pending { seal: entry.seal, key, until });
                    }
                }
            }
        }
        Ok(pending)
    }

    async fn sites(&self) -> Result<BTreeSet<[u8; 16]>, RoadError> {
        let sites = self.all(&Key::only(KeyKind::Sites)).await?;
        Ok(sites.into_iter().map(|stored| stored.record.site.0).collect())
    }

    /// All records that mention a key, oldest first.
    async fn all(&self, key: &Key) -> Result<Vec<Stored>, RoadError> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let found = self.journal.mentions_after(key, after, STRIDE).await?;
            let Some(last) = found.last() else { return Ok(all) };
            after = last.seq;
            all.extend(found);
        }
    }
}

fn claimed_entities(record: &Record) -> impl Iterator<Item = EntityKey> + use<> {
    record.claims.iter().filter_map(|(key, _)| key.entity()).collect::<Vec<_>>().into_iter()
}

/// The keys that an erasure destroys.
fn aliases(erased: ErasedRecord) -> impl Iterator<Item = Alias> {
    [erased.alias].into_iter().chain(erased.checkpoints)
}
