//! Reputations from the literature, to compare the graph of trust with. Each is computed anew from all ratings; settings are the published
//! or customary ones, and none was chosen by what a test gave.

mod bias;
mod eigentrust;
mod fairness_goodness;
mod pagerank;

use crate::data::ratings::Rating;

/// What ratings say of parties.
pub trait Reputation: Sync {
    /// How good one is to be expected to find another; where it is no rating from −1 to 1, only its order says something.
    fn expected(&self, from: usize, to: usize) -> f64;
    /// How good a party is.
    fn of(&self, party: usize) -> f64;
}

/// One way to compute it.
pub struct Baseline {
    /// Its key.
    pub key: &'static str,
    /// Whether it expects ratings, and not only an order.
    pub rates: bool,
    /// Computes it from ratings among so many parties.
    pub fit: fn(&[Rating], usize) -> Box<dyn Reputation>,
}

/// All of them.
pub const ALL: [Baseline; 4] = [
    Baseline { key: "fairness_goodness", rates: true, fit: fairness_goodness::fit },
    Baseline { key: "bias", rates: true, fit: bias::fit },
    Baseline { key: "eigentrust", rates: false, fit: eigentrust::fit },
    Baseline { key: "pagerank", rates: false, fit: pagerank::fit },
];

/// One number for each party.
struct Rank(Vec<f64>);

impl Reputation for Rank {
    fn expected(&self, _from: usize, to: usize) -> f64 {
        self.of(to)
    }

    fn of(&self, party: usize) -> f64 {
        self.0.get(party).copied().unwrap_or_default()
    }
}

/// A random walk along weighted edges that begins anew anywhere with this probability, and wherever it cannot go on.
fn walk(edges: &[(usize, usize, f64)], parties: usize, anew: f64) -> Rank {
    let mut out = vec![0.0; parties];
    for (from, _, weight) in edges {
        add(&mut out, *from, *weight);
    }
    let everywhere = 1.0 / parties as f64;
    let mut rank = vec![everywhere; parties];
    for _ in 0..200 {
        let stuck: f64 = rank.iter().zip(&out).filter(|(_, out)| **out == 0.0).map(|(rank, _)| *rank).sum();
        let mut next = vec![everywhere * (anew + (1.0 - anew) * stuck); parties];
        for (from, to, weight) in edges {
            if let (Some(rank), Some(out)) = (rank.get(*from), out.get(*from)) {
                add(&mut next, *to, (1.0 - anew) * rank * weight / out);
            }
        }
        let moved: f64 = next.iter().zip(&rank).map(|(next, rank)| (next - rank).abs()).sum();
        rank = next;
        if moved < 1e-9 {
            break;
        }
    }
    Rank(rank)
}

fn add(sums: &mut [f64], at: usize, value: f64) {
    if let Some(sum) = sums.get_mut(at) {
        *sum += value;
    }
}

fn good(ratings: &[Rating]) -> impl Iterator<Item = &Rating> {
    ratings.iter().filter(|rating| rating.opinion > 0.0)
}
