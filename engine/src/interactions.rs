//! What parties do towards each other: made durable before it is answered. Who stands how is in the projections that read it
//! ([`models::graph`]).

use crate::assessment::{Idempotency, RoadError};
use crate::journal::{
    AppendError, Body, InteractedEntry, InteractedRecord, Journal, Key, KeyKind, Record, Stored,
};
use crate::keyring::{Alias, Keyring, Person};
use crate::locked::{Locked, Purpose};
use crate::pipeline::{ATTEMPTS, Pipeline, unlockable};
use crate::reading::{Gone, Reading, misfit};
use crate::site::Site;
use crate::store::StateStore;
use alloc::{sync::Arc, vec::Vec};
use core::ops::ControlFlow;
use models::observation::Timestamp;

/// An interaction that is durable.
#[derive(Clone, Debug)]
pub struct Interacted {
    /// When it was told.
    pub at: Timestamp,
    /// It, and what followed.
    pub record: Arc<InteractedRecord>,
}

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// What the same request was answered before.
    pub async fn interacted_before(
        &self,
        site: &Site,
        idempotency: &Idempotency,
        now: Timestamp,
    ) -> Result<Option<Interacted>, RoadError> {
        match self.used_for(site, idempotency, now).await? {
            ControlFlow::Break(stored) => self.told_in(&stored).map(Some),
            ControlFlow::Continue(_) => Ok(None),
        }
    }

    /// Makes an interaction and what follows from it durable. Both parties' persons are held on to until then.
    pub async fn interact(
        &self,
        site: &Site,
        [from, to]: [&Person; 2],
        record: InteractedRecord,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
    ) -> Result<Interacted, RoadError> {
        let record = Arc::new(record);
        let key = from.key.derive(Purpose::Interaction, &record.id.0);
        let entry = Arc::new(InteractedEntry {
            id: record.id,
            holder: from.alias,
            told: Locked::lock(Arc::clone(&record), &key).map_err(unlockable)?,
            request_digest: idempotency.map(|idempotency| idempotency.digest),
        });
        let of = |alias: Alias| Key { kind: KeyKind::InteractionsWith, id: alias.0 };
        let mentioned = [Key { kind: KeyKind::InteractionsOf, id: site.id.0 }, of(from.alias), of(to.alias)];
        for _ in 0..ATTEMPTS {
            let (mut claims, mut mentions) = (Vec::new(), mentioned.to_vec());
            if let Some(idempotency) = idempotency {
                match self.used_for(site, idempotency, now).await? {
                    ControlFlow::Break(stored) => return self.told_in(&stored),
                    ControlFlow::Continue(version) => idempotency.claim(version, &mut claims, &mut mentions),
                }
            }
            let body = Body::Interacted(Arc::clone(&entry));
            match self.journal.append(Record { at: now, site: site.id, claims, mentions, body }).await {
                Ok(()) => return Ok(Interacted { at: now, record }),
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// An interaction, by the key of whoever acted.
    pub fn told(&self, entry: &InteractedEntry) -> Result<Reading<InteractedRecord>, RoadError> {
        let Some(holder) = self.keys.key(entry.holder) else { return Ok(Reading::Gone(Gone::Erased)) };
        let key = holder.derive(Purpose::Interaction, &entry.id.0);
        entry.told.open(&key).map(Reading::Open).map_err(|_| misfit())
    }

    fn told_in(&self, stored: &Stored) -> Result<Interacted, RoadError> {
        let Body::Interacted(entry) = &stored.record.body else { return Err(RoadError::IdempotencyConflict) };
        let record = self.told(entry)?.open().ok_or(RoadError::Erased)?;
        Ok(Interacted { at: stored.record.at, record })
    }
}
