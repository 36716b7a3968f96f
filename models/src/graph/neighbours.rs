//! The few neighbours that carry a party's trust, and through whom.

use super::Graph;
use super::edge::{Edge, timestamp};
use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Newest edges that are looked through.
const LOOKED_AT: usize = 2_000;

/// Which way an edge leads, seen from a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The party acts.
    From,
    /// The party is turned to.
    To,
}

/// A neighbour of a party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Its pseudonym.
    pub party: [u8; 16],
    /// Which way.
    pub direction: Direction,
    /// The mean opinion; `None` where there is none.
    pub opinion: Option<f64>,
    /// How many interactions.
    pub interactions: u32,
    /// The newest of them.
    pub last: Timestamp,
    /// The neighbour's own trust, as last heard of.
    pub trust: f64,
    /// By how much this edge moves the trust of whoever is turned to, away from neutral.
    pub moves: f64,
    /// Whoever in turn moves the neighbour's trust most.
    pub through: Option<[u8; 16]>,
}

impl Graph {
    /// The neighbours whose edges move trust most, strongest first: those who turned to the party, then those it turned to, who take at
    /// most half of the room where it is short.
    pub fn neighbours(&self, party: &[u8; 16], limit: usize) -> Vec<Neighbour> {
        let Some(number) = self.number(party) else { return Vec::new() };
        let (mut sources, mut targets) =
            (self.strongest(number, Direction::To), self.strongest(number, Direction::From));
        sources.truncate(limit - targets.len().min(limit / 2));
        targets.truncate(limit - sources.len());
        let named = |direction| move |(moves, edge): (f64, &Edge)| self.neighbour(direction, moves, edge);
        let sources = sources.into_iter().filter_map(named(Direction::To));
        sources.chain(targets.into_iter().filter_map(named(Direction::From))).collect()
    }

    fn strongest(&self, number: u32, direction: Direction) -> Vec<(f64, &Edge)> {
        let edges = self.edges_of(number, direction).take(LOOKED_AT);
        let mut found: Vec<(f64, &Edge)> = edges.map(|edge| (self.moves(edge), edge)).collect();
        found.sort_by(|one, other| other.0.abs().total_cmp(&one.0.abs()));
        found
    }

    fn neighbour(&self, direction: Direction, moves: f64, edge: &Edge) -> Option<Neighbour> {
        let other = if direction == Direction::From { edge.to } else { edge.from };
        let known = self.parties.get(other)?;
        Some(Neighbour {
            party: known.id,
            direction,
            opinion: (edge.said > 0.0).then(|| edge.mean()),
            interactions: edge.count,
            last: timestamp(edge.last_s),
            trust: known.trust(self.began_s, Timestamp(0)).value,
            moves,
            through: self.strongest_source(other).and_then(|source| Some(self.parties.get(source)?.id)),
        })
    }

    fn strongest_source(&self, number: u32) -> Option<u32> {
        let edges = self.edges_of(number, Direction::To).take(LOOKED_AT);
        let strongest = edges.map(|edge| (self.moves(edge).abs(), edge.from));
        strongest.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, from)| from)
    }
}
