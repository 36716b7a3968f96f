//! The fixed point of trust found from nothing, over all edges, round by round: what [`Graph::note`] and [`Graph::settle`] keep up with.

use super::Graph;
use super::party::{Party, Values};
use alloc::vec::Vec;

/// Every round halves what is left to move at least.
const ROUNDS: usize = 64;

impl Graph {
    /// Every party's trust at the fixed point, as of when it was last heard of.
    pub fn fixed_point(&self) -> Vec<([u8; 16], f64)> {
        let mut anew = self.clone();
        (anew.publication, anew.waiting) = (None, Default::default());
        anew.parties.iter_mut().for_each(|party| party.published = Values::NEW);
        for _ in 0..ROUNDS {
            anew.recount();
            let began_s = anew.began_s;
            let mut moved = 0.0_f64;
            anew.parties.iter_mut().for_each(|party| {
                let values = party.values(began_s);
                moved = moved.max(values.farthest(party.published));
                party.published = values;
            });
            if moved < f64::from(f32::EPSILON) {
                break;
            }
        }
        let trust = |party: &Party| (party.id, 0.5 + 0.5 * f64::from(party.published.goodness));
        anew.parties.iter().map(trust).collect()
    }

    /// All sums, from the edges.
    fn recount(&mut self) {
        self.parties.iter_mut().for_each(Party::count_anew);
        for number in 0..self.edges.len() as u32 {
            if let Some(edge) = self.edges.get(number).copied() {
                self.count(number, &edge, 1.0);
            }
        }
    }
}
