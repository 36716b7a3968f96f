//! A party as the outside sees it.

use super::assessment::AssessmentItem;
use super::neighbourhood::{InteractionItem, NeighbourView, StandingView};
use super::shadow::ShadowView;
use engine::store::Row;
use models::detectors::intention::{Intention, Intentions, State};
use models::detectors::payee::{self, Payee};
use models::detectors::{Detector, registered};
use models::observation::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// One party: somebody who promises, is paid, or deals with others.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartyView {
    /// The merchant's own id, as it was asked for: it is stored nowhere.
    pub(crate) id: String,
    /// What it is believed to be about.
    pub(crate) intention: IntentionView,
    /// What outcomes say of payments to it.
    pub(crate) payments: PaymentsView,
    /// Promises whose outcome is known, the oldest first, at most the newest 500.
    pub(crate) promises: Vec<PromiseView>,
    /// Payments to it, newest first, at most 50.
    pub(crate) assessments: Vec<AssessmentItem>,
    /// How it stands among those it deals with; `null` where no interaction names it, or that is still being read.
    pub(crate) standing: Option<StandingView>,
    /// `grp_…` of the suspicious group that it belongs to: good for `GET /v1/groups/{id}`.
    pub(crate) group: Option<String>,
    /// How it acts, and with whom; `null` like `standing`.
    pub(crate) profile: Option<ShadowView>,
    /// Those it deals with whose word moves trust most, at most 300: first who turned to it, then those it turned to.
    pub(crate) neighbours: Vec<NeighbourView>,
    /// Its interactions, newest first, at most 200.
    pub(crate) interactions: Vec<InteractionItem>,
}

/// What a party is believed to be about.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntentionView {
    /// Confidence that the party means to deceive, from 0 to 1; 0.5 of somebody nobody knows.
    deceiving_intention: f64,
    /// The same by the published predictor, which does not ask whether broken promises were accidents.
    published_deceiving_intention: f64,
    /// `too_few_to_say`, `none`, `uncovered`, `trapping` or `illusive`.
    #[schema(value_type = String)]
    intention: Intention,
    /// Promises whose outcome is known.
    promises: u32,
    /// Those that were broken.
    broken: u32,
}

/// What outcomes say of payments to a party.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentsView {
    /// Payments of which it is known what they were.
    known: u32,
    /// Those that were frauds.
    frauds: u32,
    /// Probability that cards are misused there at present.
    in_trouble: f64,
}

/// What became of one promise, and what that made of the party.
#[derive(Serialize, ToSchema)]
pub(crate) struct PromiseView {
    /// When it was told.
    pub(crate) at: String,
    /// How far it was kept, from 0 to 1.
    pub(crate) satisfaction: f64,
    /// Something fell short as no honest party's does.
    pub(crate) testified: bool,
    /// What fell short, in words; empty where the party's key is destroyed.
    pub(crate) short: Vec<String>,
    /// The party from then on.
    #[serde(flatten)]
    pub(crate) after: IntentionView,
}

/// Reads the row of a party.
pub(crate) fn intention(row: &Row) -> IntentionView {
    let state: State = registered::decode::<Intentions>(row.state(Intentions::NAME)).unwrap_or_default();
    IntentionView {
        deceiving_intention: state.confidence(),
        published_deceiving_intention: 1.0 - state.published().trust(),
        intention: state.intention(),
        promises: state.promises(),
        broken: state.broken(),
    }
}

/// The same of payments to it.
pub(crate) fn payments(row: &Row, priors: &payee::Priors, now: Timestamp) -> PaymentsView {
    let state: payee::State = registered::decode::<Payee>(row.state(Payee::NAME)).unwrap_or_default();
    PaymentsView { known: state.words(), frauds: state.frauds(), in_trouble: state.in_trouble(priors, now) }
}
