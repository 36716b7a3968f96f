//! How far one distribution over a few kinds is from another: the Hellinger distance (Hellinger, J. reine angew. Math. 136, 1909), and
//! how far a sample is expected to be from the distribution that it is drawn from.

use alloc::vec::Vec;

/// `1 − Σ √(pᵢ qᵢ)`, the square of the distance: 0 where they are the same, 1 where nothing is common. Both sum to 1.
pub fn squared(one: &[f64], other: &[f64]) -> f64 {
    let common: f64 = one.iter().zip(other).map(|(p, q)| libm::sqrt(p * q)).sum();
    (1.0 - common).max(0.0)
}

/// The expected square of the distance from `shares` to a sample of them: `newest` of its weight is one draw, the rest is
/// spread over `others` more. Exact: each kind's count is binomial.
pub fn expected(shares: &[f64], newest: f64, others: u32) -> f64 {
    let (newest, rest) = if others == 0 { (1.0, 0.0) } else { (newest, 1.0 - newest) };
    let n = f64::from(others);
    // For each count of the others: how it grows from the one before, and the roots with and without the newest.
    let counts: Vec<(f64, f64, f64)> = (0..=others)
        .map(|k| {
            let (k, share) = (f64::from(k), rest * f64::from(k) / n.max(1.0));
            ((n - k + 1.0) / k.max(1.0), libm::sqrt(newest + share), libm::sqrt(share))
        })
        .collect();
    let root = |q: f64| {
        let q = q.clamp(0.0, 1.0 - 1e-9);
        let none = (0..others).fold(1.0, |odds, _| odds * (1.0 - q));
        let each = counts.iter().enumerate().scan(none, |odds, (k, (grows, with, without))| {
            if k > 0 {
                *odds *= grows * q / (1.0 - q);
            }
            Some(*odds * (q * with + (1.0 - q) * without))
        });
        each.sum::<f64>()
    };
    let common: f64 = shares.iter().map(|q| libm::sqrt(*q) * root(*q)).sum();
    (1.0 - common).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Random;

    #[test]
    fn it_is_nothing_between_equals_and_one_where_nothing_is_common() {
        assert!(squared(&[0.2, 0.8], &[0.2, 0.8]) < 1e-12);
        assert_eq!(squared(&[1.0, 0.0], &[0.0, 1.0]), 1.0);
        assert!((squared(&[1.0, 0.0], &[0.25, 0.75]) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn one_draw_is_as_far_as_its_own_shares_say() {
        let shares = [0.7, 0.2, 0.1];
        let exact: f64 = shares.iter().map(|q| q * (1.0 - libm::sqrt(*q))).sum();
        assert!((expected(&shares, 0.5, 0) - exact).abs() < 1e-12);
    }

    #[test]
    fn many_samples_are_on_average_as_far_as_expected() {
        let (shares, newest, others) = ([0.55, 0.3, 0.1, 0.05], 0.5, 7);
        let mut random = Random::of(1);
        let mut draw = || {
            let at = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
            shares
                .iter()
                .scan(0.0, |sum, q| {
                    *sum += q;
                    Some(*sum)
                })
                .position(|sum| at < sum)
                .unwrap_or(3)
        };
        let rounds = 100_000;
        let mut mean = 0.0;
        for _ in 0..rounds {
            let mut sample = [0.0; 4];
            sample[draw()] += newest;
            (0..others).for_each(|_| sample[draw()] += (1.0 - newest) / f64::from(others));
            mean += squared(&sample, &shares) / f64::from(rounds);
        }
        assert!((mean - expected(&shares, newest, others)).abs() < 1e-3, "{mean}");
    }
}
