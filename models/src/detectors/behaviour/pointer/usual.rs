//! What is usual of how somebody points, and what a visit has of it, in units. The band holds nine in ten of their *actions*, and of a
//! visit the middle one is told.

use super::catalogue::{CATALOGUE, CELLS, Cells, Measure, by_measure, places};
use super::{Profile, Score};
use alloc::{vec, vec::Vec};

/// Where a band of nine in ten begins, its middle, and where it ends.
const SHARES: [f64; 3] = [0.05, 0.5, 0.95];

/// Measures that say something by a number, with the low end, the middle and the high end of what was learned of each.
pub fn usual(profile: &Profile) -> Vec<(&'static Measure, [f64; 3])> {
    let lines = CATALOGUE.iter().zip(by_measure(&profile.counts)).filter(|(measure, _)| measure.ordered());
    lines.filter_map(|(measure, counts)| Some((measure, range(measure, counts)?))).collect()
}

/// The middle of each measure over the actions of a visit, and what it adds to the visit's score.
pub fn middles(visit: &[Cells], score: Option<&Score>) -> Vec<(&'static Measure, f64, Option<f64>)> {
    let seen = counted(visit);
    let adds = |at: usize| score.and_then(|score| score.contributions.get(at).copied());
    let lines = CATALOGUE.iter().zip(by_measure(&seen)).enumerate();
    lines
        .filter(|(_, (measure, _))| measure.ordered())
        .filter_map(|(at, (measure, counts))| {
            let [_, middle, _] = range(measure, counts)?;
            Some((measure, middle, adds(at)))
        })
        .collect()
}

/// How often a visit's actions fall into each cell.
pub(super) fn counted(visit: &[Cells]) -> Vec<u16> {
    let mut seen = vec![0_u16; CELLS];
    for (_, place) in visit.iter().flat_map(|cells| places(cells)) {
        if let Some(count) = seen.get_mut(place) {
            *count = count.saturating_add(1);
        }
    }
    seen
}

/// The band of a measure; `None` where nothing was counted.
pub(super) fn range(measure: &Measure, counts: &[u16]) -> Option<[f64; 3]> {
    let [low, middle, high] = SHARES.map(|share| quantile(counts, share).map(|cell| measure.value(cell)));
    Some([low?, middle?, high?])
}

/// The cell up to which this share of the counts lies, as a place on the grid; `None` where nothing was counted.
fn quantile(counts: &[u16], share: f64) -> Option<f64> {
    let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let mut sum = 0.0;
    let reached = |count: &u16| {
        let (before, count) = (sum, f64::from(*count));
        sum += count;
        (count > 0.0 && sum >= share * all).then(|| (share * all - before) / count)
    };
    let (at, within) = counts.iter().map(reached).enumerate().find_map(|(at, within)| Some((at, within?)))?;
    Some(at as f64 + within - 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_where_the_counts_lie() {
        assert_eq!(quantile(&[0, 0, 10, 0], 0.5), Some(2.0));
        assert_eq!(quantile(&[10, 0, 0, 10], 0.5), Some(0.5));
        assert_eq!(quantile(&[0, 0], 0.5), None);
    }
}
