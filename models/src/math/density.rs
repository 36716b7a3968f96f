//! How likely a value is by what was seen: a kernel density (Parzen, Ann. Math. Statist. 33, 1962) with Silverman's bandwidth (*Density
//! Estimation*, 1986, §3.4), and the same on a grid, which is small and tells nothing of single values.

use super::bell::{SHIFT, bell};
use alloc::{vec, vec::Vec};
use serde::{Deserialize, Serialize};

/// `√(2π)`.
const ROOT_TAU: f64 = 2.506_628_274_631_000_2;

/// Silverman's bandwidth for values of spread 1, of which as many were seen: `0.9 n^(−1/5)`.
pub fn silverman(effective: f64) -> f64 {
    0.9 * libm::pow(effective.max(1.0), -0.2)
}

/// The density at `value`, for values of spread 1, by (value, weight) that were seen. 0 where none was.
pub fn kernel(value: f64, bandwidth: f64, seen: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut density, mut all) = (0.0, 0.0);
    for (one, weight) in seen {
        let distance = (value - one) / bandwidth;
        all += weight;
        // Further out it is nothing.
        if distance.abs() < 6.0 {
            density += weight * libm::exp(-0.5 * distance * distance);
        }
    }
    if all > 0.0 { density / (all * bandwidth * ROOT_TAU) } else { 0.0 }
}

/// What [`kernel`] sums up, for several values side by side: of each place `Σ weight · bell((seen − at) · scale)`. What was seen comes
/// with its weight, one number for each place, of which there are four at least.
pub fn kernels<'s>(
    seen: impl Iterator<Item = (&'s [i16], f32)> + Clone,
    at: &[f32],
    scale: &[f32],
) -> Vec<f32> {
    let mut sums = vec![0.0; at.len()];
    // The last four are made once more where some of them are not among the fours before.
    let last = at.len().saturating_sub(4);
    for from in (0..last).step_by(4).chain([last]) {
        let (Some(to), Some(at), Some(scale)) =
            (sums.get_mut(from..from + 4), four_of(at, from), four_of(scale, from))
        else {
            continue;
        };
        let mut sums = [0.0; 4];
        for (numbers, weight) in seen.clone() {
            let Some(numbers) = four_of(numbers, from) else { continue };
            for (((sum, number), at), scale) in sums.iter_mut().zip(numbers).zip(at).zip(scale) {
                *sum += weight * bell((f32::from(*number) - at) * scale);
            }
        }
        to.copy_from_slice(&sums);
    }
    sums
}

fn four_of<T>(values: &[T], from: usize) -> Option<&[T; 4]> {
    values.get(from..)?.first_chunk()
}

/// The weight of what was seen above each of several values.
pub fn above<'s>(seen: impl Iterator<Item = (&'s [i16], f32)>, at: &[f32]) -> Vec<f32> {
    let mut above = vec![0.0; at.len()];
    for (numbers, weight) in seen {
        for ((sum, number), at) in above.iter_mut().zip(numbers).zip(at) {
            *sum += if f32::from(*number) > *at { weight } else { 0.0 };
        }
    }
    above
}

/// A density for values of spread 1, of the sum that [`kernel`] and [`kernels`] make with weights that are 1 together.
pub fn of_sum(sum: f64, bandwidth: f64) -> f64 {
    sum / (bandwidth * ROOT_TAU)
}

/// Points of a grid.
const POINTS: usize = 40;

/// `−ln` of a density on a grid, in hundredths of a nat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    from: f32,
    step: f32,
    points: Vec<u16>,
}

impl Grid {
    /// The density of these values, at least `floor` everywhere; `None` where they are fewer than two or all the same.
    pub fn of(values: &[f64], floor: f64) -> Option<Self> {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let spread = libm::sqrt(values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n);
        if values.len() < 2 || spread.is_nan() || spread <= 0.0 {
            return None;
        }
        let bandwidth = silverman(n);
        let (low, high) = values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (value.min(low), value.max(high)));
        let from = low - 3.0 * bandwidth * spread;
        let step = (high + 3.0 * bandwidth * spread - from) / (POINTS - 1) as f64;
        let nats = |at: usize| {
            let value = from + step * at as f64;
            let seen = values.iter().map(|one| (one / spread, 1.0));
            -libm::log(kernel(value / spread, bandwidth, seen) / spread + floor)
        };
        let points = (0..POINTS).map(|at| libm::round((nats(at) + OFFSET).max(0.0) * 100.0) as u16);
        Some(Self { from: from as f32, step: step as f32, points: points.collect() })
    }

    /// `−ln` of the density at a value, in nats.
    pub fn nats(&self, value: f64) -> f64 {
        let place = (value - f64::from(self.from)) / f64::from(self.step);
        let last = self.points.len().saturating_sub(1) as f64;
        let place = if place.is_nan() { 0.0 } else { place.clamp(0.0, last) };
        let at = |at: usize| {
            f64::from(self.points.get(at).or(self.points.last()).copied().unwrap_or(0)) / 100.0 - OFFSET
        };
        let below = place as usize;
        at(below) + (place - below as f64) * (at(below + 1) - at(below))
    }

    /// Whether it can be asked.
    pub fn is_sound(&self) -> bool {
        self.from.is_finite() && self.step.is_finite() && self.step > 0.0 && self.points.len() == POINTS
    }
}

/// A density may be above 1.
const OFFSET: f64 = 10.0;

/// A power of two with room for the points of a grid.
const ROOM: usize = 64;

/// Several grids that are asked often: for numbers that are kept in parts of one, one for each place, four side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Grids {
    /// Where each begins, in parts, and how many of its steps a part is.
    from: Vec<f32>,
    steps: Vec<f32>,
    /// In hundredths of a nat: each point, and how much more the next one is; nothing more behind the last.
    lines: Vec<[(f32, f32); ROOM]>,
}

impl Grids {
    /// Of these, where one is so many parts.
    pub fn of(grids: &[Grid], parts: f32) -> Self {
        let mut lines = vec![[(0.0, 0.0); ROOM]; grids.len()];
        for (line, Grid { points, .. }) in lines.iter_mut().zip(grids) {
            for (to, point) in line.iter_mut().zip(points) {
                to.0 = f32::from(*point) - 100.0 * OFFSET as f32;
            }
            for (to, pair) in line.iter_mut().zip(points.array_windows()) {
                let [point, next] = pair.map(f32::from);
                to.1 = next - point;
            }
        }
        Self {
            from: grids.iter().map(|grid| grid.from * parts).collect(),
            steps: grids.iter().map(|grid| 1.0 / (grid.step * parts)).collect(),
            lines,
        }
    }

    /// The sum of [`Grid::nats`] over the places of each of these, to four digits. There are four places at least.
    pub fn sums<'s>(&self, seen: impl Iterator<Item = &'s [i16]>) -> Vec<f64> {
        let (from, steps, lines) =
            (self.from.as_chunks().0, self.steps.as_chunks().0, self.lines.as_chunks().0);
        let last = self.from.last_chunk().zip(self.steps.last_chunk()).zip(self.lines.last_chunk());
        // The last four are asked once more where some of them are not among the fours before.
        let left = self.lines.len() % 4;
        seen.map(|numbers| {
            let mut sums = [0.0; 4];
            for (((numbers, from), steps), lines) in
                numbers.as_chunks().0.iter().zip(from).zip(steps).zip(lines)
            {
                let nats = four(numbers, from, steps, lines);
                sums.iter_mut().zip(nats).for_each(|(sum, nats)| *sum += nats);
            }
            let rest = match (numbers.last_chunk(), last) {
                (Some(numbers), Some(((from, steps), lines))) if left > 0 => {
                    four(numbers, from, steps, lines)
                }
                _ => [0.0; 4],
            };
            f64::from(sums.iter().chain(rest.iter().skip(4 - left)).sum::<f32>()) / 100.0
        })
        .collect()
    }
}

/// What four grids say of a number each, in hundredths of a nat.
#[inline]
fn four(numbers: &[i16; 4], from: &[f32; 4], steps: &[f32; 4], lines: &[[(f32, f32); ROOM]; 4]) -> [f32; 4] {
    let last = (POINTS - 1) as f32;
    let mut places = [(0, 0.0); 4];
    for (((to, number), from), steps) in places.iter_mut().zip(numbers).zip(from).zip(steps) {
        let place = (f32::from(*number) - from) * steps;
        let place = if place > 0.0 { place } else { 0.0 };
        let place = if place < last { place } else { last };
        // Between two points either of them is below: the line is the same.
        let below = (place - 0.5) + SHIFT;
        *to = (below.to_bits() % ROOM as u32, place - (below - SHIFT));
    }
    let mut nats = [0.0; 4];
    for ((to, (below, beyond)), line) in nats.iter_mut().zip(places).zip(lines) {
        let (point, more) = line.get(below as usize % ROOM).copied().unwrap_or_default();
        *to = point + beyond * more;
    }
    nats
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Random;

    fn normal(count: usize) -> Vec<f64> {
        let mut random = Random::of(3);
        (0..count).map(|_| (0..12).map(|_| random.unit()).sum::<f64>() - 6.0).collect()
    }

    #[test]
    fn the_density_of_many_normal_values_is_the_normal_one() {
        let values = normal(4_000);
        let at = |value: f64| kernel(value, silverman(4_000.0), values.iter().map(|one| (*one, 1.0)));
        assert!((at(0.0) - 0.399).abs() < 0.02 && (at(1.0) - 0.242).abs() < 0.02, "{} {}", at(0.0), at(1.0));
    }

    #[test]
    fn a_grid_says_the_same_in_a_hundred_bytes() {
        let values: Vec<f64> = normal(2_000).iter().map(|value| 0.5 + 0.1 * value).collect();
        let grid = Grid::of(&values, 1e-3).unwrap();
        assert!((grid.nats(0.5) + libm::log(3.99)).abs() < 0.1, "{}", grid.nats(0.5));
        assert!(grid.nats(9.0) > 6.0 && grid.nats(f64::NAN).is_finite());
        assert!(postcard::to_allocvec(&grid).unwrap().len() < 100);
        assert_eq!(Grid::of(&[1.0, 1.0], 1e-3), None);
    }

    /// Numbers as they are kept: in 4,096 parts of one.
    fn kept(count: usize) -> Vec<i16> {
        normal(count).iter().map(|value| (4_096.0 * value) as i16).collect()
    }

    #[test]
    fn side_by_side_they_are_what_the_kernel_sums_up() {
        let (numbers, seen, bandwidth) = (7, kept(64 * 7), 0.7);
        let weights: Vec<f64> = (0..64).map(|at| 0.5 + f64::from(at)).collect();
        let all: f64 = weights.iter().sum();
        let at: Vec<f64> = normal(numbers);
        let spreads: Vec<f64> = (1..=numbers).map(|place| 0.1 * place as f64).collect();
        let parts: Vec<f32> = at.iter().map(|value| (4_096.0 * value) as f32).collect();
        let scale: Vec<f32> =
            spreads.iter().map(|spread| (1.0 / (4_096.0 * spread * bandwidth)) as f32).collect();
        let weighted = || seen.chunks(numbers).zip(weights.iter().map(|weight| (weight / all) as f32));
        for (place, sum) in kernels(weighted(), &parts, &scale).iter().enumerate() {
            let column = seen.iter().skip(place).step_by(numbers).map(|one| f64::from(*one) / 4_096.0);
            let column = || column.clone().zip(weights.iter().copied());
            let spread = spreads[place];
            let plain =
                kernel(at[place] / spread, bandwidth, column().map(|(one, weight)| (one / spread, weight)));
            assert!((of_sum(f64::from(*sum), bandwidth) - plain).abs() < 1e-5, "{sum} {plain}");
            let above = above(weighted(), &parts)[place];
            let plain: f64 =
                column().filter(|(one, _)| *one > at[place]).map(|(_, weight)| weight / all).sum();
            assert!((f64::from(above) - plain).abs() < 1e-5, "{above} {plain}");
        }
    }

    #[test]
    fn grids_asked_together_say_what_each_says() {
        let (numbers, seen) = (9, [kept(60 * 9), vec![i16::MIN; 9], vec![i16::MAX; 9]].concat());
        let grids: Vec<Grid> = (1..=numbers)
            .map(|place| {
                let values: Vec<f64> = normal(300).iter().map(|value| 0.2 * place as f64 * value).collect();
                Grid::of(&values, 1e-3).unwrap()
            })
            .collect();
        let sums = Grids::of(&grids, 4_096.0).sums(seen.chunks(numbers));
        for (sum, rhythm) in sums.iter().zip(seen.chunks(numbers)) {
            let each = grids.iter().zip(rhythm).map(|(grid, number)| grid.nats(f64::from(*number) / 4_096.0));
            let plain: f64 = each.sum();
            assert!((sum - plain).abs() < 1e-4, "{sum} {plain}");
        }
    }
}
