//! Fairness and goodness (Kumar, Spezzano, Subrahmanian, Faloutsos, ICDM 2016), as published: who is not rated is wholly good, who does not
//! rate wholly fair.

use super::{Reputation, add};
use crate::data::ratings::Rating;

const ROUNDS: usize = 100;

struct FairnessGoodness {
    fairness: Vec<f64>,
    goodness: Vec<f64>,
}

pub(super) fn fit(ratings: &[Rating], parties: usize) -> Box<dyn Reputation> {
    let mut found = FairnessGoodness { fairness: vec![1.0; parties], goodness: vec![1.0; parties] };
    for _ in 0..ROUNDS {
        let goodness = means(ratings, parties, |one| (one.to, at(&found.fairness, one.from) * one.opinion));
        let fairness = means(ratings, parties, |one| {
            (one.from, 1.0 - (one.opinion - at(&goodness, one.to)).abs() / 2.0)
        });
        let moved: f64 = goodness.iter().zip(&found.goodness).map(|(one, other)| (one - other).abs()).sum();
        found = FairnessGoodness { fairness, goodness };
        if moved < 1e-6 {
            break;
        }
    }
    Box::new(found)
}

/// Means by party; 1 where there is nothing to take one of.
fn means(ratings: &[Rating], parties: usize, of: impl Fn(&Rating) -> (usize, f64)) -> Vec<f64> {
    let (mut sums, mut counts) = (vec![0.0; parties], vec![0.0; parties]);
    for (party, value) in ratings.iter().map(of) {
        add(&mut sums, party, value);
        add(&mut counts, party, 1.0);
    }
    sums.iter().zip(&counts).map(|(sum, count)| if *count > 0.0 { sum / count } else { 1.0 }).collect()
}

fn at(values: &[f64], party: usize) -> f64 {
    values.get(party).copied().unwrap_or(1.0)
}

impl Reputation for FairnessGoodness {
    fn expected(&self, from: usize, to: usize) -> f64 {
        at(&self.fairness, from) * at(&self.goodness, to)
    }

    fn of(&self, party: usize) -> f64 {
        at(&self.goodness, party)
    }
}
