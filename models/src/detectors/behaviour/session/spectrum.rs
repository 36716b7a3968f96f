//! The spectrum of a rhythm: how much of what the times between keys differ by comes from slow swings, over more than six keys (words,
//! hesitation), and how much from quick ones, over less than three (two hands in turn). Periodogram by Goertzel's recursion (Amer.
//! Math. Monthly 65, 1958) of the logarithms of the times.
//!
//! A rhythm without order has a third of its power in each third of the frequencies, give or take 12 % at 32 times and 6 % at 128.

use core::f64::consts::TAU;

/// Times between keys before there is a spectrum.
const LEAST: usize = 32;
/// No more are looked at.
const MOST: usize = 256;

/// Shares of the power of the slowest and of the quickest third of the frequencies, 0 to 1, of these values in their order; `None`
/// where they are too few or all the same.
pub(super) fn slow_and_quick(values: &[f64]) -> Option<(f64, f64)> {
    let values = values.get(..values.len().min(MOST)).filter(|values| values.len() >= LEAST)?;
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    let (mut slow, mut quick, mut all) = (0.0, 0.0, 0.0);
    for turns in 1..=n / 2 {
        let power = power(values.iter().map(|value| value - mean), turns as f64 / n as f64);
        all += power;
        match 6 * turns {
            sixths if sixths <= n => slow += power,
            sixths if sixths > 2 * n => quick += power,
            _ => {}
        }
    }
    (all > 1e-9).then(|| (slow / all, quick / all))
}

/// The power at this many cycles for each value.
fn power(values: impl Iterator<Item = f64>, cycles: f64) -> f64 {
    let twice = 2.0 * libm::cos(TAU * cycles);
    let (before, last) =
        values.fold((0.0, 0.0), |(before, last), value| (last, value + twice * last - before));
    before * before + last * last - twice * before * last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Random;
    use alloc::vec::Vec;

    fn wave(keys: f64) -> Vec<f64> {
        (0..60).map(|at| libm::cos(TAU * f64::from(at) / keys)).collect()
    }

    #[test]
    fn words_are_slow_and_hands_in_turn_are_quick() {
        let shares = |keys| slow_and_quick(&wave(keys)).map(|(slow, quick)| (slow > 0.99, quick > 0.99));
        assert_eq!(shares(10.0), Some((true, false)));
        assert_eq!(shares(4.0), Some((false, false)));
        assert_eq!(shares(2.0), Some((false, true)));
    }

    #[test]
    fn no_order_is_a_third_of_each() {
        let mut random = Random::of(5);
        let shares: Vec<(f64, f64)> = (0..400)
            .filter_map(|_| slow_and_quick(&(0..128).map(|_| random.unit()).collect::<Vec<f64>>()))
            .collect();
        let mean = |of: fn(&(f64, f64)) -> f64| shares.iter().map(of).sum::<f64>() / shares.len() as f64;
        let (slow, quick) = (mean(|one| one.0), mean(|one| one.1));
        assert!((slow - 0.333).abs() < 0.02 && (quick - 0.333).abs() < 0.02, "{slow} {quick}");
    }

    #[test]
    fn a_few_keys_or_a_machine_s_have_no_spectrum() {
        assert_eq!(slow_and_quick(&wave(10.0)[..LEAST - 1]), None);
        assert_eq!(slow_and_quick(&[0.2; 60]), None);
    }
}
