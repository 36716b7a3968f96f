//! One-class support vector machine: Schölkopf, Platt, Shawe-Taylor, Smola, Williamson, "Estimating the Support of a High-Dimensional
//! Distribution" (Neural Computation 13, 2001), with a Gaussian kernel.
//!
//! Solved by sequential minimal optimisation over the pair that violates the conditions most (Keerthi et al., 2001; as LIBSVM does).
//! Values are standardised, and γ is one over their number.

use super::Model;
use super::scaling::Scaling;
use anyhow::Result;

/// The conditions are met when no pair violates them by more.
const TOLERANCE: f64 = 1e-4;
const STEPS_MAX: usize = 100_000;

struct Machine {
    scaling: Scaling,
    gamma: f64,
    /// Support vectors and their weights, which add up to 1.
    support: Vec<(Vec<f64>, f64)>,
    offset: f64,
}

/// With ν = 0.05: nearly all that was learned is inside.
pub(super) fn wide(points: &[Vec<f64>], _: u64) -> Result<Box<dyn Model>> {
    Ok(Box::new(fit(points, 0.05)))
}

/// With ν = 0.5, from which the libraries begin: the densest half is inside.
pub(super) fn half(points: &[Vec<f64>], _: u64) -> Result<Box<dyn Model>> {
    Ok(Box::new(fit(points, 0.5)))
}

/// At most a share `nu` of the points learned is left outside, and at least that share are support vectors.
fn fit(points: &[Vec<f64>], nu: f64) -> Machine {
    let scaling = Scaling::standard(points);
    let scaled: Vec<Vec<f64>> = points.iter().map(|point| scaling.of(point).collect()).collect();
    let gamma = 1.0 / scaled.first().map_or(1.0, |point| point.len() as f64);
    let kernels: Vec<Vec<f64>> =
        scaled.iter().map(|one| scaled.iter().map(|other| kernel(gamma, one, other)).collect()).collect();
    let (weights, offset) = solve(&kernels, nu);
    let support = scaled.into_iter().zip(weights).filter(|(_, weight)| *weight > 0.0).collect();
    Machine { scaling, gamma, support, offset }
}

impl Model for Machine {
    fn score(&self, point: &[f64]) -> f64 {
        let point: Vec<f64> = self.scaling.of(point).collect();
        let near = self.support.iter().map(|(vector, weight)| weight * kernel(self.gamma, vector, &point));
        self.offset - near.sum::<f64>()
    }
}

fn kernel(gamma: f64, one: &[f64], other: &[f64]) -> f64 {
    let squares: f64 = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
    (-gamma * squares).exp()
}

/// One point in the solution: its weight, from 0 to 1 before they are made to add up to 1, and the slope of what is minimised.
struct Point {
    weight: f64,
    slope: f64,
}

/// Weights of all points and the offset at which a point is on the boundary.
fn solve(kernels: &[Vec<f64>], nu: f64) -> (Vec<f64>, f64) {
    let total = (nu * kernels.len() as f64).max(1.0);
    let start = (0..kernels.len()).map(|at| (total - at as f64).clamp(0.0, 1.0));
    let mut points: Vec<Point> = start.map(|weight| Point { weight, slope: 0.0 }).collect();
    let slope = |row: &Vec<f64>| row.iter().zip(&points).map(|(kernel, one)| kernel * one.weight).sum();
    let slopes: Vec<f64> = kernels.iter().map(slope).collect();
    points.iter_mut().zip(slopes).for_each(|(point, slope)| point.slope = slope);
    for _ in 0..STEPS_MAX {
        let by_slope = |a: &(usize, &Point), b: &(usize, &Point)| a.1.slope.total_cmp(&b.1.slope);
        let more = points.iter().enumerate().filter(|(_, point)| point.weight < 1.0).min_by(by_slope);
        let less = points.iter().enumerate().filter(|(_, point)| point.weight > 0.0).max_by(by_slope);
        let (Some((up, gains)), Some((down, loses))) = (more, less) else { break };
        let gap = loses.slope - gains.slope;
        let (Some(up_row), Some(down_row)) = (kernels.get(up), kernels.get(down)) else { break };
        if gap < TOLERANCE {
            break;
        }
        let bend = 2.0 - 2.0 * up_row.get(down).copied().unwrap_or(0.0);
        let step = (gap / bend.max(1e-12)).min(1.0 - gains.weight).min(loses.weight);
        for (at, (point, (up_kernel, down_kernel))) in
            points.iter_mut().zip(up_row.iter().zip(down_row)).enumerate()
        {
            point.slope += step * (up_kernel - down_kernel);
            if at == up {
                point.weight = (point.weight + step).min(1.0);
            } else if at == down {
                point.weight = (point.weight - step).max(0.0);
            }
        }
    }
    let weights = points.iter().map(|point| point.weight / total).collect();
    (weights, offset(&points) / total)
}

/// The mean slope of the points on the boundary; where there is none, midway between those inside and those outside.
fn offset(points: &[Point]) -> f64 {
    let on = |point: &&Point| point.weight > 0.0 && point.weight < 1.0;
    let free: Vec<f64> = points.iter().filter(on).map(|point| point.slope).collect();
    if !free.is_empty() {
        return free.iter().sum::<f64>() / free.len() as f64;
    }
    let inside = points.iter().filter(|point| point.weight <= 0.0).map(|point| point.slope);
    let outside = points.iter().filter(|point| point.weight >= 1.0).map(|point| point.slope);
    let (inside, outside) = (inside.fold(f64::INFINITY, f64::min), outside.fold(f64::NEG_INFINITY, f64::max));
    if inside.is_finite() { (inside + outside) / 2.0 } else { outside }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_a_share_of_nu_of_what_was_learned_is_left_outside() {
        let wave = |at: usize, pace: f64| (at as f64 * pace).sin() + (at as f64 * pace * 7.7).cos();
        let points: Vec<Vec<f64>> = (0..400).map(|at| vec![wave(at, 1.3), wave(at, 2.9)]).collect();
        for (nu, within) in [(0.05, 10..=20), (0.5, 190..=200)] {
            let machine = fit(&points, nu);
            let outside = points.iter().filter(|point| machine.score(point) > 1e-5).count();
            assert!(within.contains(&outside), "{outside} of 400 for {nu}");
        }
    }
}
