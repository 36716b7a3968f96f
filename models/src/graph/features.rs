//! What is known before an opinion is said: of whoever says it, of whom it is of, and of what lies between them.

use super::Graph;
use super::edge::{Edge, seconds};
use super::neighbours::Direction;
use super::party::Party;
use super::tally::Tally;
use crate::observation::Timestamp;
use alloc::vec::Vec;

/// Newest edges of either side that a common neighbour is looked for among.
const LOOKED_AT: usize = 48;
/// What is said of somebody's time where there is none.
const NEVER_S: f64 = 4e9;

/// Their number.
pub const FEATURES: usize = 42;

impl Graph {
    /// What is known, as numbers: 0 where nothing is.
    pub fn features(&self, from: &[u8; 16], to: &[u8; 16], at: Timestamp) -> Vec<f32> {
        let at_s = seconds(at);
        let numbers = (self.number(from), self.number(to));
        let party = |number: Option<u32>| number.and_then(|number| self.parties.get(number));
        let nobody = Party::new([0; 16], at_s);
        let rater = party(numbers.0).unwrap_or(&nobody);
        let target = party(numbers.1).unwrap_or(&nobody);
        let mut all = Vec::with_capacity(FEATURES);
        for (tally, far) in
            [(&rater.given, false), (&target.got, false), (&rater.got, true), (&target.given, true)]
        {
            side(&mut all, tally, at_s, far);
        }
        for party in [rater, target] {
            let values = party.values(self.began_s);
            let trust = party.trust(self.began_s, at);
            all.extend([
                values.goodness,
                values.credibility,
                trust.uncertainty as f32,
                ago(party.since_s, at_s),
            ]);
        }
        let edge = |from: Option<u32>, to: Option<u32>| {
            self.edge(from?, to?).and_then(|number| self.edges.get(number)).filter(|edge| edge.said > 0.0)
        };
        let (back, before) = (edge(numbers.1, numbers.0), edge(numbers.0, numbers.1));
        all.extend([told(back), back.map_or(0.0, |edge| 1.0 + ago(edge.last_s, at_s)), told(before)]);
        let (mean, count) = self.between(numbers);
        all.extend([mean, count]);
        all.push(shrunk(&rater.given) + shrunk(&target.got));
        all
    }

    /// What those whom the rater speaks well of say of the target, and how many they are; looked for from the side that has fewer.
    fn between(&self, (from, to): (Option<u32>, Option<u32>)) -> (f32, f32) {
        let (Some(from), Some(to)) = (from, to) else { return (0.0, 0.0) };
        let degree = |number| self.parties.get(number).map_or((0, 0), |party| (party.outs, party.ins));
        let by_rater = degree(from).0 <= degree(to).1;
        let (number, direction) = if by_rater { (from, Direction::From) } else { (to, Direction::To) };
        let (mut sum, mut count) = (0.0, 0_u32);
        for near in self.edges_of(number, direction).take(LOOKED_AT).filter(|edge| edge.said > 0.0) {
            let far = if by_rater { self.edge(near.to, to) } else { self.edge(from, near.from) };
            if let Some(far) = far.and_then(|far| self.edges.get(far)).filter(|edge| edge.said > 0.0) {
                let (trusted, said) = if by_rater { (near, far) } else { (far, near) };
                sum += trusted.mean().max(0.0) * said.mean();
                count += 1;
            }
        }
        (sum as f32, libm::log1p(f64::from(count)) as f32)
    }
}

/// How one side gives or gets opinions; of the other direction only what is not recent.
fn side(all: &mut Vec<f32>, tally: &Tally, at_s: u32, far: bool) {
    let count = f64::from(tally.count);
    let never = |at_s_or_0: u32| if at_s_or_0 == 0 { ago(0, NEVER_S as u32) } else { ago(at_s_or_0, at_s) };
    all.extend([libm::log1p(count) as f32, tally.mean, (tally.bad as f32) / (tally.count as f32 + 1.0)]);
    all.extend([tally.recent, never(tally.last_s)]);
    if !far {
        let spread = libm::sqrt(f64::from(tally.square - tally.mean * tally.mean).max(0.0));
        all.extend([spread as f32, tally.last, never(tally.last_bad_s), shrunk(tally)]);
    }
}

fn shrunk(tally: &Tally) -> f32 {
    tally.mean * tally.count as f32 / (tally.count as f32 + 2.0)
}

fn told(edge: Option<&Edge>) -> f32 {
    edge.map_or(0.0, |edge| edge.mean() as f32)
}

/// Time that has passed, in powers of e of seconds.
fn ago(since_s: u32, at_s: u32) -> f32 {
    libm::log1p(f64::from(at_s.saturating_sub(since_s))) as f32
}
