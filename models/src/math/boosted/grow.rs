//! How the trees are grown.

use super::{Boosted, Growth, LEAF, Loss, Node, logistic};
use crate::math::random::Random;
use alloc::vec;
use alloc::vec::Vec;

/// Most ranges that the values of an attribute are cut into.
const BINS: usize = 64;

pub(super) fn grow(examples: &[Vec<f32>], truths: &[f64], loss: Loss, growth: &Growth) -> Boosted {
    let all = examples.len().min(truths.len());
    if all == 0 {
        return Boosted::default();
    }
    let mean = truths.iter().take(all).sum::<f64>() / all as f64;
    let base = match loss {
        Loss::Squared => mean,
        Loss::Logistic => {
            let share = mean.clamp(1e-6, 1.0 - 1e-6);
            libm::log(share / (1.0 - share))
        }
    };
    let columns = Column::all(examples);
    let mut grown = Boosted { base: base as f32, roots: Vec::new(), nodes: Vec::new() };
    let mut grower =
        Grower { columns: &columns, growth, slopes: vec![Slope::default(); all], used: Vec::new() };
    let mut values = vec![base; all];
    let mut random = Random::of(growth.seed);
    for _ in 0..growth.trees {
        for ((slope, value), truth) in grower.slopes.iter_mut().zip(&values).zip(truths) {
            *slope = Slope::of(*value, *truth, loss);
        }
        grower.used = (0..columns.len()).filter(|_| random.unit() < growth.attributes).collect();
        let mut drawn: Vec<u32> = (0..all as u32).filter(|_| random.unit() < growth.sample).collect();
        grown.roots.push(grown.nodes.len() as u32);
        let root = grown.nodes.len();
        grower.branch(&mut grown.nodes, &mut drawn, growth.depth);
        let tree = Boosted { base: 0.0, roots: vec![root as u32], nodes: core::mem::take(&mut grown.nodes) };
        values.iter_mut().zip(examples).for_each(|(value, example)| *value += tree.value(example));
        grown.nodes = tree.nodes;
    }
    grown
}

/// First and second derivative of the loss.
#[derive(Clone, Copy, Default)]
struct Slope {
    slope: f64,
    curvature: f64,
}

impl Slope {
    fn of(value: f64, truth: f64, loss: Loss) -> Self {
        match loss {
            Loss::Squared => Self { slope: value - truth, curvature: 1.0 },
            Loss::Logistic => {
                let share = logistic(value);
                Self { slope: share - truth, curvature: share * (1.0 - share) }
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.slope += other.slope;
        self.curvature += other.curvature;
    }

    fn without(self, other: Self) -> Self {
        Self { slope: self.slope - other.slope, curvature: self.curvature - other.curvature }
    }

    fn gain(self, penalty: f64) -> f64 {
        self.slope * self.slope / (self.curvature + penalty)
    }
}

/// The values of one attribute, cut.
struct Column {
    /// A value is in the range of the last cut that it does not come before, counted from 1; in the first one where there is none.
    cuts: Vec<f32>,
    ranges: Vec<u8>,
}

impl Column {
    fn all(examples: &[Vec<f32>]) -> Vec<Self> {
        let attributes = examples.first().map_or(0, Vec::len);
        (0..attributes).map(|attribute| Self::of(examples, attribute)).collect()
    }

    fn of(examples: &[Vec<f32>], attribute: usize) -> Self {
        let value = |example: &Vec<f32>| example.get(attribute).copied().unwrap_or(0.0);
        let mut sorted: Vec<f32> = examples.iter().map(value).collect();
        sorted.sort_by(f32::total_cmp);
        let mut cuts: Vec<f32> =
            (1..BINS).filter_map(|at| sorted.get(at * sorted.len() / BINS).copied()).collect();
        cuts.dedup();
        let range = |example| cuts.partition_point(|cut| *cut <= value(example)) as u8;
        let ranges = examples.iter().map(range).collect();
        Self { cuts, ranges }
    }

    fn range(&self, example: u32) -> usize {
        usize::from(self.ranges.get(example as usize).copied().unwrap_or(0))
    }
}

struct Split {
    gain: f64,
    attribute: usize,
    range: usize,
    cut: f32,
}

struct Grower<'g> {
    columns: &'g [Column],
    growth: &'g Growth,
    slopes: Vec<Slope>,
    used: Vec<usize>,
}

impl Grower<'_> {
    /// Grows the branch that these examples come to.
    fn branch(&self, nodes: &mut Vec<Node>, here: &mut [u32], depth: u32) {
        let mut sum = Slope::default();
        here.iter().for_each(|one| sum.add(self.slope(*one)));
        let step = -self.growth.rate * sum.slope / (sum.curvature + self.growth.penalty);
        let node = nodes.len();
        nodes.push(Node { value: step as f32, attribute: LEAF, right: 0 });
        if depth == 0 {
            return;
        }
        let splits = self.used.iter().filter_map(|attribute| self.split(*attribute, here, sum));
        let Some(best) = splits.max_by(|one, other| one.gain.total_cmp(&other.gain)) else { return };
        let Some(column) = self.columns.get(best.attribute) else { return };
        let middle = part(here, |one| column.range(one) < best.range);
        let (left, right) = here.split_at_mut(middle);
        self.branch(nodes, left, depth - 1);
        let behind = nodes.len() - node;
        self.branch(nodes, right, depth - 1);
        if let Some(node) = nodes.get_mut(node) {
            *node = Node { value: best.cut, attribute: best.attribute as u16, right: behind as u16 };
        }
    }

    fn slope(&self, example: u32) -> Slope {
        self.slopes.get(example as usize).copied().unwrap_or_default()
    }

    /// The best split of an attribute, if any is worth it.
    fn split(&self, attribute: usize, here: &[u32], sum: Slope) -> Option<Split> {
        let column = self.columns.get(attribute)?;
        let mut sums = [Slope::default(); BINS];
        for one in here {
            if let Some(held) = sums.get_mut(column.range(*one)) {
                held.add(self.slope(*one));
            }
        }
        let Growth { penalty, least, .. } = *self.growth;
        let (mut left, mut best): (_, Option<Split>) = (Slope::default(), None);
        for (at, (held, cut)) in sums.iter().zip(&column.cuts).enumerate() {
            left.add(*held);
            let right = sum.without(left);
            let gain = left.gain(penalty) + right.gain(penalty) - sum.gain(penalty);
            let heavy = left.curvature >= least && right.curvature >= least;
            if heavy && gain > best.as_ref().map_or(1e-9, |best| best.gain) {
                best = Some(Split { gain, attribute, range: at + 1, cut: *cut });
            }
        }
        best
    }
}

/// Brings those that go left to the front; how many they are.
fn part(here: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let mut left = 0;
    for at in 0..here.len() {
        if here.get(at).is_some_and(|one| goes_left(*one)) {
            here.swap(at, left);
            left += 1;
        }
    }
    left
}
