//! What was published. The acceptance test: each card's own hidden Markov model, trained once on the training days, and a window that
//! takes what it accepts. The re-clustering test: whether the dominant group of the last ten amounts changes.

use super::TRAINING_DAYS;
use crate::data::purchases::LabelledPurchase;
use models::detectors::spending::published::{
    ACCEPTANCE_DROP, ACCEPTANCE_WINDOW, PROFILE_WINDOW, drop_of_likelihood, profile_changes,
};
use models::math::hmm::{Hmm, Training};
use models::math::kmeans1d::{nearest, split};
use rayon::prelude::*;

/// Hidden states, as published.
const STATES: usize = 10;
const GROUPS: usize = 3;
/// `(α₁ − α₂) / α₁` of each purchase; 0 of the training days, and of cards that have not filled a window in them.
pub(super) fn drops(by_card: &[Vec<usize>], all: &[LabelledPurchase]) -> Vec<f64> {
    each(by_card, all, card)
}

/// 1 of each purchase that changes its card's profile, else 0.
pub(super) fn changes(by_card: &[Vec<usize>], all: &[LabelledPurchase]) -> Vec<f64> {
    each(by_card, all, |own| {
        let amounts: Vec<f64> = own.iter().map(|one| one.purchase.amount_minor as f64).collect();
        let changed = |(at, next): (usize, &f64)| {
            let window = at.checked_sub(PROFILE_WINDOW).and_then(|from| amounts.get(from..at));
            f64::from(u8::from(window.is_some_and(|window| profile_changes(window, *next))))
        };
        amounts.iter().enumerate().map(changed).collect()
    })
}

fn each(
    by_card: &[Vec<usize>],
    all: &[LabelledPurchase],
    judge: impl Fn(&[&LabelledPurchase]) -> Vec<f64> + Sync,
) -> Vec<f64> {
    let own = |numbers: &Vec<usize>| numbers.iter().filter_map(|at| all.get(*at)).collect::<Vec<_>>();
    let said: Vec<Vec<f64>> = by_card.par_iter().map(|numbers| judge(&own(numbers))).collect();
    let mut numbered: Vec<(usize, f64)> =
        by_card.iter().flatten().copied().zip(said.into_iter().flatten()).collect();
    numbered.sort_by_key(|(at, _)| *at);
    numbered.into_iter().map(|(_, said)| said).collect()
}

fn card(own: &[&LabelledPurchase]) -> Vec<f64> {
    let judged = own.iter().position(|one| one.day >= TRAINING_DAYS).unwrap_or(own.len());
    let (before, judged) = own.split_at(judged);
    let amount = |one: &&LabelledPurchase| one.purchase.amount_minor as f64;
    let amounts: Vec<f64> = before.iter().filter(|one| !one.fraud).map(amount).collect();
    let mut drops = vec![0.0; own.len()];
    let groups = split(&amounts, GROUPS);
    let symbol = |amount: f64| nearest(&groups.centres, amount) as u8;
    let mut window: Vec<u8> = amounts.iter().map(|amount| symbol(*amount)).collect();
    let shares: Vec<f64> = groups.counts.iter().map(|count| *count as f64 / amounts.len() as f64).collect();
    let Ok(mut model) = Hmm::fresh(STATES, &shares) else { return drops };
    if window.len() < ACCEPTANCE_WINDOW {
        return drops;
    }
    model.train(&window, &training());
    window.drain(..window.len() - ACCEPTANCE_WINDOW);
    for (one, drop) in judged.iter().zip(drops.iter_mut().skip(before.len())) {
        let next = symbol(amount(one));
        *drop = drop_of_likelihood(&model, &window, next);
        if *drop < ACCEPTANCE_DROP {
            window.remove(0);
            window.push(next);
        }
    }
    drops
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
