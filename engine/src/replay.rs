//! Back-test: what another policy would have decided on the evidence that is in the journal, or on what these models make of
//! its observations, and what turned out to be true.

use crate::artifact::{Artifact, Content, Shelf, Used};
use crate::assessment::RoadError;
use crate::ids::{AssessmentId, SealId, SiteId};
use crate::journal::{AssessedRecord, Body, Change, Journal, OutcomeLabel, Record};
use crate::keyring::Keyring;
use crate::policy::Policy;
use crate::reading::{self, Reading};
use crate::store::Row;
use crate::{fold, hearing};
use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use models::entity::EntityKey;
use models::fusion::{self, Heard, Weights};
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
    erased: usize,
    weights: BTreeMap<(SiteId, u32), Weights>,
    truths: BTreeMap<AssessmentId, Truth>,
}

impl Replay {
    /// Begins, for one site or for all.
    pub fn new(policy: Policy, site: Option<SiteId>) -> Self {
        let (judged, weights, truths) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { policy, site, judged, erased: 0, weights, truths }
    }

    /// Takes one record into account. `answer` is what was answered of the visit that it assesses, `None` where that cannot
    /// be read any more; it is judged with the weights of that time. `anew` is what the detectors say of the visit today;
    /// without it the evidence of that time counts.
    pub fn hear(&mut self, record: &Record, answer: Option<&AssessedRecord>, anew: Option<&[Heard]>) {
        if self.site.is_some_and(|site| site != record.site) {
            return;
        }
        match &record.body {
            // A test token's decision follows from no evidence.
            Body::Assessed(entry) if entry.seal.is_some() => match answer {
                Some(answer) => {
                    let weights = (record.site, answer.artifacts.weights);
                    let would_be = self.judge(weights, anew.unwrap_or(&answer.heard));
                    self.judged.push((entry.id, entry.decision, would_be));
                }
                None => self.erased += 1,
            },
            Body::Outcome(outcome) => {
                let truth = match outcome.label {
                    OutcomeLabel::Fraud | OutcomeLabel::Chargeback => Truth::Fraud,
                    OutcomeLabel::Legitimate => Truth::Legitimate,
                };
                self.truths.insert(outcome.assessment, truth);
            }
            // It stands before every assessment that names it.
            Body::Artifact(artifact) => {
                if let Artifact { number, content: Content::Weights(weights), .. } = &**artifact {
                    self.weights.insert((record.site, *number), weights.clone());
                }
            }
            _ => {}
        }
    }

    fn judge(&self, weights: (SiteId, u32), heard: &[Heard]) -> Decision {
        let Policy { prior_nats, thresholds } = &self.policy;
        let shipped = Weights::default();
        let weights = self.weights.get(&weights).unwrap_or(&shipped);
        thresholds.decide(&fusion::fuse(*prior_nats, weights, heard))
    }

    /// How many assessments were judged anew.
    pub fn assessments(&self) -> usize {
        self.judged.len()
    }

    /// How many could not be: the people they were about were erased.
    pub fn erased(&self) -> usize {
        self.erased
    }

    /// How many would be decided otherwise.
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

/// The states of all entities as these models learn them, with the artifacts that each record names: hand it the journal's
/// records in their order.
#[derive(Debug)]
pub struct Refold<'j, J, K> {
    shelf: Shelf<'j, J>,
    keys: &'j K,
    rows: BTreeMap<EntityKey, Arc<Row>>,
    taught: BTreeMap<EntityKey, Vec<(SealId, u32)>>,
}

impl<'j, J: Journal, K: Keyring> Refold<'j, J, K> {
    /// Begins with nothing learned.
    pub fn new(journal: &'j J, keys: &'j K) -> Self {
        Self { shelf: Shelf::new(journal), keys, rows: BTreeMap::new(), taught: BTreeMap::new() }
    }

    /// What an entity is by now.
    pub fn row(&self, entity: &EntityKey) -> Arc<Row> {
        self.rows.get(entity).cloned().unwrap_or_default()
    }

    /// Learns what a record changes. Where it assesses a visit that can still be read, returns what the detectors say of it
    /// today.
    pub async fn hear(&mut self, record: &Record) -> Result<Option<Vec<Heard>>, RoadError> {
        if let Body::Assessed(assessed) = &record.body
            && let Some(seal) = assessed.seal
        {
            return match reading::answer(self.keys, assessed)? {
                Reading::Open(answer) => self.assess(record.site, answer.artifacts, seal).await,
                Reading::Gone(_) => Ok(None),
            };
        }
        if let Some(change) = record.body.change() {
            for entity in record.claims.iter().filter_map(|(key, _)| key.entity()) {
                self.change(record.site, entity, &change).await?;
            }
        }
        Ok(None)
    }

    async fn assess(
        &mut self,
        site: SiteId,
        used: Used,
        seal: SealId,
    ) -> Result<Option<Vec<Heard>>, RoadError> {
        let in_force = self.shelf.named(site, used).await?;
        let sealed = fold::sealed(self.shelf.journal, self.keys, seal).await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let row = |entity| (entity, self.row(&entity));
        let rows = hearing::entities(&sealed.observation).into_iter().map(row).collect();
        Ok(Some(hearing::hear(Some(&sealed.observation), &rows, &in_force).heard))
    }

    async fn change(&mut self, site: SiteId, entity: EntityKey, change: &Change) -> Result<(), RoadError> {
        let taught = self.taught.entry(entity).or_default();
        let (mut row, lessons) = match change {
            Change::Teaches { seal, priors } => {
                taught.push((*seal, *priors));
                (self.rows.get(&entity).cloned().unwrap_or_default(), Vec::from([(*seal, *priors)]))
            }
            Change::TakesBack(seals) => {
                taught.retain(|(one, _)| !seals.contains(one));
                (Arc::default(), taught.clone())
            }
        };
        for (seal, priors) in lessons {
            let priors = self.shelf.priors(site, priors).await?;
            if let Some(sealed) = fold::sealed(self.shelf.journal, self.keys, seal).await?
                && let Ok(next) = fold::learned(&row, &entity, &priors, Some(&sealed.observation))
            {
                row = Arc::new(next);
            }
        }
        self.rows.insert(entity, row);
        Ok(())
    }
}
