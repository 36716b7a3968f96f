//! Back-test: what another policy would have decided on the evidence that is in the journal, or on what these models make of
//! its observations, and what turned out to be true.

use crate::artifact::{Artifact, Content, Shelf, Used};
use crate::assessment::RoadError;
use crate::ids::{AssessmentId, SealId, SiteId};
use crate::journal::{Body, Change, Journal, OutcomeLabel, Record};
use crate::policy::Policy;
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
    weights: BTreeMap<(SiteId, u32), Weights>,
    truths: BTreeMap<AssessmentId, Truth>,
}

impl Replay {
    /// Begins, for one site or for all.
    pub fn new(policy: Policy, site: Option<SiteId>) -> Self {
        Self { policy, site, judged: Vec::new(), weights: BTreeMap::new(), truths: BTreeMap::new() }
    }

    /// Takes one record into account. It is judged with the weights of that time. `anew` is what the detectors say today of
    /// the visit that it assesses; without it the evidence of that time counts.
    pub fn hear(&mut self, record: &Record, anew: Option<&[Heard]>) {
        if self.site.is_some_and(|site| site != record.site) {
            return;
        }
        match &record.body {
            // A test token's decision follows from no evidence.
            Body::Assessed(assessed) if assessed.seal.is_some() => {
                let weights = (record.site, assessed.artifacts.weights);
                let would_be = self.judge(weights, anew.unwrap_or(&assessed.heard));
                self.judged.push((assessed.id, assessed.decision, would_be));
            }
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

/// The states of all entities as these models learn them, with the artifacts that each record names: hand it the journal's
/// records in their order.
#[derive(Debug)]
pub struct Refold<'j, J> {
    shelf: Shelf<'j, J>,
    rows: BTreeMap<EntityKey, Arc<Row>>,
    taught: BTreeMap<EntityKey, Vec<(SealId, u32)>>,
}

impl<'j, J: Journal> Refold<'j, J> {
    /// Begins with nothing learned.
    pub fn new(journal: &'j J) -> Self {
        Self { shelf: Shelf::new(journal), rows: BTreeMap::new(), taught: BTreeMap::new() }
    }

    /// Learns what a record changes. Where it assesses a visit, returns what the detectors say of that today.
    pub async fn hear(&mut self, record: &Record) -> Result<Option<Vec<Heard>>, RoadError> {
        if let Body::Assessed(assessed) = &record.body
            && let Some(seal) = assessed.seal
        {
            return self.assess(record.site, assessed.artifacts, seal).await.map(Some);
        }
        if let Some(change) = record.body.change() {
            for entity in record.claims.iter().filter_map(|(key, _)| key.entity()) {
                self.change(record.site, entity, change).await?;
            }
        }
        Ok(None)
    }

    async fn assess(&mut self, site: SiteId, used: Used, seal: SealId) -> Result<Vec<Heard>, RoadError> {
        let in_force = self.shelf.named(site, used).await?;
        let sealed = fold::sealed(self.shelf.journal, seal).await?;
        let observation = sealed.as_ref().map(|sealed| &sealed.observation);
        let needed = observation.into_iter().flat_map(hearing::entities);
        let row = |entity| (entity, self.rows.get(&entity).cloned().unwrap_or_default());
        Ok(hearing::hear(observation, &needed.map(row).collect(), &in_force).heard)
    }

    async fn change(&mut self, site: SiteId, entity: EntityKey, change: Change) -> Result<(), RoadError> {
        let taught = self.taught.entry(entity).or_default();
        let (mut row, lessons) = match change {
            Change::Teaches { seal, priors } => {
                taught.push((seal, priors));
                (self.rows.get(&entity).cloned().unwrap_or_default(), Vec::from([(seal, priors)]))
            }
            Change::TakesBack(seal) => {
                taught.retain(|(one, _)| *one != seal);
                (Arc::default(), taught.clone())
            }
        };
        for (seal, priors) in lessons {
            let priors = self.shelf.priors(site, priors).await?;
            if let Some(sealed) = fold::sealed(self.shelf.journal, seal).await?
                && let Ok(next) = fold::learned(&row, &entity, &priors, Some(&sealed.observation))
            {
                row = Arc::new(next);
            }
        }
        self.rows.insert(entity, row);
        Ok(())
    }
}
