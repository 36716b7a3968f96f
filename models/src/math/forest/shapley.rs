//! What each attribute adds to a point's path: exact Shapley values (Shapley, 1953) of the game in which an attribute that is not
//! known sends a point both ways, in the shares of the points that the tree was grown from (the path-dependent game of
//! Lundberg et al., Nature Machine Intelligence 2, 2020).
//!
//! For one leaf the game is a product: an attribute on the way is known and leads there or not (`one` is 1 or 0), or is not known
//! and leads there with the share of points that went so (`zero`). With m attributes on the way the value of i is
//! `path · (one_i − zero_i) · Σ_k k!(m−k−1)!/m! · [t^k] Π_{j≠i} (zero_j + one_j t)`.

use super::{Forest, LEAF};
use alloc::{vec, vec::Vec};

/// A path, split up.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The mean path where no attribute is known, in splits.
    pub base: f64,
    /// What each attribute adds, in splits: negative makes the point easier to set apart. `base` and these add up to
    /// [`Forest::path`].
    pub parts: Vec<f64>,
}

/// Trees are no deeper than ⌈log₂ [`super::MOST`]⌉.
const DEEPEST: usize = 14;

/// An attribute on the way from the root.
#[derive(Clone, Copy, Default)]
struct Step {
    attribute: u16,
    zero: f64,
    one: bool,
}

impl Forest {
    /// Splits the path of a point up. A value that is left out counts as 0.
    pub fn attribute(&self, point: &[f32]) -> Attribution {
        let mut split = Splitter { forest: self, point, base: 0.0, parts: vec![0.0; self.attributes] };
        for root in &self.roots {
            split.visit(*root as usize, &mut [Step::default(); DEEPEST], 0);
        }
        let trees = self.trees.max(1) as f64;
        split.parts.iter_mut().for_each(|part| *part /= trees);
        Attribution { base: split.base / trees, parts: split.parts }
    }
}

struct Splitter<'f> {
    forest: &'f Forest,
    point: &'f [f32],
    base: f64,
    parts: Vec<f64>,
}

impl Splitter<'_> {
    fn visit(&mut self, at: usize, way: &mut [Step; DEEPEST], length: usize) {
        let Some(node) = self.forest.nodes.get(at).copied() else { return };
        if node.attribute == LEAF {
            self.leaf(f64::from(node.value), way.get(..length).unwrap_or_default());
            return;
        }
        let value = self.point.get(usize::from(node.attribute)).copied().unwrap_or(0.0);
        let goes_left = value < node.value;
        for (branch, goes) in [(at + 1, goes_left), (at + usize::from(node.right), !goes_left)] {
            let points = self.forest.nodes.get(branch).map_or(0, |branch| branch.points);
            let share = f64::from(points) / f64::from(node.points.max(1));
            let before = way.get(..length).unwrap_or_default();
            let known = before.iter().position(|step| step.attribute == node.attribute);
            let place = known.unwrap_or(length);
            let Some(step) = way.get_mut(place) else { continue };
            let saved = *step;
            *step = match known {
                Some(_) => Step { zero: saved.zero * share, one: saved.one && goes, ..saved },
                None => Step { attribute: node.attribute, zero: share, one: goes },
            };
            self.visit(branch, way, length.max(place + 1));
            if let Some(step) = way.get_mut(place) {
                *step = saved;
            }
        }
    }

    fn leaf(&mut self, path: f64, way: &[Step]) {
        self.base += path * way.iter().map(|step| step.zero).product::<f64>();
        let product = product(way);
        for step in way {
            let rest = without(&product, way.len(), step);
            let weight: f64 = rest.iter().zip(weights(way.len())).map(|(term, weight)| term * weight).sum();
            let one = if step.one { 1.0 } else { 0.0 };
            if let Some(part) = self.parts.get_mut(usize::from(step.attribute)) {
                *part += path * (one - step.zero) * weight;
            }
        }
    }
}

/// Coefficients of `Π (zero_j + one_j t)`, the constant first.
fn product(way: &[Step]) -> [f64; DEEPEST + 1] {
    let mut product = [0.0; DEEPEST + 1];
    product[0] = 1.0;
    for (degree, step) in way.iter().enumerate() {
        let mut below = 0.0;
        for term in product.iter_mut().take(degree + 2) {
            let here = *term;
            *term = here * step.zero + if step.one { below } else { 0.0 };
            below = here;
        }
    }
    product
}

/// The same without one factor, which is divided out.
fn without(product: &[f64; DEEPEST + 1], steps: usize, step: &Step) -> [f64; DEEPEST] {
    let mut rest = [0.0; DEEPEST];
    if step.one {
        // From the top: dividing by `zero + t` is stable, `zero` being at most 1.
        let mut above = 0.0;
        for (term, whole) in rest.iter_mut().zip(product.iter().skip(1)).take(steps).rev() {
            *term = whole - step.zero * above;
            above = *term;
        }
    } else {
        rest.iter_mut().zip(product).take(steps).for_each(|(term, whole)| *term = whole / step.zero);
    }
    rest
}

/// `k!(m−k−1)!/m!` for k = 0 … m − 1.
fn weights(attributes: usize) -> impl Iterator<Item = f64> {
    let m = attributes as f64;
    // Each follows from the one before: w(k) = w(k−1) · k / (m − k).
    (0..attributes).scan(1.0 / m, move |weight, k| {
        if k > 0 {
            *weight *= k as f64 / (m - k as f64);
        }
        Some(*weight)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Growth;
    use super::*;
    use crate::math::random::Random;

    /// The expected path where only the attributes of `known` (one bit each) are.
    fn expected(forest: &Forest, at: usize, point: &[f32], known: u32) -> f64 {
        let node = forest.nodes[at];
        if node.attribute == LEAF {
            return f64::from(node.value);
        }
        let (left, right) = (at + 1, at + usize::from(node.right));
        if known >> node.attribute & 1 == 1 {
            let goes = if point[usize::from(node.attribute)] < node.value { left } else { right };
            return expected(forest, goes, point, known);
        }
        let of = |branch: usize| {
            let share = f64::from(forest.nodes[branch].points) / f64::from(node.points);
            share * expected(forest, branch, point, known)
        };
        of(left) + of(right)
    }

    fn brute_force(forest: &Forest, point: &[f32]) -> Vec<f64> {
        let n = forest.attributes;
        let game = |known: u32| {
            let sum: f64 =
                forest.roots.iter().map(|root| expected(forest, *root as usize, point, known)).sum();
            sum / forest.trees as f64
        };
        let factorial = |k: usize| (1..=k).product::<usize>() as f64;
        let value = |i: usize| {
            let sets = (0..1_u32 << n).filter(|set| set >> i & 1 == 0);
            sets.map(|set| {
                let k = set.count_ones() as usize;
                factorial(k) * factorial(n - k - 1) / factorial(n) * (game(set | 1 << i) - game(set))
            })
            .sum()
        };
        (0..n).map(value).collect()
    }

    #[test]
    fn they_equal_brute_force_and_add_up_to_the_path() {
        let mut random = Random::of(9);
        let mut point = || (0..6).map(|at| (random.unit() * f64::from(at + 1)) as f32).collect::<Vec<f32>>();
        let points: Vec<Vec<f32>> = (0..120).map(|_| point()).collect();
        let forest = Forest::grow(&points, Growth { trees: 12, sample: 64, seed: 3 }).unwrap();
        for point in points.iter().take(10) {
            let Attribution { base, parts } = forest.attribute(point);
            for (part, brute) in parts.iter().zip(brute_force(&forest, point)) {
                assert!((part - brute).abs() < 1e-12, "{part} {brute}");
            }
            assert!((base + parts.iter().sum::<f64>() - forest.path(point)).abs() < 1e-9);
        }
    }

    #[test]
    fn what_sets_a_point_apart_is_what_is_named() {
        let mut random = Random::of(4);
        let points: Vec<Vec<f32>> =
            (0..256).map(|_| (0..4).map(|_| random.unit() as f32).collect()).collect();
        let forest = Forest::grow(&points, Growth::default()).unwrap();
        let parts = forest.attribute(&[0.5, 0.5, 4.0, 0.5]).parts;
        assert!(parts[2] < -1.0 && parts.iter().all(|part| parts[2] <= *part), "{parts:?}");
    }
}
