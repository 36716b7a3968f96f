//! How the trees are grown.

use super::{Forest, Growth, LEAF, MOST, Node, NotGrown, usual_path};
use crate::math::random::Random;
use alloc::vec::Vec;

pub(super) fn grow(points: &[Vec<f32>], growth: Growth) -> Result<Forest, NotGrown> {
    let attributes = points.first().map_or(0, Vec::len);
    if points.len() < 2 {
        return Err(NotGrown::TooFew);
    }
    if !(1..=MOST).contains(&attributes) || points.iter().any(|point| point.len() != attributes) {
        return Err(NotGrown::Uneven);
    }
    if points.iter().flatten().any(|value| !value.is_finite()) {
        return Err(NotGrown::NotFinite);
    }
    let sample = growth.sample.clamp(2, points.len().min(MOST));
    let mut grower = Grower {
        points,
        attributes,
        deepest: usize::BITS - (sample - 1).leading_zeros(),
        random: Random::of(growth.seed),
        differing: Vec::with_capacity(attributes),
        nodes: Vec::new(),
    };
    let mut order: Vec<u32> = (0..points.len() as u32).collect();
    let mut roots = Vec::with_capacity(growth.trees);
    for _ in 0..growth.trees {
        // The first few of a shuffle are a sample without replacement (Fisher and Yates).
        for at in 0..sample {
            let other = at + grower.random.below(order.len() - at);
            order.swap(at, other);
        }
        roots.push(grower.nodes.len() as u32);
        if let Some(drawn) = order.get_mut(..sample) {
            grower.branch(drawn, 0);
        }
    }
    let Grower { nodes, .. } = grower;
    Ok(Forest { attributes, trees: growth.trees, usual_path: usual_path(sample), nodes, roots })
}

struct Grower<'p> {
    points: &'p [Vec<f32>],
    attributes: usize,
    deepest: u32,
    random: Random,
    /// Attributes whose values differ here, with the smallest and the largest.
    differing: Vec<(u16, f32, f32)>,
    nodes: Vec<Node>,
}

impl Grower<'_> {
    fn value(&self, point: u32, attribute: u16) -> f32 {
        self.points
            .get(point as usize)
            .and_then(|point| point.get(usize::from(attribute)))
            .copied()
            .unwrap_or(0.0)
    }

    /// Grows the branch that these points come to.
    fn branch(&mut self, here: &mut [u32], depth: u32) {
        let points = here.len() as u16;
        let node = self.nodes.len();
        let path = f64::from(depth) + usual_path(here.len());
        self.nodes.push(Node { value: path as f32, attribute: LEAF, right: 0, points });
        if depth >= self.deepest || here.len() < 2 {
            return;
        }
        let Some((attribute, low, high)) = self.attribute(here) else { return };
        // Never the smallest itself, or nothing would go left.
        let drawn = f64::from(low) + self.random.unit() * (f64::from(high) - f64::from(low));
        let split = if drawn as f32 > low { drawn as f32 } else { high };
        let middle = self.part(here, attribute, split);
        let (left, right) = here.split_at_mut(middle);
        self.branch(left, depth + 1);
        let behind = self.nodes.len() - node;
        self.branch(right, depth + 1);
        if let Some(node) = self.nodes.get_mut(node) {
            *node = Node { value: split, attribute, right: behind as u16, points };
        }
    }

    /// One of the attributes in which these points differ. Drawn first and looked at then: most differ.
    fn attribute(&mut self, here: &[u32]) -> Option<(u16, f32, f32)> {
        let drawn = self.random.below(self.attributes) as u16;
        let (low, high) = self.range(here, drawn);
        if low < high {
            return Some((drawn, low, high));
        }
        self.differing.clear();
        for attribute in 0..self.attributes as u16 {
            let (low, high) = self.range(here, attribute);
            if low < high {
                self.differing.push((attribute, low, high));
            }
        }
        let at = self.random.below(self.differing.len());
        self.differing.get(at).copied()
    }

    fn range(&self, here: &[u32], attribute: u16) -> (f32, f32) {
        let values = here.iter().map(|point| self.value(*point, attribute));
        values
            .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    }

    /// Brings those that go left to the front; how many they are.
    fn part(&self, here: &mut [u32], attribute: u16, split: f32) -> usize {
        let mut left = 0;
        for at in 0..here.len() {
            if here.get(at).is_some_and(|point| self.value(*point, attribute) < split) {
                here.swap(at, left);
                left += 1;
            }
        }
        left
    }
}
