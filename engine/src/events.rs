//! What merchants tell between assessments: how a bank answered, and what happened to a user's account. It is durable before it
//! is acknowledged; what follows from it is in the projections that read it ([`models::attempts`]).

use crate::assessment::{Idempotency, RoadError};
use crate::ids::AssessmentId;
use crate::journal::{AccountRecord, AppendError, Body, Journal, Key, KeyKind, Record, ResultRecord, Stored};
use crate::keyring::Keyring;
use crate::pipeline::{ATTEMPTS, Pipeline};
use crate::reading;
use crate::site::Site;
use crate::store::StateStore;
use alloc::{vec, vec::Vec};
use core::ops::ControlFlow;
use models::attempts::{AccountEvent, CardResult};
use models::entity::EntityKind;
use models::observation::Timestamp;
use models::purchase::Purchase;

/// A payment that a bank has answered about, and who tried it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The payment.
    pub purchase: Purchase,
    /// From which device.
    pub device: Option<[u8; 16]>,
    /// By whom, as the name of their records.
    pub user: Option<[u8; 16]>,
}

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// Hears how a bank answered about the newest assessment of a transaction. Returns what it was about; nothing where the
    /// same request was heard before.
    pub async fn resulted(
        &self,
        site: &Site,
        transaction: [u8; 16],
        result: CardResult,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
    ) -> Result<Option<Tried>, RoadError> {
        let key = Key { kind: KeyKind::Transaction, id: transaction };
        let stored = self.journal.mentions(&key, None, 1).await?.pop().ok_or(RoadError::NotFound)?;
        let Body::Assessed(entry) = &stored.record.body else { return Err(RoadError::NotFound) };
        let tried = self.tried(&stored).await?.ok_or(RoadError::Erased)?;
        let (assessment, request_digest) = (entry.id, idempotency.map(|idempotency| idempotency.digest));
        let body = Body::Resulted(ResultRecord { assessment, result, request_digest });
        let about = Key { kind: KeyKind::Assessment, id: assessment.0 };
        Ok(self.tell(site, body, about, idempotency, now).await?.then_some(tried))
    }

    /// Hears what happened to a user's account. Returns the name of the user's records; nothing where the same request was
    /// heard before.
    pub async fn account_event(
        &self,
        site: &Site,
        user: [u8; 16],
        event: AccountEvent,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
    ) -> Result<Option<[u8; 16]>, RoadError> {
        let alias = self.keys.person(user).await?.alias;
        let request_digest = idempotency.map(|idempotency| idempotency.digest);
        let body = Body::Account(AccountRecord { user: alias, event, request_digest });
        let about = Key { kind: KeyKind::Account, id: alias.0 };
        Ok(self.tell(site, body, about, idempotency, now).await?.then_some(alias.0))
    }

    /// What an assessment was about, for whoever follows what is tried; `None` where that cannot be read any more, or nothing
    /// was paid for.
    pub async fn tried(&self, stored: &Stored) -> Result<Option<Tried>, RoadError> {
        let Body::Assessed(entry) = &stored.record.body else { return Ok(None) };
        let Some(answer) = reading::answer(&self.keys, entry)?.open() else { return Ok(None) };
        let Some(transaction) = &answer.transaction else { return Ok(None) };
        let device = match answer.seal {
            Some(seal) => self.learners(seal).await?.into_iter().find(|one| one.kind == EntityKind::Device),
            None => None,
        };
        Ok(Some(Tried {
            purchase: transaction.purchase(stored.record.at),
            device: device.map(|device| device.id),
            user: answer.user.map(|alias| alias.0),
        }))
    }

    /// The assessment that a result is about.
    pub async fn tried_in(&self, assessment: AssessmentId) -> Result<Option<Tried>, RoadError> {
        let key = Key { kind: KeyKind::Assessment, id: assessment.0 };
        match self.journal.claimed(&key, 1).await? {
            Some(stored) => self.tried(&stored).await,
            None => Ok(None),
        }
    }

    /// Makes an event durable. Returns whether it is a new one.
    async fn tell(
        &self,
        site: &Site,
        body: Body,
        about: Key,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
    ) -> Result<bool, RoadError> {
        for _ in 0..ATTEMPTS {
            let (mut claims, mut mentions) = (Vec::new(), vec![about]);
            if let Some(idempotency) = idempotency {
                match self.used_for(site, idempotency, now).await? {
                    ControlFlow::Break(_) => return Ok(false),
                    ControlFlow::Continue(version) => idempotency.claim(version, &mut claims, &mut mentions),
                }
            }
            let record = Record { at: now, site: site.id, claims, mentions, body: body.clone() };
            match self.journal.append(record).await {
                Ok(()) => return Ok(true),
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }
}
