//! What the graph of trust expects, by each protocol.

use super::judged::{Guess, Judged};
use crate::data::ratings::{Rating, id};
use models::graph::{Expected, Graph, Predictor};
use models::math::random::Random;
use rayon::prelude::*;
use std::sync::Arc;

/// Steps that an interaction may take at once, as in the server.
pub(super) const BUDGET: usize = 1_000;
pub(super) const FOLDS: usize = 10;
/// Moments of the first 80 %, in eighths, at which it is rehearsed that nothing is learned any more.
const REHEARSALS: std::ops::Range<usize> = 2..8;

/// What was known before a rating, and what it was.
pub(super) struct Examples {
    known: Vec<Vec<f32>>,
    opinions: Vec<f64>,
}

impl Examples {
    fn of<'r>(each: impl Iterator<Item = (Vec<f32>, &'r Rating)>) -> Self {
        let (known, opinions) = each.map(|(known, rating)| (known, rating.opinion)).unzip();
        Self { known, opinions }
    }

    pub(super) fn fit(&self) -> Predictor {
        Predictor::fit(&self.known, &self.opinions)
    }

    fn judged(&self, predictor: &Predictor) -> Judged {
        let each = self.known.iter().zip(&self.opinions);
        Judged(each.map(|(known, was)| guess(*was, predictor.expected(known))).collect())
    }
}

fn guess(was: f64, Expected { opinion, bad }: Expected) -> Guess {
    Guess { was, opinion, bad }
}

fn known(graph: &Graph, rating: &Rating) -> Vec<f32> {
    graph.features(&id(rating.from), &id(rating.to), rating.at)
}

fn empty() -> Graph {
    Graph::new(Arc::default())
}

/// A graph that has learned these ratings, and what followed from them.
pub(super) fn learned<'r>(ratings: impl Iterator<Item = &'r Rating>) -> Graph {
    let mut graph = empty();
    ratings.for_each(|rating| _ = graph.note(&rating.interaction(), 0));
    while !graph.settle(BUDGET) {}
    graph
}

/// Each rating by all those before it, which are then learned: fitted on the first ones, judged on the others.
pub(super) fn next(first: &[Rating], then: &[Rating]) -> (Predictor, Judged) {
    let mut graph = empty();
    let mut run = |ratings: &[Rating]| {
        let known = ratings.iter().map(|rating| {
            let known = known(&graph, rating);
            graph.note(&rating.interaction(), BUDGET);
            known
        });
        let known: Vec<Vec<f32>> = known.collect();
        Examples::of(known.into_iter().zip(ratings))
    };
    let predictor = run(first).fit();
    let judged = run(then).judged(&predictor);
    (predictor, judged)
}

/// Each of the others by the first ones alone: fitted on rehearsals among the first ones.
pub(super) fn frozen(first: &[Rating], then: &[Rating]) -> Judged {
    let mut rehearsed = Vec::new();
    for eighths in REHEARSALS {
        let (before, after) = first.split_at(first.len() * eighths / 8);
        let graph = learned(before.iter());
        rehearsed.extend(after.iter().take(then.len()).map(|rating| (known(&graph, rating), rating)));
    }
    let predictor = Examples::of(rehearsed.into_iter()).fit();
    let graph = learned(first.iter());
    Examples::of(then.iter().map(|rating| (known(&graph, rating), rating))).judged(&predictor)
}

/// Each tenth, drawn at random, by the nine others, later ones too: fitted on the nine, each tenth of which by the rest of them.
pub(super) fn random(all: &[Rating], seed: u64) -> Judged {
    let (outer, inner) = (folds(all.len(), seed), folds(all.len(), !seed));
    let of_fold = |fold: usize| {
        let numbered = || all.iter().zip(outer.iter().zip(&inner));
        let mut examples = Vec::new();
        for within in 0..FOLDS {
            let (held, rest): (Vec<_>, Vec<_>) = numbered()
                .filter(|(_, (outer, _))| **outer != fold)
                .partition(|(_, (_, inner))| **inner == within);
            let graph = learned(rest.into_iter().map(|(rating, _)| rating));
            examples.extend(held.into_iter().map(|(rating, _)| (known(&graph, rating), rating)));
        }
        let predictor = Examples::of(examples.into_iter()).fit();
        let (judged, rest): (Vec<_>, Vec<_>) = numbered().partition(|(_, (outer, _))| **outer == fold);
        let graph = learned(rest.into_iter().map(|(rating, _)| rating));
        Examples::of(judged.into_iter().map(|(rating, _)| (known(&graph, rating), rating)))
            .judged(&predictor)
            .0
    };
    Judged((0..FOLDS).into_par_iter().flat_map_iter(of_fold).collect())
}

/// Which tenth each is in.
pub(super) fn folds(count: usize, seed: u64) -> Vec<usize> {
    let mut random = Random::of(seed);
    (0..count).map(|_| random.below(FOLDS)).collect()
}
