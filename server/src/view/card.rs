//! A card as the outside sees it.

use super::assessment::AssessmentItem;
use engine::store::Row;
use models::detectors::spending::{Profile, Spending, State};
use models::detectors::{Detector, registered};
use serde::Serialize;
use utoipa::ToSchema;

/// One card.
#[derive(Serialize, ToSchema)]
pub(crate) struct CardProfileView {
    /// The merchant's own id, as it was asked for: it is stored nowhere.
    pub(crate) id: String,
    /// Oldest of the assessments below.
    pub(crate) first_seen: String,
    /// Newest assessment.
    pub(crate) last_seen: String,
    /// How it usually spends, in the currency used last; absent while nothing is learned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) spending: Option<SpendingView>,
    /// Payments with it, newest first, at most 200. How unusual each was for the card, its `spending` evidence says.
    pub(crate) assessments: Vec<AssessmentItem>,
}

/// How a card usually spends.
#[derive(Serialize, ToSchema)]
pub(crate) struct SpendingView {
    /// ISO 4217: of the purchases, the groups and the amounts.
    currency: String,
    /// Trusted purchases.
    purchases: u32,
    /// `low`, `medium` or `high`: the group that most of its amounts are in.
    profile: &'static str,
    /// Means of its low, medium and high amounts, minor units.
    groups_minor: Vec<f64>,
    /// The latest amounts, minor units, the oldest first.
    amounts_minor: Vec<f64>,
}

/// Reads the row of a card.
pub(crate) fn spending(row: &Row) -> Option<SpendingView> {
    let state: State = registered::decode::<Spending>(row.state(Spending::NAME)).ok()?;
    let spent = state.spending()?;
    Some(SpendingView {
        currency: spent.currency,
        purchases: spent.purchases,
        profile: match spent.profile {
            Profile::Low => "low",
            Profile::Medium => "medium",
            Profile::High => "high",
        },
        groups_minor: spent.groups_minor,
        amounts_minor: spent.amounts_minor,
    })
}
