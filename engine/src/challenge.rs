//! A step-up in progress: a one-time code that the merchant's back end delivers to the customer.
//!
//! The code is a keyed hash of the challenge's random id, so nothing about it is stored and a repeated
//! request gets the same code again.

use crate::assessment::{Assessed, RoadError};
use crate::ids::{ChallengeId, SiteId};
use crate::journal::{AppendError, Body, ChallengeRecord, Journal, Key, KeyKind, Record};
use crate::keyring::Keyring;
use crate::pipeline::{ATTEMPTS, Pipeline};
use crate::reading;
use crate::store::StateStore;
use crate::trust::Lesson;
use alloc::{string::String, vec};
use models::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// Answers a customer may give.
pub const TRIES: u8 = 3;
/// How long a challenge may be answered, in microseconds.
pub const LIFETIME_US: i64 = 5 * 60 * 1_000_000;

/// A challenge as it was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// After this no answer counts.
    pub expires_at: Timestamp,
}

/// Where a challenge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waiting for an answer.
    Pending,
    /// Answered rightly in time.
    Passed,
    /// Answered wrongly [`TRIES`] times.
    Failed,
    /// Not answered in time.
    Expired,
}

/// A challenge and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The challenge.
    pub challenge: Challenge,
    /// Where it stands.
    pub status: Status,
    /// Answers that may still be given.
    pub tries_left: u8,
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

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// A challenge and where it stands.
    pub async fn challenge(&self, id: ChallengeId, now: Timestamp) -> Result<ChallengeView, RoadError> {
        let key = Key { kind: KeyKind::Challenge, id: id.0 };
        let started = self.journal.claimed(&key, 1).await?.ok_or(RoadError::NotFound)?;
        let (site, assessed) = reading::assessed(&self.keys, started)?;
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

    /// Takes one answer to a challenge. Passing it teaches the visit, unless somebody has spoken on it before, and where another browser
    /// had carried the identity on it hands out the link that is ahead of every copy.
    pub async fn answer(
        &self,
        id: ChallengeId,
        now: Timestamp,
        answer: &str,
    ) -> Result<(Standing, Option<String>), RoadError> {
        for _ in 0..ATTEMPTS {
            let ChallengeView { standing, site, assessed } = self.challenge(id, now).await?;
            if standing.status != Status::Pending {
                return Ok((standing, None));
            }
            let passed = self.secrets.code_matches(id, answer);
            let lesson = match passed {
                true => self.proven(site, assessed.record.lesson(), now).await?,
                false => Lesson::default(),
            };
            let version = 2 + u64::from(TRIES - standing.tries_left);
            let mut claims = vec![(Key { kind: KeyKind::Challenge, id: id.0 }, version)];
            claims.extend(lesson.claims());
            let mut mentions = vec![Key { kind: KeyKind::Assessment, id: assessed.record.id.0 }];
            let link = match passed {
                true => self.get_ahead(site, &assessed.record, &mut claims, &mut mentions).await?,
                false => None,
            };
            let (assessment, change) = (assessed.record.id, lesson.change());
            let body = Body::Challenged(ChallengeRecord { id, assessment, change, passed });
            match self.teach(Record { at: now, site, claims, mentions, body }, lesson).await {
                Ok(()) => return Ok((self.challenge(id, now).await?.standing, link)),
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }
}
