//! How much each number of a person's rhythms spreads: the smaller of the standard deviation and what the quartiles say of it, shrunk to
//! what is usual for anybody.

use super::rhythm::Kind;
use super::template::value;
use super::weights::Weights;
use alloc::{vec, vec::Vec};

/// Standard deviation of each kind of number within one person, and how many rhythms that is worth.
const USUAL: [(Kind, f64); 3] = [(Kind::Hold, 0.12), (Kind::Down, 0.18), (Kind::Flight, 0.35)];
const WORTH: f64 = 20.0;

/// The spread of each number of these rhythms, which have so many.
pub(super) fn spreads(rhythms: &[i16], numbers: usize, weights: &Weights) -> Vec<f32> {
    let weighted = || rhythms.chunks(numbers).zip(&weights.each);
    let mut means = vec![0.0; numbers];
    for (rhythm, weight) in weighted() {
        means.iter_mut().zip(rhythm).for_each(|(mean, number)| *mean += value(*number) * weight);
    }
    let mut variances = vec![0.0; numbers];
    for (rhythm, weight) in weighted() {
        for ((variance, mean), number) in variances.iter_mut().zip(&means).zip(rhythm) {
            let off = value(*number) - mean;
            *variance += weight * off * off;
        }
    }
    let mut order = Vec::with_capacity(weights.each.len());
    let spread = |(place, variance): (usize, &f64)| {
        order.clear();
        let column = rhythms.iter().skip(place).step_by(numbers).zip(0..);
        order.extend(column.map(|(number, at): (&i16, i32)| i32::from(*number) << PLACE_BITS | at));
        let robust = between_quartiles(&mut order, weights) / 1.349;
        let deviation = libm::sqrt(*variance);
        let own = if robust > 0.0 { deviation.min(robust) } else { deviation };
        let usual = USUAL.iter().find(|(kind, _)| *kind == Kind::at(place)).map_or(0.3, |(_, usual)| *usual);
        let effective = weights.effective;
        let shrunk = (effective * own * own + WORTH * usual * usual) / (effective + WORTH);
        (libm::sqrt(shrunk) as f32).max(1e-3)
    };
    variances.iter().enumerate().map(spread).collect()
}

/// Low bits of a number that say which rhythm it is from: numbers that are equal stay in their order.
const PLACE_BITS: u32 = 8;

/// From the lower weighted quartile to the upper one.
fn between_quartiles(column: &mut [i32], weights: &Weights) -> f64 {
    column.sort_unstable();
    let number = |key: &i32| value((key >> PLACE_BITS) as i16);
    let (mut below, mut lower) = (0.0, None);
    for key in column.iter() {
        below += weights.each.get((key & ((1 << PLACE_BITS) - 1)) as usize).copied().unwrap_or(0.0);
        if below >= 0.25 && lower.is_none() {
            lower = Some(number(key));
        }
        if below >= 0.75 {
            return number(key) - lower.unwrap_or(0.0);
        }
    }
    let last = column.last().map_or(0.0, number);
    last - lower.unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Random;

    /// The same, number by number, as it is written down.
    fn plain(rhythms: &[i16], numbers: usize, place: usize, weights: &Weights) -> f32 {
        let column = rhythms.iter().skip(place).step_by(numbers).map(|number| value(*number));
        let mut column: Vec<(f64, f64)> = column.zip(weights.each.iter().copied()).collect();
        let mean: f64 = column.iter().map(|(value, weight)| value * weight).sum();
        let variance: f64 =
            column.iter().map(|(value, weight)| weight * (value - mean) * (value - mean)).sum();
        column.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let quartile = |share: f64| {
            let mut below = 0.0;
            let reached = column.iter().find(|(_, weight)| {
                below += weight;
                below >= share
            });
            reached.or(column.last()).map_or(0.0, |(value, _)| *value)
        };
        let robust = (quartile(0.75) - quartile(0.25)) / 1.349;
        let own = if robust > 0.0 { libm::sqrt(variance).min(robust) } else { libm::sqrt(variance) };
        let usual = [0.12, 0.18, 0.35][place % 3];
        let shrunk = (weights.effective * own * own + 20.0 * usual * usual) / (weights.effective + 20.0);
        (libm::sqrt(shrunk) as f32).max(1e-3)
    }

    #[test]
    fn spreads_made_together_are_those_made_one_by_one() {
        let mut random = Random::of(5);
        for rhythms in [1, 2, 3, 7, 64] {
            let numbers = 10;
            // Some of them are often the same.
            let kept: Vec<i16> = (0..rhythms * numbers)
                .map(|at| if at % 4 == 0 { random.below(3) as i16 } else { random.below(60_000) as i16 })
                .collect();
            let weights = Weights::of(rhythms);
            for (place, spread) in spreads(&kept, numbers, &weights).iter().enumerate() {
                assert_eq!(*spread, plain(&kept, numbers, place, &weights), "{rhythms} {place}");
            }
        }
    }
}
