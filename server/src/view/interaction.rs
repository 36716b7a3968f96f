//! An interaction as the outside sees it.

use super::assessment::{ReasonView, reason};
use crate::clock::rfc3339;
use engine::interactions::Interacted;
use models::mitigation::{Limits, Mitigation};
use models::standing::Trust;
use models::threshold::risk_score;
use serde::Serialize;
use utoipa::ToSchema;

/// What should follow from an interaction.
#[derive(Serialize, ToSchema)]
pub(crate) struct InteractionView {
    /// `int_…`.
    id: String,
    /// When it was decided.
    created_at: String,
    /// `allow`; `limit`: let it pass within `action`; `review`: hold it until a person has looked at it; `block`: refuse it.
    #[schema(value_type = String)]
    decision: Mitigation,
    /// What to do: `allow` while the site is in monitor mode.
    #[schema(value_type = String)]
    enforced: Mitigation,
    /// What the sender may do from here on, for the merchant to carry out; `null` where nothing is restricted, or all.
    action: Option<ActionView>,
    /// Probability that it should not pass, in per mille.
    risk: u16,
    /// Log-odds: `prior_nats` + Σ `reasons[].nats`, exactly.
    risk_nats: f64,
    /// Log-odds before anything was known.
    prior_nats: f64,
    /// Signed parts, the largest first.
    reasons: Vec<ReasonView>,
    /// Trust in whoever acts.
    from: TrustView,
    /// Trust in whomever it is meant for.
    to: TrustView,
    /// How surprising it is that the opinion is bad, or that it is not, in nats; `null` where there is none, or it does not count because it was
    /// held back.
    surprise_nats: Option<f64>,
    /// Interactions that had arrived by then were taken in; what they move for others may still be worked off. `null` where that was not followed.
    as_of: Option<String>,
    /// Who dealt with whom was not at hand: the server has started lately, or was writing it down.
    degraded: bool,
}

/// What a sender may do. The merchant carries it out.
#[derive(Serialize, ToSchema)]
struct ActionView {
    /// Messages that they may send in an hour.
    messages_per_hour: u16,
    /// The longest that each may be.
    length_chars: u16,
    /// `captcha` where they should prove first that they are a person, by that or by whatever the merchant has.
    #[serde(skip_serializing_if = "Option::is_none")]
    verification: Option<&'static str>,
}

/// Trust in a party, before and after.
#[derive(Serialize, ToSchema)]
struct TrustView {
    /// Before the interaction: from 0, none, over 0.5, neutral, to 1. `null` where that was not followed.
    before: Option<f64>,
    /// After it.
    trust: Option<f64>,
    /// Share of that which is still what everybody begins with: 1 where nothing was heard of the party, towards 0.
    uncertainty: Option<f64>,
}

impl From<Limits> for ActionView {
    fn from(Limits { messages_per_hour, length_chars, verify }: Limits) -> Self {
        Self { messages_per_hour, length_chars, verification: verify.then_some("captcha") }
    }
}

/// Shows an interaction.
pub(crate) fn interaction(Interacted { at, record }: &Interacted) -> InteractionView {
    let encounter = &record.encounter;
    let trust = |before: Option<models::regard::Regard>, after: Option<Trust>| TrustView {
        before: after.is_some().then(|| {
            let standing = before.and_then(|regard| regard.standing);
            standing.map_or(Trust::NEUTRAL.value, |standing| standing.trust)
        }),
        trust: after.map(|trust| trust.value),
        uncertainty: after.map(|trust| trust.uncertainty),
    };
    InteractionView {
        id: record.id.to_string(),
        created_at: rfc3339(*at),
        decision: record.mitigation,
        enforced: record.enforced,
        action: record.limits.map(ActionView::from),
        risk: risk_score(record.risk.risk_nats),
        risk_nats: record.risk.risk_nats,
        prior_nats: record.risk.prior_nats,
        reasons: record.risk.reasons.iter().map(reason).collect(),
        from: trust(encounter.from, record.from_after),
        to: trust(encounter.to, record.to_after),
        surprise_nats: record.surprise_nats,
        as_of: encounter.from.is_some().then(|| rfc3339(*at)),
        degraded: encounter.from.is_none(),
    }
}
