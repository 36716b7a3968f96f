//! What reputations of the literature expect, by the same protocols.

use super::judged::{Guess, Judged};
use super::ours::{FOLDS, folds};
use crate::baselines::reputation::Baseline;
use crate::data::ratings::Rating;
use rayon::prelude::*;

/// Times that each is computed anew among the judged ratings: they are not made for one at a time.
const TIMES: usize = 200;

pub(super) fn next(baseline: &Baseline, all: &[Rating], first: usize, parties: usize) -> Judged {
    let every = (all.len() - first).div_ceil(TIMES).max(1);
    let begins: Vec<usize> = (first..all.len()).step_by(every).collect();
    let guesses = begins.into_par_iter().flat_map_iter(|begin| {
        let (before, after) = all.split_at(begin);
        judged(baseline, before, after.split_at(every.min(after.len())).0, parties).0
    });
    Judged(guesses.collect())
}

pub(super) fn frozen(baseline: &Baseline, first: &[Rating], then: &[Rating], parties: usize) -> Judged {
    judged(baseline, first, then, parties)
}

pub(super) fn random(baseline: &Baseline, all: &[Rating], parties: usize, seed: u64) -> Judged {
    let folds = folds(all.len(), seed);
    let of_fold = |fold: usize| {
        let part = |held: bool| -> Vec<Rating> {
            let with = all.iter().zip(&folds).filter(|(_, of)| (**of == fold) == held);
            with.map(|(rating, _)| *rating).collect()
        };
        judged(baseline, &part(false), &part(true), parties).0
    };
    Judged((0..FOLDS).into_par_iter().flat_map_iter(of_fold).collect())
}

fn judged(baseline: &Baseline, before: &[Rating], then: &[Rating], parties: usize) -> Judged {
    let reputation = (baseline.fit)(before, parties);
    let guess = |rating: &Rating| Guess::by_one(rating, reputation.expected(rating.from, rating.to));
    Judged(then.iter().map(guess).collect())
}
