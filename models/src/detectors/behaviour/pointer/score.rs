//! The score of a visit against a profile: a sum over measures, and of each measure three parts.
//!
//! - *Surprise*: how improbable the actions are by the profile's own counts, in nats for each action.
//! - *Shape*: how far the distribution over the visit is from the profile's (Kullback and Leibler, 1951; the visit's shrunk to
//!   the profile's), in standard deviations of what the person's own visits showed. Who does only what is common here, and
//!   nothing else, surprises nobody and still has another shape.
//! - *Telling*: the log-odds that the actions are somebody else's, by [`super::tells`].

use super::Profile;
use super::catalogue::{CELLS, Cells, MEASURES, by_measure, places};
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
        let mut seen = vec![0_u32; CELLS];
        for (_, place) in visit.iter().flat_map(|cells| places(cells)) {
            if let Some(count) = seen.get_mut(place) {
                *count += 1;
            }
        }
        Self { parts: compare(&profile.counts, &seen), telling: tells::weigh(profile, &seen, visit.len()) }
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

/// The cells that the visit has: how often, and their shares as they were expected and as they were seen, shrunk.
struct Met {
    seen: Vec<f64>,
    expected: Vec<f64>,
    shrunk: Vec<f64>,
}

impl Met {
    /// Takes the cells of one measure that were seen, and says how many.
    fn take(&mut self, usual: &[u16], seen: &[u32]) -> usize {
        let counted: u32 = usual.iter().map(|count| u32::from(*count)).sum();
        let of_all = 1.0 / (f64::from(counted) + FLOOR * usual.len() as f64);
        let of_seen = 1.0 / (sum(seen) + SHRINK);
        // Which cells were seen cannot be guessed, so nothing branches on it.
        let (mut met, mut cells) = ([(0, 0); MOST_CELLS], 0);
        for (usual, seen) in usual.iter().zip(seen) {
            if let Some(next) = met.get_mut(cells) {
                *next = (*usual, *seen);
            }
            cells += usize::from(*seen > 0);
        }
        for (usual, seen) in met.iter().take(cells) {
            let (seen, share) = (f64::from(*seen), (f64::from(*usual) + FLOOR) * of_all);
            self.seen.push(seen);
            self.expected.push(share);
            self.shrunk.push((seen + SHRINK * share) * of_seen);
        }
        cells
    }
}

/// Surprise and divergence of each measure, by the counts of all cells.
fn compare(usual: &[u16], seen: &[u32]) -> [(f64, f64); MEASURES] {
    let [counts, expected, shrunk] = [(); 3].map(|()| Vec::with_capacity(CELLS));
    let mut met = Met { seen: counts, expected, shrunk };
    let mut cells = [0; MEASURES];
    let lines = || by_measure(usual).zip(by_measure(seen));
    cells.iter_mut().zip(lines()).for_each(|(cells, (usual, seen))| *cells = met.take(usual, seen));
    // All logarithms at once: one by one they would take most of the time.
    let logarithms = |shares: &[f64]| shares.iter().map(|share| ln(*share)).collect::<Vec<f64>>();
    let (likely, shrunk_likely) = (logarithms(&met.expected), logarithms(&met.shrunk));
    let mut each = met.seen.iter().zip(&met.expected).zip(&met.shrunk).zip(likely.iter().zip(&shrunk_likely));
    cells.map(|cells| {
        let (mut n, mut surprise, mut divergence, mut all) = (0.0, 0.0, 0.0, 0.0);
        for (((seen, expected), shrunk), (likely, shrunk_likely)) in each.by_ref().take(cells) {
            n += seen;
            surprise -= seen * likely;
            divergence += shrunk * (shrunk_likely - likely);
            all += expected;
        }
        if n == 0.0 {
            return (0.0, 0.0);
        }
        let kept = SHRINK / (n + SHRINK);
        (surprise / n, divergence + kept * (1.0 - all).max(0.0) * ln(kept))
    })
}

fn sum(counts: &[u32]) -> f64 {
    f64::from(counts.iter().sum::<u32>())
}

/// No measure has more cells.
const MOST_CELLS: usize = 64;

#[cfg(test)]
mod tests {
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
            let mut seen: Vec<u32> = (0..CELLS).map(|_| random.below(most_seen) as u32).collect();
            // One measure is not there at all.
            seen.iter_mut().take(3).for_each(|seen| *seen = 0);
            let lines = by_measure(&usual).zip(by_measure(&seen));
            for ((surprise, divergence), (usual, seen)) in compare(&usual, &seen).iter().zip(lines) {
                let (plain_surprise, plain_divergence) = plain(usual, seen);
                assert!((surprise - plain_surprise).abs() < 1e-8, "{surprise} {plain_surprise}");
                assert!((divergence - plain_divergence).abs() < 1e-8, "{divergence} {plain_divergence}");
            }
        }
    }
}
