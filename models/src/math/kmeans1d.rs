//! The best split of numbers into at most k groups: one-dimensional k-means, exactly, by dynamic programming (Wang & Song 2011, *The R
//! Journal* 3(2):29). No starting point, no luck: the same numbers give the same groups.

use super::order::sorted;
use alloc::{vec, vec::Vec};

/// Groups of numbers, the lowest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    /// Mean of each.
    pub centres: Vec<f64>,
    /// Numbers in each.
    pub counts: Vec<usize>,
    /// Sum of squared distances from the means.
    pub scatter: f64,
}

/// Splits finite numbers into `k` groups, or into as many as there are different numbers. Of equally good splits it takes the one whose
/// upper groups begin lower.
pub fn split(values: &[f64], k: usize) -> Groups {
    let sums = Sums::of(values);
    let n = sums.0.len() - 1;
    // best[i]: the least scatter of the lowest i different numbers in as many groups as rounds have passed.
    let mut best: Vec<f64> = (0..=n).map(|end| if end == 0 { 0.0 } else { f64::INFINITY }).collect();
    let mut begins: Vec<Vec<usize>> = Vec::new();
    for _ in 0..k.min(n) {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut begin = vec![0; n + 1];
        for (end, (least, begin)) in next.iter_mut().zip(&mut begin).enumerate().skip(1) {
            for (from, before) in best.iter().enumerate().take(end) {
                let scatter = before + sums.scatter(from, end);
                if scatter < *least {
                    (*least, *begin) = (scatter, from);
                }
            }
        }
        best = next;
        begins.push(begin);
    }
    let mut groups = Groups { scatter: best.last().copied().unwrap_or_default(), ..Groups::default() };
    let mut end = n;
    for begin in begins.iter().rev() {
        let from = begin.get(end).copied().unwrap_or_default();
        let (count, mean) = sums.group(from, end);
        groups.counts.push(count);
        groups.centres.push(mean);
        end = from;
    }
    groups.counts.reverse();
    groups.centres.reverse();
    groups
}

/// The centre that is nearest, the upper one of two that are equally near; 0 where there is none.
pub fn nearest(centres: &[f64], value: f64) -> usize {
    let far = |centre: &f64| (value - centre).abs();
    let nearer =
        |best: (usize, f64), (at, centre)| if far(centre) <= best.1 { (at, far(centre)) } else { best };
    centres.iter().enumerate().fold((0, f64::INFINITY), nearer).0
}

/// Count, sum and sum of squares of the lowest different numbers, how many there may be; about their mean, for the digits' sake.
struct Sums(Vec<(usize, f64, f64)>, f64);

impl Sums {
    fn of(values: &[f64]) -> Self {
        let middle = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let mut sums = vec![(0, 0.0, 0.0)];
        let (mut total, mut last) = ((0, 0.0, 0.0), None);
        for value in sorted(values.iter().map(|value| value - middle)) {
            total = (total.0 + 1, total.1 + value, total.2 + value * value);
            match sums.last_mut() {
                Some(same) if last == Some(value) => *same = total,
                _ => sums.push(total),
            }
            last = Some(value);
        }
        Self(sums, middle)
    }

    fn between(&self, from: usize, end: usize) -> (usize, f64, f64) {
        match (self.0.get(from), self.0.get(end)) {
            (Some(from), Some(end)) => (end.0 - from.0, end.1 - from.1, end.2 - from.2),
            _ => (0, 0.0, 0.0),
        }
    }

    fn scatter(&self, from: usize, end: usize) -> f64 {
        let (count, sum, squares) = self.between(from, end);
        (squares - sum * sum / count as f64).max(0.0)
    }

    fn group(&self, from: usize, end: usize) -> (usize, f64) {
        let (count, sum, _) = self.between(from, end);
        (count, self.1 + sum / count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_purchases_of_the_published_example_are_split_better_than_published() {
        let amounts = [40.0, 25.0, 15.0, 5.0, 10.0, 25.0, 15.0, 20.0, 10.0, 80.0];
        let groups = split(&amounts, 3);
        assert_eq!(groups.counts, [6, 3, 1]);
        let centres = [12.5, 30.0, 80.0];
        assert!(
            groups.centres.iter().zip(centres).all(|(got, want)| (got - want).abs() < 1e-9),
            "{groups:?}"
        );
        // Published: 8.3, 20, 60, whose scatter is 916.7.
        assert!((groups.scatter - 287.5).abs() < 1e-9, "{groups:?}");
    }

    #[test]
    fn a_number_half_way_belongs_to_the_upper_group() {
        assert_eq!(split(&[0.0, 1.0, 2.0], 2).counts, [1, 2]);
        assert_eq!(nearest(&[8.0, 20.0, 60.0], 40.0), 2);
        assert_eq!(nearest(&[8.0, 20.0, 60.0], 13.9), 0);
        assert_eq!(nearest(&[], 1.0), 0);
    }

    #[test]
    fn there_are_no_more_groups_than_different_numbers() {
        assert_eq!(split(&[7.0, 7.0, 9.0, 7.0], 3).counts, [3, 1]);
        assert_eq!(split(&[], 3), Groups::default());
    }

    /// Of all the ways to cut the sorted numbers twice, the best.
    fn every_way(values: &[f64]) -> f64 {
        let sorted = sorted(values.iter().copied());
        let scatter = |part: &[f64]| {
            let mean = part.iter().sum::<f64>() / part.len().max(1) as f64;
            part.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>()
        };
        let cuts =
            (0..=sorted.len()).flat_map(|first| (first..=sorted.len()).map(move |second| (first, second)));
        cuts.map(|(first, second)| {
            scatter(&sorted[..first]) + scatter(&sorted[first..second]) + scatter(&sorted[second..])
        })
        .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #[test]
        fn no_other_split_is_better(values in prop::collection::vec(-1e3..1e3f64, 1..14)) {
            let found = split(&values, 3);
            prop_assert!((found.scatter - every_way(&values)).abs() < 1e-6, "{found:?}");
            prop_assert_eq!(found.counts.iter().sum::<usize>(), values.len());
        }

        #[test]
        fn the_order_does_not_matter(mut values in prop::collection::vec(0..500u32, 1..60)) {
            let groups = |values: &[u32]| split(&values.iter().map(|&value| f64::from(value)).collect::<Vec<_>>(), 3).counts;
            let before = groups(&values);
            values.sort_unstable();
            prop_assert_eq!(groups(&values), before);
        }
    }
}
