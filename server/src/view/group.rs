//! A group of parties that move together, as the outside sees it.

use super::neighbourhood::name;
use crate::clock::rfc3339;
use engine::ids::{hex, unhex};
use models::groups::{Group, Sign, Why};
use serde::Serialize;
use utoipa::ToSchema;

/// One group in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupItem {
    /// `grp_…`: of the first of its members. It is found by any other's as well.
    id: String,
    /// How many belong to it.
    members: usize,
    /// When the first of its suspicious ties came.
    since: String,
    /// When the last one did.
    latest: String,
    /// Suspicious ties between members.
    ties: u32,
    /// All ties that the members have, also to others.
    all_ties: u32,
    /// What its suspicious ties weigh together, in nats.
    nats: f64,
    /// How far it is from chance: -ln of how many groups as suspicious chance is expected to make.
    surprise_nats: f64,
    /// What is suspicious about the ties, the weightiest first.
    why: Vec<WhyView>,
}

/// One reason.
#[derive(Serialize, ToSchema)]
struct WhyView {
    /// `unknown`, `praise`, `wording`, `volume`, `relayed` or `cycle`.
    #[schema(value_type = String)]
    code: Sign,
    /// In plain words.
    text: String,
    /// Ties that show it.
    ties: u32,
    /// What it weighs by itself, in nats.
    nats: f64,
}

/// One group.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupView {
    #[serde(flatten)]
    group: GroupItem,
    /// Who belongs to it.
    parties: Vec<MemberView>,
}

/// Somebody who belongs to a group.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberView {
    /// `pty_…`: good for `GET /v1/parties/{id}`.
    id: String,
    /// Trust in them; `null` where nothing of theirs counts.
    trust: Option<f64>,
}

/// What a group is called that has this member.
pub(crate) fn called(member: &[u8; 16]) -> String {
    format!("grp_{}", hex(member))
}

/// A member of the group that is called so.
pub(crate) fn member(id: &str) -> Option<[u8; 16]> {
    id.strip_prefix("grp_").and_then(unhex)
}

/// Shows a group in a list.
pub(crate) fn item(group: &Group) -> GroupItem {
    GroupItem {
        id: called(group.members.first().unwrap_or(&[0; 16])),
        members: group.members.len(),
        since: rfc3339(group.since),
        latest: rfc3339(group.latest),
        ties: group.ties,
        all_ties: group.all_ties,
        nats: group.nats,
        surprise_nats: -group.ln_expected,
        why: group.why.iter().map(|why| WhyView::of(why, group)).collect(),
    }
}

/// Shows one group; `trust` says what is known of a member.
pub(crate) fn group(group: &Group, trust: impl Fn(&[u8; 16]) -> Option<f64>) -> GroupView {
    let parties = group.members.iter().map(|member| MemberView { id: name(member), trust: trust(member) });
    GroupView { group: item(group), parties: parties.collect() }
}

impl WhyView {
    fn of(&Why { sign, ties, nats }: &Why, group: &Group) -> Self {
        let what = match sign {
            Sign::Unknown => "between parties whom nobody else knows",
            Sign::Praise => "praise far above what is usual",
            Sign::Wording => "with the same rare words as somebody else's",
            Sign::Volume => "more within a day than the two ever had",
            Sign::Relayed => "passed on soon after it was received",
            Sign::Cycle => "closing a ring within a day",
        };
        Self { code: sign, text: format!("{ties} of {} ties {what}", group.ties), ties, nats }
    }
}
