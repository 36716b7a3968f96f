//! What parties promise: recorded, compared with what happens, and learned by the party at once: whoever promised is who they say
//! they are, so nobody else can teach it anything.

use crate::assessment::{Idempotency, RoadError};
use crate::checkpoint::Checkpoint;
use crate::fold::Fold;
use crate::journal::{
    Account, AppendError, Body, Journal, KeptEntry, Key, KeyKind, PromiseEntry, Record, Stored,
};
use crate::keyring::Keyring;
use crate::locked::{Locked, Purpose};
use crate::pipeline::{ATTEMPTS, Pipeline, unlockable};
use crate::reading::misfit;
use crate::site::Site;
use crate::store::{Row, StateStore};
use crate::tally;
use alloc::{
    collections::{BTreeMap, VecDeque},
    string::String,
    sync::Arc,
    vec,
    vec::Vec,
};
use core::ops::ControlFlow;
use models::commitment::{Commitment, OutcomeError, Satisfaction, Value};
use models::entity::{EntityKey, EntityKind};
use models::kept::Kept;
use models::observation::Timestamp;

/// Why a promise, or what became of it, was not heard.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PromiseError {
    /// The id is another promise's.
    #[error("another promise has this id")]
    IdTaken,
    /// It was told before what became of it.
    #[error("it was told before what became of this promise")]
    ToldBefore,
    /// What happened does not fit what was promised.
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
    /// The road.
    #[error(transparent)]
    Road(#[from] RoadError),
}

/// What became of a promise, and of whoever made it.
#[derive(Clone, Debug)]
pub struct Told {
    /// How far it was kept.
    pub satisfaction: Satisfaction,
    /// The party as it is after this.
    pub party: Arc<Row>,
}

/// One outcome in the life of a party.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// When it was told.
    pub at: Timestamp,
    /// What was told.
    pub kept: Kept,
    /// What fell short, in words; empty where the party's key is destroyed.
    pub short: Vec<String>,
    /// The party from then on.
    pub after: Arc<Row>,
}

/// Outcomes of a party that are told again at most, and versions that are folded for it.
const CHAPTERS: usize = 500;
const VERSIONS: u64 = 20_000;

/// The versions of a promise.
const PROMISED: u64 = 1;
const TOLD: u64 = 2;

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// Makes a promise durable.
    pub async fn promise(
        &self,
        site: &Site,
        id: [u8; 16],
        party: [u8; 16],
        promise: Commitment,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
    ) -> Result<(), PromiseError> {
        let key = Key { kind: KeyKind::Promise, id };
        let holder = self.keys.person(party).await.map_err(RoadError::from)?;
        let promise =
            Locked::lock(Arc::new(promise), &holder.key.derive(Purpose::Promise, &id)).map_err(unlockable)?;
        let request_digest = idempotency.map(|idempotency| idempotency.digest);
        let entry = PromiseEntry { id, party, holder: holder.alias, promise, request_digest };
        let body = Body::Promised(Arc::new(entry));
        let mut is_taken = false;
        for _ in 0..ATTEMPTS {
            let mut claims = vec![(key, PROMISED)];
            let mut mentions = vec![Key { kind: KeyKind::PromisesBy, id: party }];
            if let Some(idempotency) = idempotency {
                match self.used_for(site, idempotency, now).await? {
                    ControlFlow::Break(_) => return Ok(()),
                    ControlFlow::Continue(version) => idempotency.claim(version, &mut claims, &mut mentions),
                }
            }
            // Only now: the same request may have taken it meanwhile.
            if is_taken {
                return Err(PromiseError::IdTaken);
            }
            let record = Record { at: now, site: site.id, claims, mentions, body: body.clone() };
            match self.journal.append(record).await {
                Ok(()) => return Ok(()),
                Err(AppendError::Conflict(taken)) => is_taken = taken == key,
                Err(unavailable) => return Err(RoadError::from(unavailable).into()),
            }
        }
        Err(RoadError::Contended.into())
    }

    /// What became of a party's promises, and what each made of the party, the oldest first: the newest [`CHAPTERS`]. A party with
    /// more than [`VERSIONS`] words on it is told from there on, as if it had been new.
    pub async fn story(&self, party: &EntityKey) -> Result<Vec<Chapter>, RoadError> {
        let newest = self.entity(party).await?.version;
        let base = Checkpoint::newest(&self.journal, &self.keys, party).await?;
        let fold = Fold::new(&self.journal, &self.keys);
        let mut row = base.seen_from(base.version());
        row.version = row.version.max(newest.saturating_sub(VERSIONS));
        let mut story = VecDeque::new();
        for version in row.version + 1..=newest {
            let Some(stored) = self.journal.claimed(&Key::from(*party), version).await? else { break };
            row = fold.tallied(&row, party, &stored.record).await?;
            if let (Some(kept), Body::Kept(entry)) = (tally::kept(&stored.record), &stored.record.body) {
                let account = self.keys.key(entry.holder).map(|key| key.derive(Purpose::Kept, &entry.id));
                let account = account.and_then(|key| entry.account.open(&key).ok());
                let short = account.map(|account| account.short.clone()).unwrap_or_default();
                if story.len() == CHAPTERS {
                    story.pop_front();
                }
                story.push_back(Chapter { at: stored.record.at, kept, short, after: Arc::new(row.clone()) });
            }
        }
        Ok(story.into())
    }

    /// Compares what happened with what was promised; the party learns it.
    pub async fn fulfil(
        &self,
        site: &Site,
        id: [u8; 16],
        actual: &BTreeMap<String, Value>,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
    ) -> Result<Told, PromiseError> {
        let key = Key { kind: KeyKind::Promise, id };
        let promised = self.journal.claimed(&key, PROMISED).await.map_err(RoadError::from)?;
        let Some(Stored { record: Record { body: Body::Promised(promised), .. }, .. }) = promised else {
            return Err(RoadError::NotFound.into());
        };
        let holder = self.keys.key(promised.holder).ok_or(RoadError::Erased)?;
        let promise = promised.promise.open(&holder.derive(Purpose::Promise, &id)).map_err(|_| misfit())?;
        let satisfaction = promise.compare(actual)?;
        let party = EntityKey { kind: EntityKind::Party, id: promised.party };
        let kept = satisfaction.kept(now, promised.party);
        let account = Account {
            short: kept.as_ref().map(|kept| kept.short.clone()).unwrap_or_default(),
            unknown: satisfaction.unknown.clone(),
        };
        let account =
            Locked::lock(Arc::new(account), &holder.derive(Purpose::Kept, &id)).map_err(unlockable)?;
        let body = Body::Kept(Arc::new(KeptEntry {
            id,
            party: promised.party,
            holder: promised.holder,
            rating: kept.as_ref().map(|kept| kept.rating),
            testified: !satisfaction.testified.is_empty(),
            account,
            request_digest: idempotency.map(|idempotency| idempotency.digest),
        }));
        let mut is_told = false;
        for _ in 0..ATTEMPTS {
            let mut claims = vec![(key, TOLD)];
            let mut mentions = vec![Key { kind: KeyKind::PromisesBy, id: party.id }];
            let before = Fold::new(&self.journal, &self.keys).current(&self.store, &party, true).await?;
            if let Some(idempotency) = idempotency {
                match self.used_for(site, idempotency, now).await? {
                    ControlFlow::Break(_) => return Ok(Told { satisfaction, party: before }),
                    ControlFlow::Continue(version) => idempotency.claim(version, &mut claims, &mut mentions),
                }
            }
            if is_told {
                return Err(PromiseError::ToldBefore);
            }
            claims.push((Key::from(party), before.version + 1));
            let record = Record { at: now, site: site.id, claims, mentions, body: body.clone() };
            let kept = tally::kept(&record);
            let after = tally::counted(&before, &party, None, kept.as_ref());
            self.store.doubt(party, before);
            match self.journal.append(record).await {
                Ok(()) => {
                    let after = Arc::new(after);
                    self.store.save(party, Arc::clone(&after));
                    return Ok(Told { satisfaction, party: after });
                }
                Err(AppendError::Conflict(taken)) => is_told = taken == key,
                Err(unavailable) => return Err(RoadError::from(unavailable).into()),
            }
        }
        Err(RoadError::Contended.into())
    }
}
