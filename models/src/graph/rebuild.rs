//! The graph made anew from its parties and edges: without those that are too old, or from the bytes of a snapshot.

use super::edge::{Edge, NONE, seconds, timestamp};
use super::{Graph, Party, TOLERANCE};
use crate::observation::Timestamp;
use alloc::vec;
use alloc::vec::Vec;

impl Graph {
    /// Forgets every edge whose newest interaction is older, and every party that none is left of.
    pub fn forget_before(&mut self, moment: Timestamp) {
        let oldest_s = seconds(moment);
        let began = Self::new(self.predictor.clone());
        let mut kept = Self { latest: self.latest, began_s: self.began_s, work: self.work, ..began };
        let mut numbers = vec![NONE; self.parties.len()];
        for edge in self.edges.iter().filter(|edge| edge.last_s >= oldest_s) {
            let mut end = |old: u32| -> u32 {
                let Some(number) = numbers.get_mut(old as usize) else { return NONE };
                if *number == NONE
                    && let Some(party) = self.parties.get(old)
                {
                    *number = kept.readmit(party);
                }
                *number
            };
            let (from, to) = (end(edge.from), end(edge.to));
            kept.reconnect(Edge { from, to, ..*edge });
        }
        kept.resume();
        *self = kept;
    }

    /// From when on no more than so many edges are newest: where [`Self::forget_before`] has to begin for them to stay.
    pub fn newest_since(&self, edges: usize) -> Timestamp {
        let mut newest: Vec<u32> = self.edges.iter().map(|edge| edge.last_s).collect();
        let Some(first_to_go) = newest.len().checked_sub(edges + 1) else { return Timestamp(i64::MIN) };
        let (_, last_s, _) = newest.select_nth_unstable(first_to_go);
        timestamp(last_s.saturating_add(1))
    }

    /// A party with what it was known for, and no edges yet.
    pub(super) fn readmit(&mut self, party: &Party) -> u32 {
        let number = self.party(party.id, Timestamp(0));
        let fresh = Party::new(party.id, party.since_s);
        if let Some(readmitted) = self.parties.get_mut(number) {
            *readmitted = Party {
                published: party.published,
                given: party.given,
                got: party.got,
                habits: party.habits,
                ..fresh
            };
        }
        number
    }

    pub(super) fn reconnect(&mut self, edge: Edge) {
        let number = self.connect(edge);
        self.count(number, &edge, 1.0);
    }

    /// Whoever's values are not what their neighbours know waits again.
    pub(super) fn resume(&mut self) {
        for number in 0..self.parties.len() as u32 {
            let values = self.parties.get(number).map(|party| (party.published, party.values(self.began_s)));
            if values.is_some_and(|(published, values)| published.differ(values, TOLERANCE)) {
                self.wait(number);
            }
        }
    }
}
