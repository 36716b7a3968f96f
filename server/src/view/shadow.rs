//! The shadow profile of a party, as the outside sees it: all of it follows from what it did and what others did towards it.

use super::neighbourhood::name;
use models::graph::{Betweenness, Feedback, Profile};
use serde::Serialize;
use utoipa::ToSchema;

/// How a party acts, and with whom.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShadowView {
    /// Share of those it turned to lately who turned to it; `null` where it turned to nobody.
    reciprocity: Option<f64>,
    /// `pty_…` of those with whom it deals more than they deal with others, the nearest first, at most 50.
    cluster: Vec<String>,
    /// Share of their edges that lead out of that cluster; `null` where it is in none.
    conductance: Option<f64>,
    /// Share of the shortest ways between two others that lead over it, from samples; `null` before any was drawn.
    betweenness: Option<f64>,
    /// How far that may be off, with probability 0.9.
    betweenness_within: Option<f64>,
    /// How much it acted at each hour of the day (UTC) lately, to compare with each other.
    hours: Vec<u8>,
    /// Their entropy in bits: 0 always at the same hour, 4.6 at any.
    hour_bits: f64,
    /// What it did.
    acts: ActsView,
    /// The usual length of its texts, in characters.
    length_chars: Option<f64>,
    /// The usual time between two acts, in seconds.
    gap_s: Option<f64>,
    /// The opinions that it gave.
    given: FeedbackView,
    /// The opinions that it got.
    got: FeedbackView,
}

/// What a party did, counted.
#[derive(Serialize, ToSchema)]
struct ActsView {
    messages: u16,
    replies: u16,
    ratings: u16,
    confirmations: u16,
}

/// Opinions in a few numbers.
#[derive(Serialize, ToSchema)]
struct FeedbackView {
    /// How many.
    count: u32,
    /// Bad ones among them.
    bad: u32,
    /// Their mean, from -1 to 1.
    mean: f64,
    /// The mean of the recent ones.
    recent: f64,
}

impl ShadowView {
    /// Of a profile, and of what a survey says of the party.
    pub(crate) fn of(profile: Profile, between: Option<Betweenness>) -> Self {
        let (signature, cluster) = (profile.signature, profile.cluster.unwrap_or_default());
        let [messages, replies, ratings, confirmations] = signature.kinds;
        Self {
            reciprocity: profile.reciprocity,
            conductance: (!cluster.members.is_empty()).then_some(cluster.conductance),
            cluster: cluster.members.iter().map(|(member, _)| name(member)).collect(),
            betweenness: between.map(|between| between.share),
            betweenness_within: between.map(|between| between.within),
            hours: signature.hours.to_vec(),
            hour_bits: signature.hour_bits,
            acts: ActsView { messages, replies, ratings, confirmations },
            length_chars: signature.length_chars,
            gap_s: signature.gap_s,
            given: profile.given.into(),
            got: profile.got.into(),
        }
    }
}

impl From<Feedback> for FeedbackView {
    fn from(Feedback { count, bad, mean, recent }: Feedback) -> Self {
        Self { count, bad, mean, recent }
    }
}
