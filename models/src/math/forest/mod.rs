//! Isolation Forest: Liu, Ting, Zhou, "Isolation Forest" (ICDM 2008). A point that random splits set apart soon is unlike the
//! others.
//!
//! As published: `trees` trees of `sample` points each, drawn without replacement; a split is uniform between the smallest and
//! the largest value of an attribute drawn among those that differ; a tree ends at depth ⌈log₂ sample⌉. Scaling an attribute changes
//! nothing, so nothing is scaled.

mod grow;
mod shapley;

use alloc::vec::Vec;

pub use shapley::Attribution;

/// How a forest is grown.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// How many trees; the paper's default is 100.
    pub trees: usize,
    /// Points that each is grown from; the paper's default is 256.
    pub sample: usize,
    /// Which forest of all that could be.
    pub seed: u64,
}

impl Default for Growth {
    fn default() -> Self {
        Self { trees: 100, sample: 256, seed: 0 }
    }
}

/// A grown forest.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    attributes: usize,
    trees: usize,
    /// `c(sample)`: the mean path in a tree of so many points.
    usual_path: f64,
    /// All trees, one behind the other.
    nodes: Vec<Node>,
    /// Where each tree begins.
    roots: Vec<u32>,
}

/// A node, its left branch right behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    /// Of an inner node the split: smaller values go left. Of a leaf the path: its depth, and the mean rest of the way among
    /// the points that it holds.
    value: f32,
    /// Which attribute is split; [`LEAF`] where none is.
    attribute: u16,
    /// How far behind the right branch begins.
    right: u16,
    /// Points that were seen here.
    points: u16,
}

const LEAF: u16 = u16::MAX;
/// Largest number of points of one tree, and of attributes: nodes are kept small.
pub const MOST: usize = 16_384;

/// Why no forest was grown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotGrown {
    /// A forest needs two points at least.
    #[error("fewer than two points")]
    TooFew,
    /// The points differ in how many values they have, or have none, or too many.
    #[error("points need the same number of values, between 1 and 16384")]
    Uneven,
    /// A value is not finite.
    #[error("a value is not finite")]
    NotFinite,
}

impl Forest {
    /// Grows a forest over points of the same number of finite values.
    ///
    /// # Errors
    /// See [`NotGrown`].
    pub fn grow(points: &[Vec<f32>], growth: Growth) -> Result<Self, NotGrown> {
        grow::grow(points, growth)
    }

    /// How many values a point has.
    pub fn attributes(&self) -> usize {
        self.attributes
    }

    /// The mean path of a point, in splits. A value that is left out counts as 0.
    pub fn path(&self, point: &[f32]) -> f64 {
        let sum: f64 = self.roots.iter().map(|root| f64::from(self.leaf(*root as usize, point))).sum();
        sum / self.trees.max(1) as f64
    }

    /// The anomaly score `2^(−path / c)` in (0, 1]: above one half is unlike the others.
    pub fn score(&self, point: &[f32]) -> f64 {
        libm::exp2(-self.path(point) / self.usual_path)
    }

    /// What a path of this mean length is in bits of score: `−log₂ score`.
    pub fn bits(&self, path: f64) -> f64 {
        path / self.usual_path
    }

    /// Bytes that it occupies.
    pub fn bytes(&self) -> usize {
        self.nodes.len() * size_of::<Node>() + self.roots.len() * size_of::<u32>()
    }

    fn leaf(&self, root: usize, point: &[f32]) -> f32 {
        let mut at = root;
        loop {
            let Some(node) = self.nodes.get(at) else { return 0.0 };
            if node.attribute == LEAF {
                return node.value;
            }
            let value = point.get(usize::from(node.attribute)).copied().unwrap_or(0.0);
            at += if value < node.value { 1 } else { usize::from(node.right) };
        }
    }
}

/// `c(n)`: the mean path of an unsuccessful search in a binary search tree of n points.
fn usual_path(points: usize) -> f64 {
    match points {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let n = points as f64;
            2.0 * (libm::log(n - 1.0) + EULER) - 2.0 * (n - 1.0) / n
        }
    }
}

/// Euler and Mascheroni's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Random;
    use std::vec;

    fn cloud(points: usize, seed: u64) -> Vec<Vec<f32>> {
        let mut random = Random::of(seed);
        let mut one = || (0..6).map(|_| random.unit()).sum::<f64>() as f32 - 3.0;
        (0..points).map(|_| vec![one(), one(), one()]).collect()
    }

    #[test]
    fn a_point_far_away_is_set_apart_soon() {
        let forest = Forest::grow(&cloud(1_000, 1), Growth::default()).unwrap();
        let (middle, far) = (forest.score(&[0.0, 0.0, 0.0]), forest.score(&[3.0, -3.0, 3.0]));
        assert!(middle < 0.45 && far > 0.7, "{middle} {far}");
    }

    #[test]
    fn the_same_seed_grows_the_same_forest_and_scale_does_not_matter() {
        let points = cloud(300, 2);
        let grown =
            |points: &[Vec<f32>], seed| Forest::grow(points, Growth { seed, ..Growth::default() }).unwrap();
        assert_eq!(grown(&points, 5), grown(&points, 5));
        assert_ne!(grown(&points, 5), grown(&points, 6));
        let scaled: Vec<Vec<f32>> =
            points.iter().map(|point| point.iter().map(|value| value * 1_024.0).collect()).collect();
        let (one, other) = (grown(&points, 5), grown(&scaled, 5));
        for point in points.iter().take(50) {
            let large: Vec<f32> = point.iter().map(|value| value * 1_024.0).collect();
            assert_eq!(one.score(point), other.score(&large));
        }
    }

    #[test]
    fn the_mean_path_is_the_published_one() {
        assert_eq!(usual_path(2), 1.0);
        assert!((usual_path(256) - 10.244_770_9).abs() < 1e-6);
    }

    #[test]
    fn what_cannot_be_a_forest_is_refused_by_name() {
        let grow = |points: &[Vec<f32>]| Forest::grow(points, Growth::default()).unwrap_err();
        assert_eq!(grow(&[vec![1.0]]), NotGrown::TooFew);
        assert_eq!(grow(&[vec![1.0], vec![1.0, 2.0]]), NotGrown::Uneven);
        assert_eq!(grow(&[vec![], vec![]]), NotGrown::Uneven);
        assert_eq!(grow(&[vec![1.0], vec![f32::NAN]]), NotGrown::NotFinite);
    }

    #[test]
    fn points_that_are_all_the_same_are_all_usual() {
        let forest = Forest::grow(&vec![vec![1.0, 2.0]; 64], Growth::default()).unwrap();
        assert!((forest.score(&[1.0, 2.0]) - 0.5).abs() < 1e-6);
    }
}
