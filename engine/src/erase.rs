//! Erasing somebody: what was learned from their visits is taken back, then their key is destroyed, and with it all that
//! is known of them. Their records stay, as placeholders that nobody can tell whose they were.

use crate::assessment::RoadError;
use crate::fold::Fold;
use crate::ids::SiteId;
use crate::journal::{AppendError, Body, Change, ErasedRecord, Journal, Key, KeyKind, Record, Seq, USED};
use crate::keyring::{Alias, Keyring, Pending};
use crate::pipeline::{ATTEMPTS, Pipeline};
use crate::secrets::TOKEN_LIFETIME_S;
use crate::site::Site;
use crate::store::{Row, StateStore};
use alloc::{collections::BTreeSet, sync::Arc, vec, vec::Vec};
use models::entity::EntityKey;
use models::observation::Timestamp;

/// Records that are read at once.
const STRIDE: usize = 256;

/// What is appended to erase somebody, and the rows as they are after it.
struct Withdrawal {
    claims: Vec<(Key, u64)>,
    erased: ErasedRecord,
    rows: Vec<(EntityKey, Arc<Row>, Arc<Row>)>,
}

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// Erases whoever has this pseudonym. Returns how many of their visits were known.
    pub async fn erase(&self, site: &Site, pseudonym: [u8; 16], now: Timestamp) -> Result<usize, RoadError> {
        let alias = self.keys.alias(pseudonym).ok_or(RoadError::NotFound)?;
        let mut visits = 0;
        // Again for what came in meanwhile: nobody can read it either.
        while let Some(erased) = self.withdraw(site, alias, now).await? {
            visits += erased.visits.len();
            self.keys.turn(now).await?;
            self.keys.end_older(self.pending(now).await?).await?;
            self.keys.destroy(aliases(erased).collect()).await?;
        }
        self.store.scrub().await?;
        Ok(visits)
    }

    /// Destroys the keys of all who were erased: an erasure may have been interrupted, or the keyring be an older one.
    pub async fn complete_erasures(&self) -> Result<usize, RoadError> {
        let erasures = Key::only(KeyKind::Erasures);
        let (mut left, mut after) = (Vec::new(), 0);
        loop {
            let found = self.journal.mentions_after(&erasures, after, STRIDE).await?;
            let Some(last) = found.last() else { break };
            after = last.seq;
            for stored in found {
                if let Body::Erased(erased) = stored.record.body {
                    left.extend(aliases(erased).filter(|alias| self.keys.key(*alias).is_some()));
                }
            }
        }
        let completed = left.len();
        if completed > 0 {
            self.keys.destroy(left).await?;
            self.store.scrub().await?;
        }
        Ok(completed)
    }

    /// Takes back all that somebody's visits taught, and keeps out what they might still teach. `None` where nothing is left to
    /// say and their key is destroyed.
    async fn withdraw(
        &self,
        site: &Site,
        alias: Alias,
        now: Timestamp,
    ) -> Result<Option<ErasedRecord>, RoadError> {
        for _ in 0..ATTEMPTS {
            let Withdrawal { claims, erased, rows } = self.withdrawal(site.id, alias).await?;
            let is_nothing = erased.visits.is_empty() && erased.checkpoints.is_empty();
            if is_nothing && self.keys.key(alias).is_none() {
                return Ok(None);
            }
            let mentions = vec![Key::only(KeyKind::Erasures)];
            let body = Body::Erased(erased.clone());
            rows.iter().for_each(|(entity, before, _)| self.store.doubt(*entity, Arc::clone(before)));
            match self.journal.append(Record { at: now, site: site.id, claims, mentions, body }).await {
                Ok(()) => {
                    rows.into_iter().for_each(|(entity, _, after)| self.store.save(entity, after));
                    return Ok(Some(erased));
                }
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// The visits of somebody on which an erasure has not spoken yet.
    async fn withdrawal(&self, site: SiteId, alias: Alias) -> Result<Withdrawal, RoadError> {
        let (mut claims, mut changed) = (Vec::new(), BTreeSet::new());
        let mut erased = ErasedRecord { alias, visits: Vec::new(), checkpoints: Vec::new() };
        let mut before = None;
        loop {
            let key = Key { kind: KeyKind::User, id: alias.0 };
            let found = self.journal.mentions(&key, before, STRIDE).await?;
            let Some(last) = found.last() else { break };
            before = Some(last.seq);
            for stored in &found {
                let seal = match &stored.record.body {
                    Body::Assessed(entry) => entry.seal,
                    Body::Checkpoint(checkpoint) if self.keys.key(checkpoint.holder).is_some() => {
                        changed.insert(checkpoint.entity);
                        erased.checkpoints.push(checkpoint.holder);
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
                    changed.extend(self.learners(seal).await?);
                }
            }
        }
        let (mut rows, mut fold) = (Vec::new(), Fold::new(&self.journal, &self.keys));
        let change = Change::Erases { person: alias, visits: erased.visits.clone() };
        for entity in changed {
            let before = fold.current(&self.store, &entity, true).await?;
            if let Some(after) = fold.changed(&before, &entity, site, Some(&change)).await? {
                claims.push((Key::from(entity), after.version));
                rows.push((entity, before, Arc::new(after)));
            }
        }
        Ok(Withdrawal { claims, erased, rows })
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
        let (mut sites, mut after) = (BTreeSet::new(), 0);
        loop {
            let found = self.journal.mentions_after(&Key::only(KeyKind::Sites), after, STRIDE).await?;
            let Some(last) = found.last() else { return Ok(sites) };
            after = last.seq;
            sites.extend(found.iter().map(|stored| stored.record.site.0));
        }
    }
}

/// The keys that an erasure destroys.
fn aliases(erased: ErasedRecord) -> impl Iterator<Item = Alias> {
    [erased.alias].into_iter().chain(erased.checkpoints)
}
