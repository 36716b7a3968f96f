//! Back-test: what another policy would have decided on the evidence that is in the journal, or on what these models make of
//! its observations, and what turned out to be true.

use crate::assessment::RoadError;
use crate::checkpoint::{self, Checkpoint};
use crate::ids::{AssessmentId, SealId, SiteId};
use crate::journal::{Body, Change, Journal, OutcomeLabel, Record};
use crate::policy::Policy;
use crate::store::Row;
use crate::{fold, hearing};
use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use models::entity::EntityKey;
use models::fusion::{self, Heard};
use models::threshold::Decision;

/// The four decisions, from the mildest.
pub const DECISIONS: [Decision; 4] = [Decision::Allow, Decision::StepUp, Decision::Review, Decision::Block];

/// What became of an assessment, for counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// Fraud or chargeback.
    Fraud,
    /// Somebody said it was legitimate.
    Legitimate,
    /// Nobody has said anything.
    Unknown,
}

/// How many assessments got a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Then.
    pub was: u64,
    /// Under the other policy.
    pub would_be: u64,
}

/// A back-test under way: hand it the journal's records in their order.
#[derive(Debug)]
pub struct Replay {
    policy: Policy,
    site: Option<SiteId>,
    judged: Vec<(AssessmentId, Decision, Decision)>,
    truths: BTreeMap<AssessmentId, Truth>,
}

impl Replay {
    /// Begins, for one site or for all.
    pub fn new(policy: Policy, site: Option<SiteId>) -> Self {
        Self { policy, site, judged: Vec::new(), truths: BTreeMap::new() }
    }

    /// Takes one record into account. `anew` is what the detectors say today of the visit that it assesses; without it the
    /// evidence of that time counts.
    pub fn hear(&mut self, record: &Record, anew: Option<&[Heard]>) {
        if self.site.is_some_and(|site| site != record.site) {
            return;
        }
        match &record.body {
            // A test token's decision follows from no evidence.
            Body::Assessed(assessed) if assessed.seal.is_some() => {
                let would_be = self.judge(anew.unwrap_or(&assessed.heard));
                self.judged.push((assessed.id, assessed.decision, would_be));
            }
            Body::Outcome(outcome) => {
                let truth = match outcome.label {
                    OutcomeLabel::Fraud | OutcomeLabel::Chargeback => Truth::Fraud,
                    OutcomeLabel::Legitimate => Truth::Legitimate,
                };
                self.truths.insert(outcome.assessment, truth);
            }
            _ => {}
        }
    }

    fn judge(&self, heard: &[Heard]) -> Decision {
        self.policy.thresholds.decide(&fusion::fuse(self.policy.prior_nats, heard))
    }

    /// How many assessments were judged anew.
    pub fn assessments(&self) -> usize {
        self.judged.len()
    }

    /// How many of them would be decided otherwise.
    pub fn changed(&self) -> usize {
        self.judged.iter().filter(|(_, was, would_be)| was != would_be).count()
    }

    /// Assessments by decision and by what turned out to be true.
    pub fn counts(&self) -> BTreeMap<(Decision, Truth), Count> {
        let mut counts: BTreeMap<(Decision, Truth), Count> = BTreeMap::new();
        for (id, was, would_be) in &self.judged {
            let truth = self.truths.get(id).copied().unwrap_or(Truth::Unknown);
            counts.entry((*was, truth)).or_default().was += 1;
            counts.entry((*would_be, truth)).or_default().would_be += 1;
        }
        counts
    }
}

/// The states of all entities as these models learn them: hand it the journal's records in their order. Where the records
/// behind an entity's beginning are forgotten, it begins with a checkpoint.
#[derive(Debug)]
pub struct Refold<'j, J> {
    journal: &'j J,
    known: BTreeMap<EntityKey, Known>,
}

/// What an entity is by now, and how it came to that.
#[derive(Clone, Debug, Default)]
struct Known {
    row: Arc<Row>,
    /// Where it began.
    base: Checkpoint,
    /// The visits that it has learned since, in their order.
    taught: Vec<SealId>,
}

impl Known {
    fn begin(base: Checkpoint) -> Self {
        Self { row: Arc::new(base.seen_from(base.version())), base, taught: Vec::new() }
    }
}

impl<'j, J: Journal> Refold<'j, J> {
    /// Begins with nothing learned.
    pub fn new(journal: &'j J) -> Self {
        Self { journal, known: BTreeMap::new() }
    }

    /// Learns what a record changes. Where it assesses a visit, returns what the detectors say of that today; nothing where
    /// the visit, or what it was compared with, is forgotten.
    pub async fn hear(&mut self, record: &Record) -> Result<Option<Vec<Heard>>, RoadError> {
        if let Body::Assessed(assessed) = &record.body
            && let Some(seal) = assessed.seal
        {
            return self.assess(seal, &assessed.read).await;
        }
        for (entity, version) in
            record.claims.iter().filter_map(|(key, version)| Some((key.entity()?, *version)))
        {
            let after = match (&record.body, record.body.change()) {
                // It claims the version at which it forgets the entity.
                (Body::Checkpoint(_), _) => {
                    Checkpoint::at(self.journal, &entity, version).await?.map(Known::begin)
                }
                (_, Some(change)) => self.changed(entity, version, change).await?,
                (_, None) => None,
            };
            match after {
                Some(known) => drop(self.known.insert(entity, known)),
                None => drop(self.known.remove(&entity)),
            }
        }
        Ok(None)
    }

    async fn assess(
        &mut self,
        seal: SealId,
        read: &[(EntityKey, u64)],
    ) -> Result<Option<Vec<Heard>>, RoadError> {
        let Some(sealed) = fold::sealed(self.journal, seal).await? else { return Ok(None) };
        let mut rows = BTreeMap::new();
        for entity in hearing::entities(&sealed.observation) {
            let version = read.iter().find(|(read, _)| *read == entity).map_or(0, |(_, version)| *version);
            let Some(known) = self.known(entity, version).await? else { return Ok(None) };
            rows.insert(entity, Arc::clone(&known.row));
        }
        Ok(Some(hearing::hear(Some(&sealed.observation), &rows).heard))
    }

    /// What an entity is, which is at this version or was when it was read; `None` where that is forgotten.
    async fn known(&mut self, entity: EntityKey, version: u64) -> Result<Option<Known>, RoadError> {
        let base = match self.known.get(&entity) {
            Some(known) => return Ok(Some(known.clone())),
            None if version == 0 => Checkpoint::default(),
            None => match Checkpoint::at(self.journal, &entity, version).await? {
                Some(base) => base,
                None => return Ok(None),
            },
        };
        let known = Known::begin(base);
        self.known.insert(entity, known.clone());
        Ok(Some(known))
    }

    /// What an entity is after one more version; `None` where that cannot be said any more.
    async fn changed(
        &mut self,
        entity: EntityKey,
        version: u64,
        change: Change,
    ) -> Result<Option<Known>, RoadError> {
        let journal = self.journal;
        let begin = async || Ok(Checkpoint::at(journal, &entity, version).await?.map(Known::begin));
        let Some(Known { row, base, mut taught }) = self.known(entity, version - 1).await? else {
            return begin().await;
        };
        checkpoint::heed(&mut taught, change);
        let row = match change {
            Change::Teaches(seal) => match fold::sealed(self.journal, seal).await? {
                // These models have written the row, so they can read it.
                Some(sealed) => fold::learned(&row, &entity, Some(&sealed.observation))
                    .unwrap_or_else(|_| Row::clone(&row)),
                None => return begin().await,
            },
            Change::TakesBack(_) => {
                fold::relearned(self.journal, &entity, base.seen_from(version), &taught).await?
            }
        };
        Ok(Some(Known { row: Arc::new(Row { version, ..row }), base, taught }))
    }
}
