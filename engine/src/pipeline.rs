//! The whole road, in the order of travel: seal, load, score, fuse, decide, journal. Nothing is acknowledged before
//! the journal has it. What is learned from a visit, later, stands in [`crate::trust`].

use crate::artifact::InForce;
use crate::assessment::{Assess, Assessed, Idempotency, RoadError, Standing, Visit};
use crate::challenge::{self, Challenge};
use crate::fold;
use crate::hearing::{self, Hearing};
use crate::ids::{AssessmentId, SealId};
use crate::journal::{
    AppendError, AssessedEntry, AssessedRecord, Body, Journal, Key, KeyKind, Record, SEALED, SealedEntry,
    SealedRecord, USED,
};
use crate::keyring::{Alias, Keyring, Person};
use crate::lineage;
use crate::locked::{Locked, Purpose, SecretKey, Shut};
use crate::reading;
use crate::secrets::{Domain, Secrets};
use crate::site::{Mode, Site};
use crate::store::{Row, StateStore};
use alloc::{collections::BTreeMap, sync::Arc, vec, vec::Vec};
use core::ops::ControlFlow;
use models::MODEL_VERSION;
use models::entity::{EntityKey, Subject};
use models::fusion::{Heard, Risk};
use models::lineage::Lineage;
use models::observation::Timestamp;
use models::occasion::Occasion;
use models::threshold::Decision;

/// How often a decision is made anew because somebody else changed an entity meanwhile.
pub(crate) const ATTEMPTS: usize = 8;

/// The road over a journal and a cache of states.
#[derive(Clone)]
pub struct Pipeline<J, S, K> {
    /// The truth.
    pub journal: J,
    /// The cache.
    pub store: S,
    /// Keys that lock what is known of people.
    pub keys: K,
    /// Keys for tokens and pseudonyms.
    pub secrets: Secrets,
}

/// What was read and heard on the way to a decision.
struct Judged {
    sealed: Option<(Arc<SealedRecord>, SecretKey)>,
    lineage: Option<Lineage>,
    rows: BTreeMap<EntityKey, Arc<Row>>,
    heard: Vec<Heard>,
    risk: Risk,
    decision: Decision,
    degraded: bool,
}

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// Makes a visit durable. The token may be handed out afterwards.
    pub async fn seal(&self, site: &Site, now: Timestamp, sealed: SealedRecord) -> Result<(), RoadError> {
        let device = sealed.observation.device;
        let seen = Key { kind: KeyKind::Seen, id: device };
        let mentions = [
            Key { kind: KeyKind::Device, id: device },
            Key { kind: KeyKind::Session, id: sealed.session.0 },
            Key { kind: KeyKind::SealsOf, id: site.id.0 },
        ];
        let seal = (Key { kind: KeyKind::Seal, id: sealed.seal.0 }, SEALED);
        // Held until the record is durable: an erasure waits for it.
        let epoch = self.keys.epoch();
        let entry = Arc::new(SealedEntry {
            seal: sealed.seal,
            session: sealed.session,
            device: sealed.device,
            epoch: epoch.id,
            visit: Locked::lock(Arc::new(sealed), &epoch.key.derive(Purpose::Visit, &seal.0.id))
                .map_err(unlockable)?,
        });
        for _ in 0..ATTEMPTS {
            let (mut claims, mut mentions) = (vec![seal], mentions.to_vec());
            // A device whose first visit is forgotten goes on being listed, by a record that only mentions it.
            if self.journal.claimed(&seen, 1).await?.is_none()
                && self.journal.mentions(&seen, None, 1).await?.is_empty()
            {
                claims.push((seen, 1));
                mentions.extend([seen, Key { kind: KeyKind::DevicesOf, id: site.id.0 }]);
            }
            let body = Body::Sealed(Arc::clone(&entry));
            match self.journal.append(Record { at: now, site: site.id, claims, mentions, body }).await {
                Ok(()) => return Ok(()),
                // Another visit of the same device came first.
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// Judges a visit by what is in force at the site, and makes the answer durable. While the journal cannot be written, the answer is degraded and promises
    /// nothing: a merchant at the till needs a decision more than a record.
    pub async fn assess(
        &self,
        site: &Site,
        in_force: &InForce,
        request: &Assess,
    ) -> Result<Assessed, RoadError> {
        let whose = request.user.unwrap_or_else(|| self.secrets.pseudonym(site.id, Domain::Nobody, ""));
        let person = self.keys.person(whose).await;
        // Without a key of its own nothing may be recorded of somebody.
        let (is_known, person) = match person {
            Ok(person) => (true, person),
            Err(_) => (false, Person { alias: Alias([0; 16]), key: Arc::new(SecretKey::new([0; 32])) }),
        };
        let mut used = false;
        for _ in 0..ATTEMPTS {
            let idempotency_version = match &request.idempotency {
                None => 0,
                Some(idempotency) => match self.earlier(site, idempotency, request.now).await? {
                    ControlFlow::Break(answer) => return Ok(answer),
                    ControlFlow::Continue(next_version) => next_version,
                },
            };
            // Only now: with an idempotency key the same request may have used it meanwhile.
            if used {
                return Err(RoadError::TokenUsed);
            }
            let user = request.user.filter(|_| is_known).map(|_| person.alias.0);
            let judged = self.judge(site, in_force, request, user).await?;
            let (record, assessed) = record(site, in_force, request, &person, judged, idempotency_version)?;
            if !is_known {
                return self.unrecorded(site, request, assessed).await;
            }
            match self.journal.append(record).await {
                Ok(()) => return Ok(Assessed { at: request.now, record: assessed }),
                // A conflict says that something has changed, not yet that this token was used.
                Err(AppendError::Conflict(key)) if key.kind == KeyKind::Seal => {
                    used = self.journal.claimed(&key, USED).await?.is_some();
                }
                Err(AppendError::Conflict(_)) => {}
                Err(AppendError::Unavailable(_)) => return self.unrecorded(site, request, assessed).await,
            }
        }
        Err(RoadError::Contended)
    }

    /// An answer that the journal did not take, unless it did and nobody heard. A step-up would need the journal, so a
    /// person has to look instead.
    async fn unrecorded(
        &self,
        site: &Site,
        request: &Assess,
        assessed: Arc<AssessedRecord>,
    ) -> Result<Assessed, RoadError> {
        let used = match assessed.seal {
            Some(seal) => self.assessment_of(seal).await?,
            None => None,
        };
        if let Some(recorded) = used.as_ref().filter(|used| used.record.id == assessed.id) {
            return Ok(recorded.clone());
        }
        // After the token: with an idempotency key the same request may have used it.
        if let Some(idempotency) = &request.idempotency
            && let ControlFlow::Break(answer) = self.earlier(site, idempotency, request.now).await?
        {
            return Ok(answer);
        }
        if used.is_some() {
            return Err(RoadError::TokenUsed);
        }
        let mut record = Arc::unwrap_or_clone(assessed);
        record.degraded = true;
        record.challenge = None;
        if record.enforced == Decision::StepUp {
            record.enforced = Decision::Review;
        }
        Ok(Assessed { at: request.now, record: Arc::new(record) })
    }

    /// An assessment and what became of it.
    pub async fn assessment(&self, site: &Site, id: AssessmentId) -> Result<Standing, RoadError> {
        let key = Key { kind: KeyKind::Assessment, id: id.0 };
        let stored = self.journal.claimed(&key, 1).await?.ok_or(RoadError::NotFound)?;
        if stored.record.site != site.id {
            return Err(RoadError::NotFound);
        }
        let (_, assessed) = reading::assessed(&self.keys, stored)?;
        let outcome =
            self.journal.mentions(&key, None, 16).await?.into_iter().find_map(|stored| {
                match stored.record.body {
                    Body::Outcome(outcome) => Some(outcome.label),
                    _ => None,
                }
            });
        Ok(Standing { assessed, outcome })
    }

    /// The assessment that used a visit's token.
    pub async fn assessment_of(&self, seal: SealId) -> Result<Option<Assessed>, RoadError> {
        let used = self.journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, USED).await?;
        Ok(used
            .map(|stored| reading::assessed(&self.keys, stored))
            .transpose()?
            .map(|(_, assessed)| assessed))
    }

    /// The newest state of an entity.
    pub async fn entity(&self, entity: &EntityKey) -> Result<Arc<Row>, RoadError> {
        fold::current(&self.journal, &self.keys, &self.store, entity, false).await
    }

    /// What the same request was answered before, or else the version of its key that the next one claims.
    async fn earlier(
        &self,
        site: &Site,
        idempotency: &Idempotency,
        now: Timestamp,
    ) -> Result<ControlFlow<Assessed, u64>, RoadError> {
        Ok(match self.used_for(site, idempotency, now).await? {
            ControlFlow::Break(stored) => ControlFlow::Break(reading::assessed(&self.keys, stored)?.1),
            ControlFlow::Continue(version) => ControlFlow::Continue(version),
        })
    }

    /// Loads, scores, fuses, decides.
    async fn judge(
        &self,
        site: &Site,
        in_force: &InForce,
        request: &Assess,
        user: Option<[u8; 16]>,
    ) -> Result<Judged, RoadError> {
        let sealed = match request.visit {
            Visit::None | Visit::Forced(_) => None,
            Visit::Sealed { expires_at, .. } if request.now >= expires_at => {
                return Err(RoadError::TokenExpired);
            }
            Visit::Sealed { seal, .. } => Some(self.sealed(site, seal).await?),
        };
        let lineage = match &sealed {
            Some((sealed, _)) => self.lineage(sealed).await?,
            None => None,
        };
        let purchase = request.purchase();
        let occasion = Occasion {
            visit: sealed.as_ref().map(|(sealed, _)| &sealed.observation),
            lineage: lineage.as_ref(),
            purchase: purchase.as_ref(),
            attempts: request.attempts.as_ref(),
            regard: request.standing.as_ref(),
            ..Occasion::default()
        };
        let subject = if occasion.is_empty() { Subject::default() } else { Subject::of(&occasion, user) };
        let mut rows = BTreeMap::new();
        for entity in subject.entities() {
            rows.insert(entity, fold::current(&self.journal, &self.keys, &self.store, &entity, false).await?);
        }
        let Hearing { heard, degraded } = hearing::hear(&occasion, &subject, &rows, in_force);
        let policy = &in_force.policy.content;
        let risk = in_force.weights.content.fuse(policy.prior_nats, &heard);
        let decision = match request.visit {
            Visit::Forced(decision) => decision,
            Visit::None | Visit::Sealed { .. } => policy.thresholds.decide(&risk),
        };
        Ok(Judged { sealed, lineage, rows, heard, risk, decision, degraded })
    }

    /// A sealed visit of this site, and its key. That its token is used once is guarded by the claim.
    async fn sealed(&self, site: &Site, seal: SealId) -> Result<(Arc<SealedRecord>, SecretKey), RoadError> {
        let key = Key { kind: KeyKind::Seal, id: seal.0 };
        let stored = self.journal.claimed(&key, SEALED).await?.ok_or(RoadError::NotFound)?;
        let entry = match stored.record.body {
            Body::Sealed(entry) if stored.record.site == site.id => entry,
            _ => return Err(RoadError::NotFound),
        };
        let Some(key) = self.keys.pending(entry.epoch, seal) else {
            // Its epoch ends when its token has been used or has expired.
            return Err(match self.journal.claimed(&key, USED).await? {
                Some(_) => RoadError::TokenUsed,
                None => RoadError::TokenExpired,
            });
        };
        Ok((reading::open_visit(&entry, &key)?, key))
    }
}

pub(crate) fn unlockable(Shut: Shut) -> RoadError {
    AppendError::Unavailable("the record cannot be encoded".into()).into()
}

/// The record of a decision.
fn record(
    site: &Site,
    in_force: &InForce,
    request: &Assess,
    person: &Person,
    judged: Judged,
    idempotency_version: u64,
) -> Result<(Record, Arc<AssessedRecord>), RoadError> {
    let enforced = match site.mode {
        Mode::Enforce => judged.decision,
        Mode::Monitor => Decision::Allow,
    };
    let expires_at = Timestamp(request.now.0 + challenge::LIFETIME_US);
    let challenge =
        (enforced == Decision::StepUp).then_some(Challenge { id: request.fresh.challenge, expires_at });
    let (sealed, visit_key) = judged.sealed.unzip();
    let sealed = sealed.as_ref();
    let assessed = Arc::new(AssessedRecord {
        id: request.fresh.assessment,
        seal: sealed.map(|sealed| sealed.seal),
        session: sealed.map(|sealed| sealed.session),
        device: sealed.map(|sealed| sealed.device),
        action: request.action.clone(),
        user: request.user.map(|_| person.alias),
        visit_key,
        transaction: request.transaction.clone(),
        heard: judged.heard,
        read: judged.rows.iter().map(|(entity, row)| (*entity, row.version)).collect(),
        risk: judged.risk,
        decision: judged.decision,
        enforced,
        challenge,
        artifacts: in_force.used(),
        model_version: MODEL_VERSION,
        degraded: judged.degraded,
        request_digest: request.idempotency.map(|idempotency| idempotency.digest),
        recognition: request.recognition.clone(),
        attempts: request.attempts.clone(),
        lineage: judged.lineage,
        standing: request.standing,
    });
    let mut claims = vec![(Key { kind: KeyKind::Assessment, id: assessed.id.0 }, 1)];
    let mut mentions = vec![Key { kind: KeyKind::AssessmentsOf, id: site.id.0 }];
    if let Some(idempotency) = &request.idempotency {
        idempotency.claim(idempotency_version, &mut claims, &mut mentions);
    }
    if let (Some(sealed), Some(lineage)) = (sealed, &assessed.lineage) {
        lineage::carry_on(sealed.observation.device, lineage, &mut claims, &mut mentions);
    }
    if let Some(challenge) = &challenge {
        claims.push((Key { kind: KeyKind::Challenge, id: challenge.id.0 }, 1));
    }
    if let Some(alias) = assessed.user {
        mentions.push(Key { kind: KeyKind::User, id: alias.0 });
    }
    if let Some(transaction) = &assessed.transaction {
        mentions.push(Key { kind: KeyKind::Transaction, id: transaction.id });
        let card = transaction.card.as_ref().map(|card| Key { kind: KeyKind::Card, id: card.id });
        mentions.extend(card);
        mentions.extend(transaction.payee.map(|id| Key { kind: KeyKind::Party, id }));
    }
    if sealed.is_some() || request.purchase().is_some() {
        claims.push((Key { kind: KeyKind::Seal, id: assessed.lesson().0 }, USED));
        if assessed.decision == Decision::Allow {
            mentions.push(Key::only(KeyKind::Allowed));
        }
    }
    let key = person.key.derive(Purpose::Assessment, &assessed.id.0);
    let body = Body::Assessed(Arc::new(AssessedEntry {
        id: assessed.id,
        seal: assessed.seal,
        decision: assessed.decision,
        enforced,
        holder: person.alias,
        answer: Locked::lock(Arc::clone(&assessed), &key).map_err(unlockable)?,
    }));
    Ok((Record { at: request.now, site: site.id, claims, mentions, body }, assessed))
}
