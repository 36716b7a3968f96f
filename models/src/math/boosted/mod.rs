//! Boosted trees: Friedman, "Greedy Function Approximation" (Annals of Statistics, 2001), with the second-order steps and penalties of Chen
//! and Guestrin, "XGBoost" (KDD 2016), over attributes cut at quantiles.

mod grow;

use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// What is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// A mean: the truth is any number.
    Squared,
    /// Log odds: the truth is 0 or 1.
    Logistic,
}

/// How it is learned.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// How many trees.
    pub trees: usize,
    /// Most splits on the way to a leaf.
    pub depth: u32,
    /// Share of each step that is taken.
    pub rate: f64,
    /// Curvature that every leaf is assumed to have seen already: what holds small ones back.
    pub penalty: f64,
    /// Least curvature of a leaf.
    pub least: f64,
    /// Share of the examples that each tree sees.
    pub sample: f64,
    /// Share of the attributes that each tree may split.
    pub attributes: f64,
    /// Which of all that could be drawn.
    pub seed: u64,
}

/// A grown model: data, and nothing but.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Boosted {
    base: f32,
    /// Where each tree begins.
    roots: Vec<u32>,
    /// All trees, one behind the other.
    nodes: Vec<Node>,
}

/// A node, its left branch right behind it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Node {
    /// Of an inner node the split: smaller values go left. Of a leaf what it adds.
    value: f32,
    /// Which attribute is split; [`LEAF`] where none is.
    attribute: u16,
    /// How far behind the right branch begins; never 0 in an inner node.
    right: u16,
}

const LEAF: u16 = u16::MAX;

impl Boosted {
    /// Learns from examples of the same number of attributes, and their truths. Without any it is 0 everywhere.
    pub fn grow(examples: &[Vec<f32>], truths: &[f64], loss: Loss, growth: &Growth) -> Self {
        grow::grow(examples, truths, loss, growth)
    }

    /// The mean, or the log odds. An attribute that is left out counts as 0.
    pub fn value(&self, example: &[f32]) -> f64 {
        let leaves: f64 = self.roots.iter().map(|root| f64::from(self.leaf(*root as usize, example))).sum();
        f64::from(self.base) + leaves
    }

    /// Whether it asks for no more than so many attributes, and says numbers.
    pub fn is_sound(&self, attributes: usize) -> bool {
        let sound = |node: &Node| {
            node.value.is_finite() && (node.attribute == LEAF || usize::from(node.attribute) < attributes)
        };
        self.base.is_finite() && self.nodes.iter().all(sound)
    }

    fn leaf(&self, root: usize, example: &[f32]) -> f32 {
        let mut at = root;
        while let Some(node) = self.nodes.get(at) {
            if node.attribute == LEAF {
                return node.value;
            }
            let value = example.get(usize::from(node.attribute)).copied().unwrap_or(0.0);
            at += if value < node.value { 1 } else { usize::from(node.right.max(1)) };
        }
        0.0
    }
}

/// `1 / (1 + e^−x)`.
pub fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-odds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Random;

    const GROWTH: Growth = Growth {
        trees: 100,
        depth: 3,
        rate: 0.1,
        penalty: 1.0,
        least: 1.0,
        sample: 0.7,
        attributes: 1.0,
        seed: 1,
    };

    fn examples(seed: u64) -> Vec<Vec<f32>> {
        let mut random = Random::of(seed);
        (0..4_000).map(|_| (0..4).map(|_| random.unit() as f32).collect()).collect()
    }

    /// Two attributes that matter only together.
    fn truth(example: &[f32]) -> bool {
        (example[0] > 0.5) != (example[1] > 0.3)
    }

    #[test]
    fn what_attributes_say_only_together_is_learned() {
        let truths: Vec<f64> = examples(1).iter().map(|one| f64::from(truth(one))).collect();
        let grown = Boosted::grow(&examples(1), &truths, Loss::Logistic, &GROWTH);
        let right = examples(2).iter().filter(|one| (grown.value(one) > 0.0) == truth(one)).count();
        assert!(right > 3_900, "{right}");
        assert_eq!(grown, Boosted::grow(&examples(1), &truths, Loss::Logistic, &GROWTH));
    }

    #[test]
    fn a_mean_is_learned_as_closely_as_noise_lets_it() {
        let mut random = Random::of(3);
        let mean = |one: &[f32]| f64::from(one[2]) * 2.0 - f64::from(one[3]);
        let truths: Vec<f64> = examples(1).iter().map(|one| mean(one) + random.unit() - 0.5).collect();
        let grown = Boosted::grow(&examples(1), &truths, Loss::Squared, &GROWTH);
        let squares: f64 = examples(2).iter().map(|one| (grown.value(one) - mean(one)).powi(2)).sum();
        assert!((squares / 4_000.0).sqrt() < 0.1, "{squares}");
    }

    #[test]
    fn odds_of_nothing_but_their_share_are_that_share() {
        let truths: Vec<f64> = (0..4_000).map(|number| f64::from(number % 4 == 0)).collect();
        let grown = Boosted::grow(&examples(1), &truths, Loss::Logistic, &Growth { trees: 0, ..GROWTH });
        assert!((logistic(grown.value(&[0.5; 4])) - 0.25).abs() < 1e-6);
        assert_eq!(Boosted::grow(&[], &[], Loss::Squared, &GROWTH).value(&[1.0]), 0.0);
    }
}
