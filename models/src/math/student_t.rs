//! Student's t distribution: tails through the regularised incomplete beta function, evaluated by its
//! continued fraction (DLMF 8.17.22; modified Lentz: Thompson & Barnett 1986, J. Comput. Phys. 64:490).

use core::f64::consts::PI;
use libm::{exp, fabs, lgamma, log};

/// Smallest tail returned, so that its logarithm stays a number that can be shown and added.
const SMALLEST: f64 = 1e-12;

/// More degrees of freedom are taken as this many: the normal distribution to six digits.
const MOST_DF: f64 = 1e6;

/// `P(|T| ≥ |t|)` for `df` > 0 degrees of freedom, in [1e-12, 1]. 1 where an argument is not a number.
pub fn two_sided(t: f64, df: f64) -> f64 {
    let df = df.min(MOST_DF);
    let square = t * t;
    let tail = match () {
        () if !(square >= 0.0 && df > 0.0) => 1.0,
        () if square.is_infinite() => 0.0,
        () => regularised_beta(df / (df + square), square / (df + square), df / 2.0, 0.5),
    };
    tail.clamp(SMALLEST, 1.0)
}

/// `P(T ≥ t)`, in [1e-12, 1].
pub fn upper(t: f64, df: f64) -> f64 {
    let half = two_sided(t, df) / 2.0;
    if t > 0.0 { half.max(SMALLEST) } else { 1.0 - half }
}

/// The value that T exceeds with probability 1/20, to 1 % for `df` ≥ 3 (Cornish–Fisher expansion,
/// Abramowitz & Stegun 26.7.5).
pub fn quantile_95(df: f64) -> f64 {
    let z: f64 = 1.644_853_626_951_472_7;
    let (z2, z3) = (z * z, z * z * z);
    let (z5, z7) = (z3 * z2, z3 * z2 * z2);
    let first = (z3 + z) / 4.0;
    let second = (5.0 * z5 + 16.0 * z3 + 3.0 * z) / 96.0;
    let third = (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / 384.0;
    z + first / df + second / (df * df) + third / (df * df * df)
}

/// `I_x(a, b)`; `y` is `1 − x`, passed separately because the caller knows it without cancellation.
fn regularised_beta(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(y));
    // The fraction converges quickly on one side of the mean only; the other side is its mirror image.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(y, b, a) / b
    }
}

fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if fabs(value) < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for step in 1..=200_u32 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            change = c * d;
            result *= change;
        }
        if fabs(change - 1.0) < 1e-14 {
            break;
        }
    }
    result
}

/// `P(C ≥ c)` of the standard Cauchy distribution, which is Student's t with one degree of freedom.
pub fn cauchy_upper(c: f64) -> f64 {
    0.5 - libm::atan(c) / PI
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    proptest! {
        #[test]
        fn agrees_with_statrs(t in -60.0..60.0f64, df in 0.5..400.0f64) {
            let reference = StudentsT::new(0.0, 1.0, df).unwrap();
            let expected = (2.0 * reference.cdf(-t.abs())).clamp(1e-12, 1.0);
            let got = two_sided(t, df);
            prop_assert!((got - expected).abs() <= 1e-9 * expected + 1e-13, "{got} {expected}");
            prop_assert!((upper(t, df) + upper(-t, df) - 1.0).abs() < 1e-11);
        }

        #[test]
        fn never_leaves_its_range(t in prop::num::f64::ANY, df in prop::num::f64::ANY) {
            prop_assert!((1e-12..=1.0).contains(&two_sided(t, df)));
            prop_assert!((1e-12..=1.0).contains(&upper(t, df)));
        }

        #[test]
        fn a_twentieth_lies_above_the_quantile(df in 3.0..200.0f64) {
            let expected = StudentsT::new(0.0, 1.0, df).unwrap().inverse_cdf(0.95);
            prop_assert!((quantile_95(df) / expected - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn one_degree_of_freedom_is_cauchy() {
        for c in [-3.0, 0.0, 0.5, 40.0] {
            assert!((upper(c, 1.0) - cauchy_upper(c)).abs() < 1e-12);
        }
    }
}
