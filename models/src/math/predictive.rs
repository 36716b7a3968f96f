//! Where the next value should lie: Student-t predictives whose mean and scale are shrunk to a prior while
//! few values have been seen (empirical Bayes: Morris 1983, JASA 78:47; scale as in Smyth 2004, Statist.
//! Appl. Genet. Mol. Biol. 3:3).

use super::{moments::Moments, student_t};
use serde::{Deserialize, Serialize};

/// What is believed of a series before its first value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// Expected mean.
    pub mean: f64,
    /// Standard deviation of the series' means around it.
    pub spread: f64,
    /// Standard deviation of values inside one series.
    pub scale: f64,
    /// How many values that scale is worth.
    pub df: f64,
}

impl Prior {
    /// Whether a population could be like that, on any scale that is compared on.
    pub fn is_sound(&self) -> bool {
        let positive = [self.spread, self.scale, self.df];
        self.mean.abs() < 1e3 && positive.iter().all(|value| (1e-3..1e3).contains(value))
    }

    /// Its numbers by their names.
    pub fn shown(&self) -> [(&'static str, f64); 4] {
        [("mean", self.mean), ("spread", self.spread), ("scale", self.scale), ("df", self.df)]
    }
}

/// A Student-t distribution of the next value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predictive {
    /// Its centre.
    pub centre: f64,
    /// Its scale, > 0.
    pub scale: f64,
    /// Its degrees of freedom, > 0.
    pub df: f64,
}

/// Standard deviation inside the series, shrunk to the prior's.
pub fn shrunk_scale(prior: &Prior, seen: &Moments) -> f64 {
    libm::sqrt((prior.df * prior.scale * prior.scale + seen.scatter()) / degrees(prior, seen))
}

/// Mean of the series, shrunk to the prior's.
pub fn shrunk_mean(prior: &Prior, seen: &Moments) -> f64 {
    let scale = shrunk_scale(prior, seen);
    let weight = seen.n() / (seen.n() + scale * scale / (prior.spread * prior.spread));
    weight * seen.mean() + (1.0 - weight) * prior.mean
}

/// The next value of a series.
pub fn predict(prior: &Prior, seen: &Moments) -> Predictive {
    let scale = shrunk_scale(prior, seen);
    let worth = scale * scale / (prior.spread * prior.spread);
    Predictive {
        centre: shrunk_mean(prior, seen),
        scale: scale * libm::sqrt(1.0 + 1.0 / (seen.n() + worth)),
        df: degrees(prior, seen),
    }
}

fn degrees(prior: &Prior, seen: &Moments) -> f64 {
    prior.df + (seen.n() - 1.0).max(0.0)
}

impl Predictive {
    /// Distance from the centre in scales, signed.
    pub fn distance(&self, value: f64) -> f64 {
        (value - self.centre) / self.scale
    }

    /// `−ln` of the density against that of the centre, in nats: 0 at the centre.
    pub fn rarity(&self, value: f64) -> f64 {
        let distance = self.distance(value);
        (self.df + 1.0) / 2.0 * libm::log1p(distance * distance / self.df)
    }

    /// Probability of a value at least as far out on either side.
    pub fn two_sided(&self, value: f64) -> f64 {
        student_t::two_sided(self.distance(value), self.df)
    }

    /// p-value that spends `upward` (a share in (0, 1)) of its attention on high values and the rest on low ones.
    pub fn tilted(&self, value: f64, upward: f64) -> f64 {
        let distance = self.distance(value);
        let high = student_t::upper(distance, self.df) / upward;
        let low = student_t::upper(-distance, self.df) / (1.0 - upward);
        high.min(low).min(1.0)
    }

    /// The central 90 %.
    pub fn range_90(&self) -> (f64, f64) {
        let half = self.scale * student_t::quantile_95(self.df);
        (self.centre - half, self.centre + half)
    }

    /// The value, pulled in to at most `limit` scales from the centre.
    pub fn winsorised(&self, value: f64, limit: f64) -> f64 {
        value.max(self.centre - limit * self.scale).min(self.centre + limit * self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIOR: Prior = Prior { mean: 3.0, spread: 0.8, scale: 0.2, df: 4.0 };

    fn seen(values: &[f64]) -> Moments {
        let mut moments = Moments::default();
        values.iter().for_each(|&value| moments.push(value, 100.0));
        moments
    }

    #[test]
    fn before_the_first_value_it_is_the_prior() {
        let fresh = predict(&PRIOR, &Moments::default());
        assert_eq!((fresh.centre, fresh.df), (3.0, 4.0));
        assert!((fresh.scale - libm::sqrt(0.8 * 0.8 + 0.2 * 0.2)).abs() < 1e-12);
    }

    #[test]
    fn experience_takes_over() {
        let values: std::vec::Vec<f64> = (0..80).map(|i| 5.0 + 0.01 * f64::from(i % 3 - 1)).collect();
        let old = predict(&PRIOR, &seen(&values));
        assert!((old.centre - 5.0).abs() < 0.01 && old.scale < 0.05, "{old:?}");
    }

    #[test]
    fn tilted_is_exact_in_both_tails() {
        let predictive = Predictive { centre: 0.0, scale: 1.0, df: 7.0 };
        let (high, low) = (predictive.tilted(3.0, 0.8), predictive.tilted(-3.0, 0.8));
        let tail = student_t::upper(3.0, 7.0);
        assert!((high - tail / 0.8).abs() < 1e-12 && (low - tail / 0.2).abs() < 1e-12);
        assert_eq!(predictive.tilted(0.0, 0.8), 0.625);
    }
}
