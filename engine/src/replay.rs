//! Back-test: what another policy would have decided on the evidence that is in the journal, or on what these models make of
//! its observations, and what turned out to be true.

use crate::artifact::Content;
use crate::ids::{AssessmentId, SiteId};
use crate::journal::{AssessedRecord, Body, OutcomeLabel, Record};
use crate::policy::Policy;
use alloc::{collections::BTreeMap, vec::Vec};
use models::fusion::{Fusion, Heard};
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
    weights: BTreeMap<(SiteId, u32), Fusion>,
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
            Body::Assessed(entry) if record.is_judgement() => match answer {
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
            // It stands before every assessment that names it, unless it was written again because its first record is
            // forgotten. A back-test hears those first; a replay of all records takes what it has not heard yet as shipped.
            Body::Artifact(artifact) => {
                let weights = match &artifact.content {
                    Content::Weights(weights) => Fusion::LabelFree(weights.clone()),
                    Content::Learned(learned) => Fusion::Learned(learned.clone()),
                    Content::Policy(_) | Content::Calibration(_) | Content::Priors(_) => return,
                };
                self.weights.insert((record.site, artifact.number), weights);
            }
            _ => {}
        }
    }

    fn judge(&self, weights: (SiteId, u32), heard: &[Heard]) -> Decision {
        let Policy { prior_nats, thresholds } = &self.policy;
        let shipped = Fusion::default();
        let weights = self.weights.get(&weights).unwrap_or(&shipped);
        thresholds.decide(&weights.fuse(*prior_nats, heard))
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
