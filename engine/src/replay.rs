//! Back-test: what another policy would have decided on evidence that is in the journal, and what turned out to be true.

use crate::ids::{AssessmentId, SiteId};
use crate::journal::{AssessedRecord, Body, OutcomeLabel, Record};
use crate::policy::Policy;
use alloc::{collections::BTreeMap, vec::Vec};
use models::fusion;
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

    /// Takes one record into account.
    pub fn hear(&mut self, record: &Record) {
        if self.site.is_some_and(|site| site != record.site) {
            return;
        }
        match &record.body {
            // A test token's decision follows from no evidence.
            Body::Assessed(assessed) if assessed.seal.is_some() => {
                self.judged.push((assessed.id, assessed.decision, self.judge(assessed)));
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

    fn judge(&self, assessed: &AssessedRecord) -> Decision {
        self.policy.thresholds.decide(&fusion::fuse(self.policy.prior_nats, &assessed.heard))
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
