//! How a party stands among those it deals with, as the outside sees it. Others are named by what their records stand under: the merchant's own
//! ids are stored nowhere.

use crate::clock::rfc3339;
use engine::ids::hex;
use engine::interactions::Interacted;
use engine::keyring::Alias;
use models::graph::{Direction, Neighbour};
use models::interaction::{InteractionKind, Opinion};
use models::mitigation::Mitigation;
use models::standing::Standing;
use serde::Serialize;
use utoipa::ToSchema;

/// How a party stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct StandingView {
    /// When the newest interaction happened that had been taken in.
    as_of: String,
    /// From 0, none, over 0.5, neutral, to 1.
    trust: f64,
    /// Share of that which is still what everybody begins with: 1 where nothing was heard, towards 0.
    uncertainty: f64,
    /// What this party's own opinions count, from 0 to 1.
    credibility: f64,
    /// When it was first seen.
    since: String,
    /// Parties that turned to it.
    heard_from: u32,
    /// Parties that it turned to.
    turned_to: u32,
    /// Opinions of it.
    opinions: u32,
    /// Bad ones among them.
    bad_opinions: u32,
    /// How far trust is from what it usually was, in standard deviations; `null` while its history is short.
    jump: Option<f64>,
}

/// Somebody whom a party deals with.
#[derive(Serialize, ToSchema)]
pub(crate) struct NeighbourView {
    /// `pty_…`: also good for `GET /v1/parties/{id}`.
    id: String,
    /// `from`: the party turned to this neighbour; `to`: the neighbour turned to the party.
    #[schema(value_type = String)]
    direction: Direction,
    /// The mean opinion, from -1 to 1; `null` where there is none.
    opinion: Option<f64>,
    /// How many interactions.
    interactions: u32,
    /// The newest of them.
    last: String,
    /// The neighbour's own trust.
    trust: f64,
    /// By how much this moves the trust of whoever is turned to.
    moves: f64,
    /// `pty_…` of whoever in turn moves the neighbour's trust most.
    through: Option<String>,
}

/// One interaction of a party.
#[derive(Serialize, ToSchema)]
pub(crate) struct InteractionItem {
    /// `int_…`.
    id: String,
    /// When it happened.
    at: String,
    /// `from`: the party acted; `to`: it was meant for the party.
    #[schema(value_type = String)]
    direction: Direction,
    /// `pty_…` of the other.
    with: String,
    /// `message`, `reply`, `rating` or `confirmation`.
    #[schema(value_type = String)]
    kind: InteractionKind,
    /// The opinion, from -1 to 1.
    opinion: Option<f32>,
    /// What followed: `allow`, `limit`, `review` or `block`.
    #[schema(value_type = String)]
    decision: Mitigation,
    /// Trust in the party afterwards; `null` where that was not followed.
    trust: Option<f64>,
}

/// The name of a party whose own id is not stored.
pub(crate) fn name(alias: &[u8; 16]) -> String {
    format!("pty_{}", hex(alias))
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> Self {
        Self {
            as_of: rfc3339(standing.as_of),
            trust: standing.trust,
            uncertainty: standing.uncertainty,
            credibility: standing.credibility,
            since: rfc3339(standing.since),
            heard_from: standing.heard_from,
            turned_to: standing.turned_to,
            opinions: standing.opinions,
            bad_opinions: standing.bad_opinions,
            jump: standing.jump,
        }
    }
}

impl From<Neighbour> for NeighbourView {
    fn from(neighbour: Neighbour) -> Self {
        Self {
            id: name(&neighbour.party),
            direction: neighbour.direction,
            opinion: neighbour.opinion,
            interactions: neighbour.interactions,
            last: rfc3339(neighbour.last),
            trust: neighbour.trust,
            moves: neighbour.moves,
            through: neighbour.through.as_ref().map(name),
        }
    }
}

impl InteractionItem {
    /// As the party sees it that has this alias.
    pub(crate) fn of(Interacted { record, .. }: &Interacted, party: Alias) -> Self {
        let interaction = &record.interaction;
        let (direction, with, after) = match interaction.from == party.0 {
            true => (Direction::From, interaction.to, record.from_after),
            false => (Direction::To, interaction.from, record.to_after),
        };
        Self {
            id: record.id.to_string(),
            at: rfc3339(interaction.at),
            direction,
            with: name(&with),
            kind: interaction.kind,
            opinion: interaction.opinion.map(Opinion::get),
            decision: record.mitigation,
            trust: after.map(|trust| trust.value),
        }
    }
}
