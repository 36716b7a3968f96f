//! What tells one person's actions from other people's: an additive logistic model over the cells of all measures (Hastie and
//! Tibshirani, Generalized Additive Models, 1990), learned online by stochastic gradient steps. Its log-odds are sums over
//! measures, so its explanations are exact.

use super::catalogue::{CELLS, Cells, MEASURES, by_measure, places};
use super::{Background, Profile};
use alloc::{vec, vec::Vec};
use libm::{exp, sqrt};

/// A weight of 1 nat.
const NAT: f64 = 8_192.0;
/// Steps for each piece that is learned.
const STEPS: usize = 4;
/// Actions of others in each step.
const OTHERS: usize = 120;
/// A cell's mean residual is shrunk as if so many actions without any had been seen.
const CALM: f64 = 1.0;
/// Length of the first steps and how it falls.
const LENGTH: f64 = 0.12;
const FALL: f64 = 40.0;
/// Each step takes this share off all weights.
const FADE: f64 = 2e-4;

/// Goes a few steps towards telling these actions from others'.
pub(super) fn learn(profile: &mut Profile, own: &[Cells], background: &Background) {
    if background.is_empty() {
        return;
    }
    for _ in 0..STEPS {
        let others: Vec<&[u8]> = background.from(profile.steps.wrapping_mul(OTHERS as u32), OTHERS).collect();
        let length = LENGTH / sqrt(1.0 + f64::from(profile.steps) / FALL);
        profile.steps = profile.steps.wrapping_add(1);
        let mut slopes = vec![(0.0, 0.0); CELLS];
        let alike = 1.0 / own.len() as f64;
        own.iter().for_each(|cells| slope(&mut slopes, profile, cells, (1.0, alike)));
        let alike = 1.0 / others.len().max(1) as f64;
        others.iter().for_each(|cells| slope(&mut slopes, profile, cells, (0.0, alike)));
        for (weight, (residual, share)) in profile.weights.iter_mut().zip(slopes) {
            let mean = residual / (share + CALM / OTHERS as f64);
            let next = f64::from(*weight) * (1.0 - FADE) + NAT * length * mean;
            *weight = libm::round(next).clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16;
        }
    }
}

fn slope(slopes: &mut [(f64, f64)], profile: &Profile, cells: &[u8], (truth, share): (f64, f64)) {
    let weights = places(cells).filter_map(|(_, place)| profile.weights.get(place));
    let odds = weights.map(|weight| f64::from(*weight)).sum::<f64>() / NAT;
    let residual = truth - 1.0 / (1.0 + exp(-odds));
    for (_, place) in places(cells) {
        if let Some((sum, seen)) = slopes.get_mut(place) {
            *sum += share * residual;
            *seen += share;
        }
    }
}

/// What each measure adds to the log-odds that the actions are the person's own, the mean over actions, by the counts of cells.
pub(super) fn weigh(profile: &Profile, seen: &[u32], actions: usize) -> [f64; MEASURES] {
    let mut means = [0.0; MEASURES];
    if profile.steps == 0 {
        return means;
    }
    let lines = by_measure(&profile.weights).zip(by_measure(seen));
    for (mean, (weights, seen)) in means.iter_mut().zip(lines) {
        let odds: i64 =
            weights.iter().zip(seen).map(|(weight, seen)| i64::from(*weight) * i64::from(*seen)).sum();
        *mean = odds as f64 / (NAT * actions.max(1) as f64);
    }
    means
}
