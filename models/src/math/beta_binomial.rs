//! How many of several show something whose share is itself uncertain: the beta-binomial distribution (Skellam, J. R. Stat. Soc. B
//! 10, 1948). With a share of mean `a / (a + b)` that is worth `a + b` observations.

/// `P(X ≥ successes)` of `trials`, for a share of Beta(`a`, `b`), both > 0; 1 where they are not.
pub fn upper(successes: u32, trials: u32, a: f64, b: f64) -> f64 {
    if successes == 0 || !(a > 0.0 && b > 0.0) {
        return 1.0;
    }
    if successes > trials {
        return 0.0;
    }
    let n = f64::from(trials);
    let beta = |a: f64, b: f64| libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let choose = |k: f64| -libm::log(n + 1.0) - beta(n - k + 1.0, k + 1.0);
    let first = f64::from(successes);
    let mut term = libm::exp(choose(first) + beta(first + a, n - first + b) - beta(a, b));
    let mut sum = 0.0;
    for k in successes..=trials {
        sum += term;
        let k = f64::from(k);
        let next = term * (n - k) / (k + 1.0) * (k + a) / (n - k - 1.0 + b);
        // Behind the mode the terms fall faster and faster.
        if next < term && next < 1e-9 * sum {
            break;
        }
        term = next;
    }
    sum.clamp(f64::MIN_POSITIVE, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, DiscreteCDF};

    #[test]
    fn a_share_that_is_known_well_makes_it_binomial() {
        let binomial = Binomial::new(0.1, 40).unwrap();
        for successes in [1, 4, 10, 20] {
            let plain = 1.0 - binomial.cdf(u64::from(successes) - 1);
            let ours = upper(successes, 40, 1e7, 9e7);
            assert!((ours / plain - 1.0).abs() < 1e-4, "{successes}: {ours} {plain}");
        }
    }

    #[test]
    fn an_unknown_share_makes_every_number_as_likely() {
        for successes in 1..=9 {
            assert!((upper(successes, 9, 1.0, 1.0) - f64::from(10 - successes) / 10.0).abs() < 1e-9);
        }
    }

    #[test]
    fn the_bounds_are_certain() {
        assert_eq!((upper(0, 5, 1.0, 9.0), upper(6, 5, 1.0, 9.0)), (1.0, 0.0));
        assert_eq!((upper(3, 5, 0.0, 9.0), upper(3, 5, f64::NAN, 9.0)), (1.0, 1.0));
        assert!(upper(5_000, 10_000, 0.5, 400.0) > 0.0);
    }
}
