//! A user: what is known of them, and all of it for themselves.

use crate::view::assessment::{AssessmentItem, AssessmentView};
use crate::view::behaviour::BehaviourView;
use crate::view::session::SealView;
use crate::view::user_visit::LookedAtView;
use engine::journal::OutcomeLabel;
use models::attempts::AccountEvent;
use models::observation::Event;
use serde::Serialize;
use utoipa::ToSchema;

/// One user.
#[derive(Serialize, ToSchema)]
pub struct UserView {
    /// The merchant's own id, as it was asked for: it is stored nowhere.
    pub id: String,
    /// Oldest of the assessments below.
    pub first_seen: String,
    /// Newest assessment.
    pub last_seen: String,
    /// Devices of the assessments below.
    pub devices: Vec<String>,
    /// What is usual for them.
    pub behaviour: BehaviourView,
    /// The visit that was asked for, or their latest; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<LookedAtView>,
    /// Of the assessments below those whose visits taught what is usual.
    pub taught_by: Vec<String>,
    /// Assessments, newest first, at most 200.
    pub assessments: Vec<AssessmentItem>,
}

/// One assessment of a user with all that it rested on, for the user.
#[derive(Serialize, ToSchema)]
pub struct ExportedView {
    /// As it was answered.
    #[serde(flatten)]
    pub assessment: AssessmentView,
    /// The card, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<CardView>,
    /// What turned out to be true, newest first.
    pub outcomes: Vec<OutcomeView>,
    /// The visit that was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<ExportedVisitView>,
}

/// Something that happened to a user's account, as the merchant told.
#[derive(Serialize, ToSchema)]
pub struct AccountEventView {
    /// When it was told.
    pub at: String,
    /// `login_ok`, `login_failed`, `credential_changed`, `address_changed` or `card_added`.
    #[schema(value_type = String)]
    pub kind: AccountEvent,
}

/// A card, never its number.
#[derive(Serialize, ToSchema)]
pub struct CardView {
    /// First six or eight digits.
    pub bin: String,
    /// Last four digits.
    pub last4: String,
}

/// What somebody said turned out to be true.
#[derive(Serialize, ToSchema)]
pub struct OutcomeView {
    /// When it was said.
    pub at: String,
    /// What was true.
    #[schema(value_type = String)]
    pub label: OutcomeLabel,
    /// Kind of fraud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fraud_kind: Option<String>,
    /// What was lost, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss_minor: Option<i64>,
}

/// A visit with every event.
#[derive(Serialize, ToSchema)]
pub struct ExportedVisitView {
    /// As the console shows it.
    #[serde(flatten)]
    pub seal: SealView,
    /// Behavioural events one by one, in units of 100 µs since the page view began.
    #[schema(value_type = Vec<Object>)]
    pub each_event: Vec<Event>,
}
