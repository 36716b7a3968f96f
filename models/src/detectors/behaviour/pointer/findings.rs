//! The score in words: what each measure adds, with what was seen and what is usual, in its unit.

use super::catalogue::{CATALOGUE, Cells, Measure, by_measure};
use super::usual::{counted, range};
use super::{Profile, Score};
use crate::evidence::Finding;
use alloc::{format, string::String, vec::Vec};
use libm::{fabs, floor, log10, pow, round};

/// What the measures add to a score, the heaviest first; those that speak for the person are left out. Each is put into words as it is
/// asked for.
pub fn findings(profile: &Profile, visit: &[Cells], score: &Score) -> impl Iterator<Item = Finding> {
    let seen = counted(visit);
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
    let (Some([_, observed, _]), Some([low, _, high])) = (range(measure, seen), range(measure, usual)) else {
        return format!("{name} not known before");
    };
    if !measure.ordered() {
        return format!("{name} in another mixture than usual");
    }
    let [observed, low, high] = [observed, low, high].map(round_to_two);
    let unit = unit.text();
    let space = if unit.is_empty() { "" } else { " " };
    format!("{name} {observed}{space}{unit}, usually {low} to {high}{space}{unit}")
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
    use alloc::vec;

    #[test]
    fn numbers_are_said_with_two_digits() {
        assert_eq!([0.0642, 118.7, -4321.0, 0.0].map(round_to_two), [0.064, 120.0, -4300.0, 0.0]);
    }

    #[test]
    fn what_is_unusual_is_said_with_its_unit_and_what_is_usual() {
        let at = CATALOGUE.iter().position(|measure| measure.code == "held").unwrap();
        let (measure, grids) = (&CATALOGUE[at], Grids::new());
        let cell = |value| usize::from(grids.cells(&[Some(value); MEASURES])[at]);
        let (mut usual, mut seen) = (vec![0; measure.cells], vec![0; measure.cells]);
        usual[cell(0.1)] = 50;
        seen[cell(0.5)] = 5;
        assert_eq!(text(measure, &seen, &usual), "button held 0.51 s, usually 0.098 to 0.11 s");
    }
}
