//! An artifact, a policy, a back-test.

use crate::clock::rfc3339;
use engine::artifact::{Artifact, Content, Kind, Published};
use engine::policy::Policy;
use engine::replay::{Count, DECISIONS, Replay, Truth};
use models::detectors;
use models::fusion::learned::Seer;
use models::threshold::{Decision, Thresholds};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An artifact in a list.
#[derive(Serialize, ToSchema)]
pub struct ArtifactItem {
    /// `policy`, `calibration`, `weights` or `priors`.
    #[schema(value_type = String, example = "policy")]
    pub kind: Kind,
    /// Its number within its kind; 0 is as shipped.
    pub number: u32,
    /// When it was made; absent where it is as shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_at: Option<String>,
    /// How many assessments or devices it was refitted from; absent where a person made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_of: Option<u32>,
    /// It holds now.
    pub in_force: bool,
    /// It holds and stays, whatever refits make.
    pub pinned: bool,
}

/// One artifact, whole.
#[derive(Serialize, ToSchema)]
pub struct ArtifactView {
    /// What the list says too.
    #[serde(flatten)]
    pub item: ArtifactItem,
    /// What it says.
    pub content: ContentView,
}

/// What an artifact says.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum ContentView {
    /// Of a policy.
    Policy(PolicyContent),
    /// Of calibration: one table for each detector and age that enough is known of.
    Calibration(Vec<TableView>),
    /// How much each detector counts; one that is not named counts 1.
    Weights(BTreeMap<String, f64>),
    /// What confirmed frauds say of each detector.
    Learned(BTreeMap<String, SeerView>),
    /// What is believed of an entity before its first observation: named numbers, by detector.
    Priors(BTreeMap<&'static str, BTreeMap<String, f64>>),
}

/// What confirmed frauds say of one detector.
#[derive(Serialize, ToSchema)]
pub struct SeerView {
    /// Share of the frauds that show to it.
    pub share: f64,
    /// Shape of the p-values that those show, Beta(κ, 1): the smaller, the sharper.
    pub kappa: f64,
}

/// How evidence becomes a decision.
#[derive(Serialize, ToSchema)]
pub struct PolicyContent {
    /// Log-odds of fraud before anything is seen, between -20 and 20.
    #[schema(minimum = -20, maximum = 20)]
    pub prior_nats: f64,
    /// Shares of genuine visits that may see each decision or a harder one, falling.
    pub thresholds: ThresholdsView,
}

/// Shares of genuine visits, between 0 and 1.
#[derive(Serialize, ToSchema)]
pub struct ThresholdsView {
    /// Step-up or harder.
    #[schema(exclusive_minimum = 0, exclusive_maximum = 1)]
    pub step_up_share: f64,
    /// Review or harder.
    #[schema(exclusive_minimum = 0, exclusive_maximum = 1)]
    pub review_share: f64,
    /// Block.
    #[schema(exclusive_minimum = 0, exclusive_maximum = 1)]
    pub block_share: f64,
}

/// What scores are worth that one detector gives to entities of one age.
#[derive(Serialize, ToSchema)]
pub struct TableView {
    /// Which detector.
    pub detector: String,
    /// Trusted visits from which on it holds, up to the next table.
    pub from_age: u32,
    /// Visits it was made of.
    pub scores: u32,
    /// From score to p-value, rising.
    pub points: Vec<PointView>,
}

/// One point of a table.
#[derive(Serialize, ToSchema)]
pub struct PointView {
    /// The detector's own p-value.
    pub score: f64,
    /// The share of genuine visits at or below it.
    pub p_value: f64,
}

/// A policy in a list.
#[derive(Serialize, ToSchema)]
pub struct PolicyView {
    /// Its number, the `policy_version` of assessments; 0 is as shipped.
    pub number: u32,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_at: Option<String>,
    /// It holds now.
    pub in_force: bool,
    /// What it says.
    #[serde(flatten)]
    pub content: PolicyContent,
}

/// What another policy would have decided.
#[derive(Serialize, ToSchema)]
pub struct BackTestView {
    /// Assessments that were judged anew.
    pub assessments: usize,
    /// How many of them would be decided otherwise.
    pub changed: usize,
    /// Assessments that could not be judged: the people they were about were erased.
    pub erased: usize,
    /// By decision, from the mildest.
    pub decisions: Vec<DecisionView>,
}

/// How often one decision was made and would be made, by what turned out to be true.
#[derive(Serialize, ToSchema)]
pub struct DecisionView {
    /// The decision.
    #[schema(value_type = String, example = "allow")]
    pub decision: Decision,
    /// Fraud or chargeback.
    pub fraud: CountView,
    /// Somebody said it was legitimate.
    pub legitimate: CountView,
    /// Nobody has said anything.
    pub unknown: CountView,
}

/// How many assessments.
#[derive(Serialize, ToSchema)]
pub struct CountView {
    /// Then.
    pub was: u64,
    /// Under the other policy.
    pub would_be: u64,
}

/// An artifact as a list shows it, given what holds of its kind.
pub fn item(kind: Kind, number: u32, made: Option<&Artifact>, held: Published) -> ArtifactItem {
    let in_force = held.publication.number == number;
    ArtifactItem {
        kind,
        number,
        made_at: made.map(|artifact| rfc3339(artifact.made_at)),
        made_of: made.and_then(|artifact| artifact.made_of).map(|made_of| made_of.count),
        in_force,
        pinned: in_force && held.publication.pinned,
    }
}

/// What an artifact says.
pub fn content(content: &Content) -> ContentView {
    match content {
        Content::Policy(policy) => ContentView::Policy(policy_content(policy)),
        Content::Calibration(tables) => {
            let view = |table: &models::calibration::Table| TableView {
                detector: table.detector.clone(),
                from_age: table.from_age,
                scores: table.scores,
                points: table.points().map(|(score, p_value)| PointView { score, p_value }).collect(),
            };
            ContentView::Calibration(tables.all().iter().map(view).collect())
        }
        Content::Weights(weights) => ContentView::Weights(weights.0.clone()),
        Content::Learned(learned) => {
            let view = |(name, seer): (&String, &Seer)| {
                (name.clone(), SeerView { share: seer.share, kappa: seer.kappa })
            };
            ContentView::Learned(learned.seers().iter().map(view).collect())
        }
        Content::Priors(priors) => {
            let shown = detectors::ALL.iter().map(|detector| {
                let name = detector.name();
                (name, detector.shown(priors.of(name)).into_iter().collect())
            });
            ContentView::Priors(shown.collect())
        }
    }
}

/// What a policy says.
pub fn policy_content(policy: &Policy) -> PolicyContent {
    let Policy { prior_nats, thresholds: Thresholds { step_up_share, review_share, block_share } } = *policy;
    PolicyContent { prior_nats, thresholds: ThresholdsView { step_up_share, review_share, block_share } }
}

/// What a replay counted.
pub fn back_test(replay: &Replay) -> BackTestView {
    let counts = replay.counts();
    let decisions = DECISIONS.map(|decision| {
        let of = |truth| {
            let Count { was, would_be } = counts.get(&(decision, truth)).copied().unwrap_or_default();
            CountView { was, would_be }
        };
        let [fraud, legitimate, unknown] = [Truth::Fraud, Truth::Legitimate, Truth::Unknown].map(of);
        DecisionView { decision, fraud, legitimate, unknown }
    });
    BackTestView {
        assessments: replay.assessments(),
        changed: replay.changed(),
        erased: replay.erased(),
        decisions: decisions.into(),
    }
}
