//! The bias model of recommenders (Koren, Bell, Volinsky, 2009): what is usual, what this one usually adds when rating, and what that one
//! usually adds when rated, each held back as by five ratings of nothing.

use super::{Reputation, add};
use crate::data::ratings::Rating;

const HELD_BACK: f64 = 5.0;
const ROUNDS: usize = 10;

struct Bias {
    mean: f64,
    rater: Vec<f64>,
    target: Vec<f64>,
}

pub(super) fn fit(ratings: &[Rating], parties: usize) -> Box<dyn Reputation> {
    let mean = ratings.iter().map(|rating| rating.opinion).sum::<f64>() / (ratings.len() as f64).max(1.0);
    let mut bias = Bias { mean, rater: vec![0.0; parties], target: vec![0.0; parties] };
    for _ in 0..ROUNDS {
        bias.target = means(ratings, parties, |one| (one.to, one.opinion - mean - at(&bias.rater, one.from)));
        bias.rater = means(ratings, parties, |one| (one.from, one.opinion - mean - at(&bias.target, one.to)));
    }
    Box::new(bias)
}

fn means(ratings: &[Rating], parties: usize, of: impl Fn(&Rating) -> (usize, f64)) -> Vec<f64> {
    let (mut sums, mut counts) = (vec![0.0; parties], vec![HELD_BACK; parties]);
    for (party, value) in ratings.iter().map(of) {
        add(&mut sums, party, value);
        add(&mut counts, party, 1.0);
    }
    sums.iter().zip(&counts).map(|(sum, count)| sum / count).collect()
}

fn at(values: &[f64], party: usize) -> f64 {
    values.get(party).copied().unwrap_or_default()
}

impl Reputation for Bias {
    fn expected(&self, from: usize, to: usize) -> f64 {
        (self.mean + at(&self.rater, from) + at(&self.target, to)).clamp(-1.0, 1.0)
    }

    fn of(&self, party: usize) -> f64 {
        at(&self.target, party)
    }
}
