//! The published acceptance test: each card's own hidden Markov model, trained once on the training days, and a window that takes what it
//! accepts.

use super::TRAINING_DAYS;
use crate::data::purchases::LabelledPurchase;
use models::detectors::spending::published::{ACCEPTANCE_DROP, ACCEPTANCE_WINDOW, drop_of_likelihood};
use models::math::hmm::{Hmm, Training};
use models::math::kmeans1d::{nearest, split};
use rayon::prelude::*;

/// Hidden states, as published.
const STATES: usize = 10;
const GROUPS: usize = 3;
/// `(α₁ − α₂) / α₁` of each purchase; 0 of the training days, and of cards that have not filled a window in them.
pub(super) fn drops(by_card: &[Vec<usize>], all: &[LabelledPurchase]) -> Vec<f64> {
    let each: Vec<Vec<(usize, f64)>> = by_card.par_iter().map(|own| card(own, all)).collect();
    let mut drops = vec![0.0; all.len()];
    each.into_iter().flatten().for_each(|(at, drop)| drops[at] = drop);
    drops
}

fn card(own: &[usize], all: &[LabelledPurchase]) -> Vec<(usize, f64)> {
    let (before, judged): (Vec<usize>, Vec<usize>) = own.iter().partition(|at| all[**at].day < TRAINING_DAYS);
    let amount = |at: &usize| all[*at].purchase.amount_minor as f64;
    let amounts: Vec<f64> = before.iter().filter(|at| !all[**at].fraud).map(amount).collect();
    let groups = split(&amounts, GROUPS);
    let symbol = |amount: f64| nearest(&groups.centres, amount) as u8;
    let mut window: Vec<u8> = amounts.iter().map(|amount| symbol(*amount)).collect();
    let shares: Vec<f64> = groups.counts.iter().map(|count| *count as f64 / amounts.len() as f64).collect();
    let Ok(mut model) = Hmm::fresh(STATES, &shares) else { return Vec::new() };
    if window.len() < ACCEPTANCE_WINDOW {
        return Vec::new();
    }
    model.train(&window, &training());
    window.drain(..window.len() - ACCEPTANCE_WINDOW);
    let judge = |at: usize| {
        let next = symbol(amount(&at));
        let drop = drop_of_likelihood(&model, &window, next);
        if drop < ACCEPTANCE_DROP {
            window.remove(0);
            window.push(next);
        }
        (at, drop)
    };
    judged.into_iter().map(judge).collect()
}

/// As published, and a floor that keeps logarithms finite.
pub(super) fn training() -> Training {
    Training {
        initial: 0.0,
        transition: 0.0,
        emission: Vec::new(),
        floor: 1e-3,
        rounds: 100,
        tolerance: 1e-4,
    }
}
