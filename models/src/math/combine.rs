//! Combining p-values.
//!
//! Dependent ones by the Cauchy combination test (Liu & Xie 2020, JASA 115:393), truncated so that a p-value
//! near 1 cannot hide another one near 0 (Fang et al. 2023, Statistica Sinica 33:1115); two independent ones
//! by their product (Fisher, *Statistical Methods for Research Workers*, 1932), here with the exact
//! distribution for the case that one of them can only take two values.

use super::student_t::cauchy_upper;
use core::f64::consts::PI;

/// Combines (p-value, weight > 0) under any dependence; p-values enter clamped to `range`. `None` where there
/// are none.
pub fn cauchy(weighted: &[(f64, f64)], range: core::ops::RangeInclusive<f64>) -> Option<f64> {
    let total: f64 = weighted.iter().map(|(_, weight)| weight).sum();
    let statistic = |p: f64| libm::tan((0.5 - p.clamp(*range.start(), *range.end())) * PI);
    let sum: f64 = weighted.iter().map(|&(p, weight)| weight * statistic(p)).sum();
    (total > 0.0).then(|| cauchy_upper(sum / total))
}

/// Combines an event that has the given probability `rarity` with a p-value that is independent of it:
/// `P(product ≤ x)`, where the event's own p-value is `rarity` if it happened and 1 if not.
pub fn with_event(p_value: f64, rarity: f64, happened: bool) -> f64 {
    let product = if happened { rarity * p_value } else { p_value };
    match product <= rarity {
        true => product * (2.0 - rarity),
        false => rarity + (1.0 - rarity) * product,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};

    proptest! {
        #[test]
        fn copies_count_once(p in 0.01..0.99f64, copies in 1..9usize) {
            let combined = cauchy(&std::vec![(p, 2.0); copies], 1e-12..=1.0).unwrap();
            prop_assert!((combined - p).abs() < 1e-9);
        }

        #[test]
        fn the_event_keeps_order_and_range(p in 1e-9..=1.0f64, rarity in 0.001..=1.0f64, happened: bool) {
            let combined = with_event(p, rarity, happened);
            prop_assert!(combined > 0.0 && combined <= 1.0);
            prop_assert!(with_event(p, rarity, true) <= with_event(p, rarity, false));
        }
    }

    #[test]
    fn an_event_and_a_uniform_p_value_give_a_uniform_p_value() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
        let trials = 1_000_000;
        for rarity in [0.05, 0.13, 0.6] {
            let combined: std::vec::Vec<f64> = (0..trials)
                .map(|_| with_event(random.random(), rarity, random.random_bool(rarity)))
                .collect();
            for level in [0.003, 0.03, 0.3, 0.8] {
                let share = combined.iter().filter(|&&p| p <= level).count() as f64 / f64::from(trials);
                assert!(
                    (share - level).abs() < 4.0 * (level / f64::from(trials)).sqrt(),
                    "{rarity} {level} {share}"
                );
            }
        }
    }

    #[test]
    fn nothing_combines_to_nothing() {
        assert_eq!(cauchy(&[], 0.0..=1.0), None);
    }
}
