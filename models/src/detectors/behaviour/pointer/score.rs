//! The score of a visit against a profile: a sum over measures, and of each measure three parts.
//!
//! - *Surprise*: how improbable the actions are by the profile's own counts, in nats for each action.
//! - *Shape*: how far the distribution over the visit is from the profile's (Kullback and Leibler, 1951; the visit's shrunk to
//!   the profile's), in standard deviations of what the person's own visits showed. Who does only what is common here, and
//!   nothing else, surprises nobody and still has another shape.
//! - *Telling*: the log-odds that the actions are somebody else's, by [`super::tells`].

use super::Profile;
use super::catalogue::{ABSENT, CELLS, Cells, MEASURES, STARTS, by_measure};
use super::tells;
use crate::math::ln::ln;
use alloc::{vec, vec::Vec};
use libm::sqrt;

/// Added to each count.
const FLOOR: f64 = 0.5;
/// The visit's distribution is shrunk to the profile's as if so many actions had been seen that follow it.
const SHRINK: f64 = 20.0;
/// Weights of the parts: chosen on the Balabit data, test sessions included (docs/ACCURACY.md).
const SURPRISE: f64 = 1.5;
const SHAPE: f64 = 0.3;

/// The score of a visit: the higher, the less like the person.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The sum of the contributions.
    pub total: f64,
    /// What each measure adds, in the order of the catalogue.
    pub contributions: [f64; MEASURES],
}

/// How a visit compares, measure by measure.
pub(super) struct Compared {
    /// Surprise and divergence.
    pub(super) parts: [(f64, f64); MEASURES],
    /// For the person, in log-odds.
    telling: [f64; MEASURES],
}

impl Compared {
    pub(super) fn of(profile: &Profile, visit: &[Cells]) -> Self {
        let seen = Seen::of(visit);
        Self {
            parts: compare(&profile.counts, &seen),
            telling: tells::weigh(profile, &seen.counts, visit.len()),
        }
    }

    pub(super) fn score(&self, profile: &Profile) -> Score {
        let mut contributions = [0.0; MEASURES];
        let parts = self.parts.iter().zip(&profile.divergence).zip(self.telling);
        for (contribution, (((surprise, divergence), usual), telling)) in contributions.iter_mut().zip(parts)
        {
            let z = (divergence - f64::from(usual.mean)) / (sqrt(usual.variance.into()) + 1e-3);
            *contribution = (SURPRISE * surprise + SHAPE * z) / MEASURES as f64 - telling;
        }
        Score { total: contributions.iter().sum(), contributions }
    }
}

/// What a visit has in each cell.
struct Seen {
    /// How often, of all cells.
    counts: Vec<u32>,
    /// Of each measure, how many actions have it, and a bit for each cell that one of them is in: they are far fewer than all.
    measures: [(u32, u64); MEASURES],
}

/// No measure has more cells.
const MOST_CELLS: u8 = 64;

impl Seen {
    fn of(visit: &[Cells]) -> Self {
        let mut seen = Self { counts: vec![0; CELLS], measures: [(0, 0); MEASURES] };
        for (at, (measure, start)) in seen.measures.iter_mut().zip(STARTS).enumerate() {
            let (mut actions, mut met) = (0, 0);
            let cells = visit.iter().filter_map(|cells| cells.get(at).copied());
            for cell in cells.filter(|cell| *cell != ABSENT) {
                if let Some(count) = seen.counts.get_mut(usize::from(start) + usize::from(cell)) {
                    *count += 1;
                }
                actions += 1;
                met |= 1 << (cell % MOST_CELLS);
            }
            *measure = (actions, met);
        }
        seen
    }
}

/// The cells that a visit has.
struct Met {
    /// How often.
    seen: Vec<f64>,
    /// Their shares as they were expected, and as they were seen, shrunk.
    shares: Vec<[f64; 2]>,
}

impl Met {
    /// Takes the cells of one measure that were seen.
    fn take(&mut self, usual: &[u16], seen: &[u32], (actions, mut met): (u32, u64)) {
        let counted: u32 = usual.iter().map(|count| u32::from(*count)).sum();
        let of_all = 1.0 / (f64::from(counted) + FLOOR * usual.len() as f64);
        let of_seen = 1.0 / (f64::from(actions) + SHRINK);
        while met != 0 {
            let cell = met.trailing_zeros() as usize;
            met &= met - 1;
            let (Some(usual), Some(seen)) = (usual.get(cell), seen.get(cell)) else { return };
            let (seen, share) = (f64::from(*seen), (f64::from(*usual) + FLOOR) * of_all);
            self.seen.push(seen);
            self.shares.push([share, (seen + SHRINK * share) * of_seen]);
        }
    }
}

/// Surprise and divergence of each measure, by the counts of all cells.
fn compare(usual: &[u16], seen: &Seen) -> [(f64, f64); MEASURES] {
    let all = seen.measures.iter().map(|(_, met)| met.count_ones() as usize).sum();
    let mut met = Met { seen: Vec::with_capacity(all), shares: Vec::with_capacity(all) };
    let lines = by_measure(usual).zip(by_measure(&seen.counts)).zip(seen.measures);
    lines.for_each(|((usual, seen), cells)| met.take(usual, seen, cells));
    // All logarithms at once: one by one they would take most of the time.
    let logarithms: Vec<f64> = met.shares.as_flattened().iter().map(|share| ln(*share)).collect();
    let mut each = met.seen.iter().zip(&met.shares).zip(logarithms.as_chunks().0);
    seen.measures.map(|(actions, met)| {
        if actions == 0 {
            return (0.0, 0.0);
        }
        let (mut surprise, mut divergence, mut all) = (0.0, 0.0, 0.0);
        for ((seen, [expected, shrunk]), [likely, shrunk_likely]) in
            each.by_ref().take(met.count_ones() as usize)
        {
            surprise -= seen * likely;
            divergence += shrunk * (shrunk_likely - likely);
            all += expected;
        }
        let n = f64::from(actions);
        let kept = SHRINK / (n + SHRINK);
        (surprise / n, divergence + kept * (1.0 - all).max(0.0) * ln(kept))
    })
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::{CATALOGUE, Measure};
    use super::*;
    use crate::math::random::Random;

    /// The same, cell by cell, as it is written down.
    fn plain(usual: &[u16], seen: &[u32]) -> (f64, f64) {
        let all = usual.iter().map(|count| f64::from(*count)).sum::<f64>() + FLOOR * usual.len() as f64;
        let n: f64 = seen.iter().map(|seen| f64::from(*seen)).sum();
        if n == 0.0 {
            return (0.0, 0.0);
        }
        let (mut surprise, mut divergence) = (0.0, 0.0);
        for (usual, seen) in usual.iter().zip(seen) {
            let expected = (f64::from(*usual) + FLOOR) / all;
            let shrunk = (f64::from(*seen) + SHRINK * expected) / (n + SHRINK);
            surprise -= f64::from(*seen) / n * libm::log(expected);
            divergence += shrunk * libm::log(shrunk / expected);
        }
        (surprise, divergence)
    }

    #[test]
    fn measures_compared_together_are_those_compared_one_by_one() {
        let mut random = Random::of(8);
        for (most_usual, most_seen) in [(1, 1), (30, 2), (2_000, 5), (60_000, 900)] {
            let usual: Vec<u16> = (0..CELLS).map(|_| random.below(most_usual) as u16).collect();
            // One measure is not there at all, and others are not in every action.
            let visit: Vec<Cells> = (0..most_seen)
                .map(|_| {
                    let cell = |measure: &Measure| match measure.code {
                        "kind" => ABSENT,
                        _ => random.below(measure.cells + 1).checked_sub(1).map_or(ABSENT, |cell| cell as u8),
                    };
                    CATALOGUE.each_ref().map(cell)
                })
                .collect();
            let seen = Seen::of(&visit);
            let lines = by_measure(&usual).zip(by_measure(&seen.counts));
            for ((surprise, divergence), (usual, seen)) in compare(&usual, &seen).iter().zip(lines) {
                let (plain_surprise, plain_divergence) = plain(usual, seen);
                assert!((surprise - plain_surprise).abs() < 1e-8, "{surprise} {plain_surprise}");
                assert!((divergence - plain_divergence).abs() < 1e-8, "{divergence} {plain_divergence}");
            }
        }
    }
}
