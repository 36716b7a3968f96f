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
use alloc::vec;
use libm::{log, sqrt};

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

/// Cells of a visit: counts and, for each measure, their sum.
struct Counted {
    cells: vec::Vec<f64>,
}

impl Counted {
    fn of(visit: &[Cells]) -> Self {
        let mut cells = vec![0.0; CELLS];
        for (_, place) in visit.iter().flat_map(|cells| places(cells)) {
            if let Some(cell) = cells.get_mut(place) {
                *cell += 1.0;
            }
        }
        Self { cells }
    }
}

pub(super) fn of(profile: &Profile, visit: &[Cells]) -> Score {
    let counted = Counted::of(visit);
    let telling = tells::weigh(profile, &counted.cells, visit.len());
    let mut contributions = [0.0; MEASURES];
    let parts = compared(profile, &counted).zip(&profile.divergence).zip(telling);
    for (contribution, (((surprise, divergence), usual), telling)) in contributions.iter_mut().zip(parts) {
        let z = (divergence - f64::from(usual.mean)) / (sqrt(usual.variance.into()) + 1e-3);
        *contribution = (SURPRISE * surprise + SHAPE * z) / MEASURES as f64 - telling;
    }
    Score { total: contributions.iter().sum(), contributions }
}

/// Surprise and divergence of each measure.
pub(super) fn raw(profile: &Profile, visit: &[Cells]) -> [(f64, f64); MEASURES] {
    let mut raw = [(0.0, 0.0); MEASURES];
    raw.iter_mut().zip(compared(profile, &Counted::of(visit))).for_each(|(to, from)| *to = from);
    raw
}

fn compared(profile: &Profile, counted: &Counted) -> impl Iterator<Item = (f64, f64)> {
    by_measure(&profile.counts).zip(by_measure(&counted.cells)).map(|(usual, seen)| {
        let all = usual.iter().map(|count| f64::from(*count)).sum::<f64>() + FLOOR * usual.len() as f64;
        let n: f64 = seen.iter().sum();
        if n == 0.0 {
            return (0.0, 0.0);
        }
        let (mut surprise, mut divergence, mut met) = (0.0, 0.0, 0.0);
        for (usual, seen) in usual.iter().zip(seen).filter(|(_, seen)| **seen > 0.0) {
            let expected = (f64::from(*usual) + FLOOR) / all;
            let shrunk = (seen + SHRINK * expected) / (n + SHRINK);
            let likely = log(expected);
            surprise -= seen * likely;
            divergence += shrunk * (log(shrunk) - likely);
            met += expected;
        }
        let kept = SHRINK / (n + SHRINK);
        (surprise / n, divergence + kept * (1.0 - met).max(0.0) * log(kept))
    })
}
