//! The graph as bytes: parties and edges as they are; everything that follows from them is counted anew.

use super::edge::Edge;
use super::habits::Habits;
use super::party::{Party, Values};
use super::tally::Tally;
use super::{Graph, Predictor};
use crate::observation::Timestamp;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Changes whenever older bytes could not be read any more.
const FORMAT: u8 = 1;

/// The bytes are not of a graph, or of one of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the bytes of a graph of this version")]
pub struct Damaged;

#[derive(Serialize, Deserialize)]
struct Head {
    format: u8,
    latest: Timestamp,
    began_s: u32,
    parties: u32,
    edges: u32,
}

#[derive(Serialize, Deserialize)]
struct Known {
    id: [u8; 16],
    since_s: u32,
    published: Values,
    given: Tally,
    got: Tally,
    habits: Habits,
}

impl Graph {
    /// All of it as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (parties, edges) = (self.parties.len() as u32, self.edges.len() as u32);
        let head = Head { format: FORMAT, latest: self.latest, began_s: self.began_s, parties, edges };
        let mut bytes = Vec::new();
        put(&mut bytes, &head);
        for party in self.parties.iter() {
            let Party { id, since_s, published, given, got, habits, .. } = *party;
            put(&mut bytes, &Known { id, since_s, published, given, got, habits });
        }
        self.edges.iter().for_each(|edge| put(&mut bytes, edge));
        bytes
    }

    /// The graph that these bytes are of.
    ///
    /// # Errors
    /// They are of none.
    pub fn from_bytes(mut bytes: &[u8], predictor: Arc<Predictor>) -> Result<Self, Damaged> {
        let head: Head = take(&mut bytes)?;
        if head.format != FORMAT {
            return Err(Damaged);
        }
        let mut graph = Self { latest: head.latest, began_s: head.began_s, ..Self::new(predictor) };
        for number in 0..head.parties {
            let Known { id, since_s, published, given, got, habits } = take(&mut bytes)?;
            if !(published.is_sound() && given.is_sound() && got.is_sound() && habits.is_sound()) {
                return Err(Damaged);
            }
            let known = Party { published, given, got, habits, ..Party::new(id, since_s) };
            if graph.readmit(&known) != number {
                return Err(Damaged);
            }
        }
        for _ in 0..head.edges {
            let edge: Edge = take(&mut bytes)?;
            let known = edge.from.max(edge.to) < head.parties;
            if !known || !edge.is_sound() || graph.edge(edge.from, edge.to).is_some() {
                return Err(Damaged);
            }
            graph.reconnect(edge);
        }
        graph.resume();
        Ok(graph)
    }
}

fn put(bytes: &mut Vec<u8>, value: &impl Serialize) {
    if let Ok(grown) = postcard::to_extend(value, core::mem::take(bytes)) {
        *bytes = grown;
    }
}

fn take<'b, T: Deserialize<'b>>(bytes: &mut &'b [u8]) -> Result<T, Damaged> {
    let (value, rest) = postcard::take_from_bytes(bytes).map_err(|_| Damaged)?;
    *bytes = rest;
    Ok(value)
}
