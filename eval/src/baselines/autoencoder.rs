//! An auto-encoder: a network that learns to give back what it is shown through a narrow middle, and fails at what it has never seen
//! (Killourhy and Maxion's table calls it auto-associative).
//!
//! Values are standardised; layers of 8, 4 and 8 with tanh between them; trained by Adam (Kingma and Ba, 2015) with its published
//! constants, batches of 32, 500 times through. The score is the mean squared difference.

use super::Model;
use super::scaling::Scaling;
use anyhow::Result;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

const HIDDEN: [usize; 3] = [8, 4, 8];
const EPOCHS: usize = 500;
const BATCH: usize = 32;
const RATE: f64 = 1e-3;
const FADE: (f64, f64) = (0.9, 0.999);

struct AutoEncoder {
    scaling: Scaling,
    layers: Vec<Layer>,
}

/// One weight as Adam trains it.
#[derive(Clone, Copy, Default)]
struct Weight {
    value: f64,
    slope: f64,
    mean: f64,
    square: f64,
}

/// A layer: for each of its cells the weights of what comes in, and behind them that of a constant 1.
struct Layer {
    cells: Vec<Vec<Weight>>,
    bent: bool,
}

pub(super) fn fit(points: &[Vec<f64>], seed: u64) -> Result<Box<dyn Model>> {
    let scaling = Scaling::standard(points);
    let mut scaled: Vec<Vec<f64>> = points.iter().map(|point| scaling.of(point).collect()).collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let values = scaled.first().map_or(0, Vec::len);
    let mut layers = Vec::new();
    let mut before = values;
    for size in HIDDEN.into_iter().chain([values]) {
        layers.push(Layer::new(before, size, layers.len() < HIDDEN.len(), &mut random));
        before = size;
    }
    let mut network = AutoEncoder { scaling, layers };
    let mut step = 0;
    for _ in 0..EPOCHS {
        scaled.shuffle(&mut random);
        for batch in scaled.chunks(BATCH) {
            step += 1;
            batch.iter().for_each(|point| network.learn(point));
            network.layers.iter_mut().for_each(|layer| layer.step(batch.len() * values, step));
        }
    }
    Ok(Box::new(network))
}

impl Model for AutoEncoder {
    fn score(&self, point: &[f64]) -> f64 {
        let shown: Vec<f64> = self.scaling.of(point).collect();
        let given = self.layers.iter().fold(shown.clone(), |from, layer| layer.forward(&from));
        let squares: f64 = shown.iter().zip(&given).map(|(a, b)| (a - b) * (a - b)).sum();
        squares / shown.len().max(1) as f64
    }
}

impl AutoEncoder {
    /// Adds to every weight's slope what this point says.
    fn learn(&mut self, point: &[f64]) {
        let mut passed = vec![point.to_vec()];
        for layer in &self.layers {
            let next = layer.forward(passed.last().map_or(&[], Vec::as_slice));
            passed.push(next);
        }
        let given = passed.pop().unwrap_or_default();
        let mut slopes: Vec<f64> =
            given.iter().zip(point).map(|(given, shown)| 2.0 * (given - shown)).collect();
        let mut given = given;
        for layer in self.layers.iter_mut().rev() {
            let from = passed.pop().unwrap_or_default();
            slopes = layer.backward(&from, &given, &slopes);
            given = from;
        }
    }
}

impl Layer {
    /// Glorot and Bengio's first weights (2010).
    fn new(before: usize, size: usize, bent: bool, random: &mut ChaCha8Rng) -> Self {
        let most = (6.0 / (before + size) as f64).sqrt();
        let mut cell = || {
            let weight = |_| Weight { value: random.random_range(-most..most), ..Weight::default() };
            (0..before).map(weight).chain([Weight::default()]).collect()
        };
        Self { cells: (0..size).map(|_| cell()).collect(), bent }
    }

    fn forward(&self, from: &[f64]) -> Vec<f64> {
        let one = |cell: &Vec<Weight>| {
            let sum: f64 =
                cell.iter().zip(from.iter().chain([&1.0])).map(|(weight, x)| weight.value * x).sum();
            if self.bent { sum.tanh() } else { sum }
        };
        self.cells.iter().map(one).collect()
    }

    /// From the slopes by what was given to those by what came in; the weights' own are kept.
    fn backward(&mut self, from: &[f64], given: &[f64], slopes: &[f64]) -> Vec<f64> {
        let mut back = vec![0.0; from.len()];
        for ((cell, given), slope) in self.cells.iter_mut().zip(given).zip(slopes) {
            let slope = if self.bent { slope * (1.0 - given * given) } else { *slope };
            back.iter_mut().zip(cell.iter()).for_each(|(back, weight)| *back += slope * weight.value);
            cell.iter_mut().zip(from.iter().chain([&1.0])).for_each(|(weight, x)| weight.slope += slope * x);
        }
        back
    }

    /// One step of Adam, by the mean over so many terms.
    fn step(&mut self, terms: usize, step: i32) {
        let (first, second) = FADE;
        for weight in self.cells.iter_mut().flatten() {
            let slope = std::mem::take(&mut weight.slope) / terms as f64;
            weight.mean = first * weight.mean + (1.0 - first) * slope;
            weight.square = second * weight.square + (1.0 - second) * slope * slope;
            let (mean, square) =
                (weight.mean / (1.0 - first.powi(step)), weight.square / (1.0 - second.powi(step)));
            weight.value -= RATE * mean / (square.sqrt() + 1e-8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_on_a_curve_goes_through_the_narrow_middle_and_what_leaves_it_does_not() {
        let on = |at: f64| vec![at, at * at, at.sin(), 1.0 - at, (2.0 * at).cos(), at];
        let points: Vec<Vec<f64>> = (0..200).map(|at| on(f64::from(at) / 100.0 - 1.0)).collect();
        let network = fit(&points, 3).unwrap();
        let mut off = on(0.3);
        off[3] = -0.2;
        assert!(network.score(&on(0.305)) < 0.02, "{}", network.score(&on(0.305)));
        assert!(network.score(&off) > 0.2, "{}", network.score(&off));
    }
}
