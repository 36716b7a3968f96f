//! What makes a visit trusted, and so teaches the entities it belongs to: an allowed assessment, a passed
//! challenge, or the word that it was legitimate. Each visit teaches once.

use crate::assessment::{Assessed, RoadError};
use crate::challenge::{Standing, Status, TRIES};
use crate::fold;
use crate::ids::{ChallengeId, SealId, SiteId};
use crate::journal::{
    AppendError, Body, ChallengeRecord, Journal, Key, KeyKind, OutcomeLabel, OutcomeRecord, Record,
    SealedRecord, TAUGHT,
};
use crate::pipeline::{ATTEMPTS, Pipeline, as_assessed};
use crate::site::Site;
use crate::store::{Row, StateStore};
use alloc::{collections::BTreeMap, sync::Arc, vec, vec::Vec};
use models::detectors;
use models::entity::EntityKey;
use models::observation::Timestamp;

/// What a trusted visit teaches, ready to be claimed in the journal and saved once that is durable.
#[derive(Debug, Default)]
pub struct Lesson {
    seal: Option<SealId>,
    rows: Vec<(EntityKey, Arc<Row>)>,
}

impl Lesson {
    /// The versions it takes.
    pub fn claims(&self) -> impl Iterator<Item = (Key, u64)> {
        let seal = self.seal.map(|seal| (Key { kind: KeyKind::Seal, id: seal.0 }, TAUGHT));
        seal.into_iter().chain(self.rows.iter().map(|(entity, row)| (Key::from(*entity), row.version)))
    }
}

/// A challenge, whose it is and what led to it.
#[derive(Clone, Debug)]
pub struct ChallengeView {
    /// Where it stands.
    pub standing: Standing,
    /// Whose it is.
    pub site: SiteId,
    /// The assessment that started it.
    pub assessed: Assessed,
}

impl<J: Journal, S: StateStore> Pipeline<J, S> {
    /// What a visit teaches; `known` are rows that have been loaded already. That it teaches once is guarded by
    /// the claim.
    pub(crate) async fn lesson(
        &self,
        sealed: &SealedRecord,
        known: &BTreeMap<EntityKey, Arc<Row>>,
    ) -> Result<Lesson, RoadError> {
        let mut rows: BTreeMap<EntityKey, Arc<Row>> = BTreeMap::new();
        let entities = detectors::ALL.iter().filter_map(|detector| detector.entity(&sealed.observation));
        for entity in entities {
            if rows.contains_key(&entity) {
                continue;
            }
            let row = match known.get(&entity) {
                Some(row) => Arc::clone(row),
                // Rare enough to ask the journal every time.
                None => fold::current(&self.journal, &self.store, &entity, true).await?,
            };
            // A state that cannot be read now is folded anew by whoever loads it next.
            if let Ok(row) = fold::learned(&row, &entity, Some(&sealed.observation)) {
                rows.insert(entity, Arc::new(row));
            }
        }
        Ok(Lesson { seal: Some(sealed.seal), rows: rows.into_iter().collect() })
    }

    /// Keeps what a lesson changed. Call once its claims are durable.
    pub(crate) fn learn(&self, lesson: Lesson) {
        lesson.rows.into_iter().for_each(|(entity, row)| self.store.save(entity, row));
    }

    /// A challenge and where it stands.
    pub async fn challenge(&self, id: ChallengeId, now: Timestamp) -> Result<ChallengeView, RoadError> {
        let key = Key { kind: KeyKind::Challenge, id: id.0 };
        let started = self.journal.claimed(&key, 1).await?.and_then(as_assessed);
        let (site, assessed) = started.ok_or(RoadError::NotFound)?;
        let challenge = assessed.record.challenge.ok_or(RoadError::NotFound)?;
        let (mut answers, mut passed) = (0, false);
        while let Some(answer) = self.journal.claimed(&key, 2 + u64::from(answers)).await? {
            answers += 1;
            passed |= matches!(answer.record.body, Body::Challenged(ChallengeRecord { passed: true, .. }));
        }
        let status = match () {
            () if passed => Status::Passed,
            () if answers >= TRIES => Status::Failed,
            () if now >= challenge.expires_at => Status::Expired,
            () => Status::Pending,
        };
        let tries_left = TRIES.saturating_sub(answers);
        Ok(ChallengeView { standing: Standing { challenge, status, tries_left }, site, assessed })
    }

    /// Takes one answer to a challenge. Passing it makes the visit trusted.
    pub async fn answer(&self, id: ChallengeId, now: Timestamp, answer: &str) -> Result<Standing, RoadError> {
        for _ in 0..ATTEMPTS {
            let ChallengeView { standing, site, assessed } = self.challenge(id, now).await?;
            if standing.status != Status::Pending {
                return Ok(standing);
            }
            let passed = self.secrets.code_matches(id, answer);
            let lesson = self.lesson_of(if passed { assessed.record.seal } else { None }).await?;
            let version = 2 + u64::from(TRIES - standing.tries_left);
            let mut claims = vec![(Key { kind: KeyKind::Challenge, id: id.0 }, version)];
            claims.extend(lesson.claims());
            let (assessment, seal) = (assessed.record.id, lesson.seal);
            let body = Body::Challenged(ChallengeRecord { id, assessment, seal, passed });
            let mentions = vec![Key { kind: KeyKind::Assessment, id: assessment.0 }];
            match self.journal.append(Record { at: now, site, claims, mentions, body }).await {
                Ok(()) => {
                    self.learn(lesson);
                    return Ok(self.challenge(id, now).await?.standing);
                }
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// Hears what turned out to be true. A visit said to be legitimate becomes trusted.
    pub async fn outcome(
        &self,
        site: &Site,
        now: Timestamp,
        mut outcome: OutcomeRecord,
    ) -> Result<(), RoadError> {
        let assessed = self.assessment(site, outcome.assessment).await?.assessed;
        for _ in 0..ATTEMPTS {
            let trusted = match outcome.label {
                OutcomeLabel::Legitimate => assessed.record.seal,
                OutcomeLabel::Fraud | OutcomeLabel::Chargeback => None,
            };
            let lesson = self.lesson_of(trusted).await?;
            outcome.seal = lesson.seal;
            let claims = lesson.claims().collect();
            let mentions = vec![Key { kind: KeyKind::Assessment, id: outcome.assessment.0 }];
            let body = Body::Outcome(outcome.clone());
            match self.journal.append(Record { at: now, site: site.id, claims, mentions, body }).await {
                Ok(()) => {
                    self.learn(lesson);
                    return Ok(());
                }
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// What a visit teaches that was assessed earlier; nothing where it has taught before.
    async fn lesson_of(&self, seal: Option<SealId>) -> Result<Lesson, RoadError> {
        let Some(seal) = seal else { return Ok(Lesson::default()) };
        let taught = Key { kind: KeyKind::Seal, id: seal.0 };
        if self.journal.claimed(&taught, TAUGHT).await?.is_some() {
            return Ok(Lesson::default());
        }
        match fold::sealed(&self.journal, seal).await? {
            Some(sealed) => self.lesson(&sealed, &BTreeMap::new()).await,
            None => Ok(Lesson::default()),
        }
    }
}
