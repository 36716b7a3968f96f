//! Mean and scatter of a stream (Welford 1962, Technometrics 4:419) with bounded memory: beyond `memory`
//! values the old ones fade exponentially, so that slow drift is followed.

use serde::{Deserialize, Serialize};

/// Effective count, mean and sum of squared deviations. Kept in single precision: the seven digits are far
/// finer than anything measured, at half the bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(f32, f32, f32)")]
pub struct Moments {
    n: f32,
    mean: f32,
    scatter: f32,
}

/// The three numbers are not moments of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the moments of any numbers")]
pub struct NotMoments;

impl TryFrom<(f32, f32, f32)> for Moments {
    type Error = NotMoments;

    fn try_from((n, mean, scatter): (f32, f32, f32)) -> Result<Self, NotMoments> {
        let sound = n.is_finite() && n >= 0.0 && mean.is_finite() && scatter.is_finite() && scatter >= 0.0;
        if sound { Ok(Self { n, mean, scatter }) } else { Err(NotMoments) }
    }
}

impl Moments {
    /// Takes in one value. `memory` ≥ 1 bounds the effective count.
    pub fn push(&mut self, value: f64, memory: f64) {
        let (mut n, mut scatter) = (self.n(), self.scatter());
        if n + 1.0 > memory {
            let fade = (memory - 1.0) / n;
            n *= fade;
            scatter *= fade;
        }
        n += 1.0;
        let before = value - self.mean();
        let mean = self.mean() + before / n;
        scatter += before * (value - mean);
        *self = Self { n: n as f32, mean: mean as f32, scatter: scatter.max(0.0) as f32 };
    }

    /// Effective count; 0 before the first value.
    pub fn n(&self) -> f64 {
        f64::from(self.n)
    }

    /// Mean; 0 before the first value.
    pub fn mean(&self) -> f64 {
        f64::from(self.mean)
    }

    /// Sum of squared deviations from the mean.
    pub fn scatter(&self) -> f64 {
        f64::from(self.scatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_the_two_pass_moments_while_memory_lasts(values in prop::collection::vec(-20.0..20.0f64, 1..30)) {
            let mut moments = Moments::default();
            values.iter().for_each(|&value| moments.push(value, 30.0));
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let scatter: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
            prop_assert_eq!(moments.n(), values.len() as f64);
            prop_assert!((moments.mean() - mean).abs() < 1e-4);
            prop_assert!((moments.scatter() - scatter).abs() < 1e-3 * (1.0 + scatter));
        }
    }

    #[test]
    fn old_values_fade() {
        let mut moments = Moments::default();
        (0..200).for_each(|_| moments.push(0.0, 20.0));
        (0..60).for_each(|_| moments.push(1.0, 20.0));
        assert!(moments.n() <= 20.0 && moments.mean() > 0.94, "{moments:?}");
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(Moments::try_from((f32::NAN, 0.0, 0.0)).is_err());
        assert!(Moments::try_from((1.0, f32::INFINITY, 0.0)).is_err());
        assert!(Moments::try_from((1.0, 0.0, -1.0)).is_err());
    }
}
