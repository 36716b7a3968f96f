//! The score in words: what each measure adds, with what was seen and what is usual, in its unit.

use super::catalogue::{CATALOGUE, Cells, Measure, by_measure, places};
use super::{Profile, Score};
use crate::evidence::Finding;
use alloc::{format, string::String, vec, vec::Vec};
use libm::{fabs, floor, log10, pow, round};

/// What the measures add to a score, the heaviest first; those that speak for the person are left out. Each is put into words as it is
/// asked for.
pub fn findings(profile: &Profile, visit: &[Cells], score: &Score) -> impl Iterator<Item = Finding> {
    let mut seen = vec![0_u16; profile.counts.len()];
    for (_, place) in visit.iter().flat_map(|cells| places(cells)) {
        if let Some(count) = seen.get_mut(place) {
            *count = count.saturating_add(1);
        }
    }
    let mut heaviest: Vec<(usize, f64)> =
        score.contributions.into_iter().enumerate().filter(|(_, weight)| *weight > 0.0).collect();
    heaviest.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    heaviest.into_iter().filter_map(move |(at, surprise)| {
        let measure = CATALOGUE.get(at)?;
        let text = text(measure, by_measure(&seen).nth(at)?, by_measure(&profile.counts).nth(at)?);
        Some(Finding { code: measure.code.into(), surprise, text })
    })
}

fn text(measure: &Measure, seen: &[u16], usual: &[u16]) -> String {
    let Measure { name, unit, .. } = measure;
    let at = |counts, share| quantile(counts, share).map(|cell| round_to_two(measure.value(cell)));
    let (Some(observed), Some(low), Some(high)) = (at(seen, 0.5), at(usual, 0.1), at(usual, 0.9)) else {
        return format!("{name} not known before");
    };
    if !measure.ordered() {
        return format!("{name} in another mixture than usual");
    }
    let space = if unit.is_empty() { "" } else { " " };
    format!("{name} {observed}{space}{unit}, usually {low} to {high}{space}{unit}")
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

/// Two digits tell a person enough.
fn round_to_two(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let digits = 1.0 - floor(log10(fabs(value)));
    if digits > 0.0 {
        let scale = pow(10.0, digits);
        round(value * scale) / scale
    } else {
        let scale = pow(10.0, -digits);
        round(value / scale) * scale
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::{Grids, MEASURES};
    use super::*;

    #[test]
    fn numbers_are_said_with_two_digits() {
        assert_eq!([0.0642, 118.7, -4321.0, 0.0].map(round_to_two), [0.064, 120.0, -4300.0, 0.0]);
    }

    #[test]
    fn a_quantile_lies_where_the_counts_lie() {
        assert_eq!(quantile(&[0, 0, 10, 0], 0.5), Some(2.0));
        assert_eq!(quantile(&[10, 0, 0, 10], 0.5), Some(0.5));
        assert_eq!(quantile(&[0, 0], 0.5), None);
    }

    #[test]
    fn what_is_unusual_is_said_with_its_unit_and_what_is_usual() {
        let at = CATALOGUE.iter().position(|measure| measure.code == "held").unwrap();
        let (measure, grids) = (&CATALOGUE[at], Grids::new());
        let cell = |value| usize::from(grids.cells(&[Some(value); MEASURES])[at]);
        let (mut usual, mut seen) = (vec![0; measure.cells], vec![0; measure.cells]);
        usual[cell(0.1)] = 50;
        seen[cell(0.5)] = 5;
        assert_eq!(text(measure, &seen, &usual), "button held 0.51 s, usually 0.099 to 0.11 s");
    }
}
