//! Mahalanobis' distance (1936): how far from the mean, by the covariance of what was learned. A value that follows from those before
//! it adds nothing, which is what the generalised inverse of a singular covariance comes to for points that depend in the same way; with fewer
//! points than values the result hangs on the order of the values.

use super::Model;
use super::scaling::Scaling;
use anyhow::Result;

/// A value of which so small a share of its variance is its own follows from the others.
const OWN: f64 = 1e-7;

struct Mahalanobis {
    scaling: Scaling,
    /// Rows of the lower triangle of the correlation's Cholesky factor; an empty row where the value follows.
    factor: Vec<Vec<f64>>,
}

pub(super) fn fit(points: &[Vec<f64>], _: u64) -> Result<Box<dyn Model>> {
    let scaling = Scaling::standard(points);
    let scaled: Vec<Vec<f64>> = points.iter().map(|point| scaling.of(point).collect()).collect();
    let values = scaled.first().map_or(0, Vec::len);
    let correlation = |a: usize, b: usize| {
        let products = scaled.iter().filter_map(|point| Some(point.get(a)? * point.get(b)?));
        products.sum::<f64>() / (scaled.len() - 1) as f64
    };
    let mut factor: Vec<Vec<f64>> = Vec::new();
    for row in 0..values {
        let mut made = Vec::with_capacity(row + 1);
        for (column, other) in factor.iter().enumerate() {
            let known: f64 = made.iter().zip(other).map(|(a, b): (&f64, &f64)| a * b).sum();
            made.push(other.last().map_or(0.0, |pivot| (correlation(row, column) - known) / pivot));
        }
        let own = correlation(row, row) - made.iter().map(|one| one * one).sum::<f64>();
        if own > OWN {
            made.push(own.sqrt());
            factor.push(made);
        } else {
            factor.push(Vec::new());
        }
    }
    Ok(Box::new(Mahalanobis { scaling, factor }))
}

impl Model for Mahalanobis {
    fn score(&self, point: &[f64]) -> f64 {
        let mut solved: Vec<f64> = Vec::with_capacity(self.factor.len());
        for (value, row) in self.scaling.of(point).zip(&self.factor) {
            let known: f64 = row.iter().zip(&solved).map(|(a, b)| a * b).sum();
            solved.push(row.last().map_or(0.0, |pivot| (value - known) / pivot));
        }
        solved.iter().map(|one| one * one).sum::<f64>().sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_follows_from_two_others_changes_no_distance() {
        let wave = |at: usize, pace: f64| (at as f64 * pace).sin();
        let two: Vec<Vec<f64>> = (0..50).map(|at| vec![wave(at, 1.3), 3.0 * wave(at, 2.9)]).collect();
        let with = |point: &[f64]| [point, &[point[0] + point[1]]].concat();
        let three: Vec<Vec<f64>> = two.iter().map(|point| with(point)).collect();
        let (alone, beside) = (fit(&two, 0).unwrap(), fit(&three, 0).unwrap());
        for point in [[0.5, 0.5], [4.0, -9.0]] {
            let (alone, beside) = (alone.score(&point), beside.score(&with(&point)));
            assert!((alone - beside).abs() < 1e-9, "{alone} {beside}");
        }
    }
}
