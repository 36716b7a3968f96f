//! How far the present pattern of a user is from the one of long: for each variable the Hellinger distance between them, less what chance
//! alone makes it.
//!
//! The present pattern is half this activity, half the latest ones; the one of long is all that was learned, shrunk to what is usual among
//! all users.

use super::priors::Priors;
use super::state::State;
use super::variables::{ALL, BANDS, Bands, VARIABLES};
use crate::math::hellinger;

/// How much of the present pattern this activity is.
const NEWEST: f64 = 0.5;
/// Activities that the population's shares are worth.
const WORTH: f64 = 5.0;
/// No sum of distances is larger, or smaller.
pub(super) const MOST: f64 = VARIABLES as f64;

/// How one variable deviates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deviation {
    /// Which one, in the order of the list.
    pub(super) variable: usize,
    /// This activity's band.
    pub(super) band: u8,
    /// The squared distance, less its expectation.
    pub(super) excess: f64,
    /// How often the user shows this band.
    pub(super) share: f64,
    /// How often the user shows one that is at most as frequent.
    pub(super) as_rare: f64,
}

/// Each variable that a user has a habit of, where it is known of this activity.
pub(super) fn each(state: &State, priors: &Priors, bands: &Bands) -> [Option<Deviation>; VARIABLES] {
    let mut deviations = [None; VARIABLES];
    let habits = ALL.iter().zip(state.seen()).zip(bands).zip(priors.shares()).enumerate();
    for (at, (((variable, seen), band), usual)) in habits {
        let (Some(band), true) = (*band, variable.is_habit) else { continue };
        let all: f64 = seen.counts().iter().map(|count| f64::from(*count)).sum();
        let mut long = [0.0; BANDS];
        for ((long, count), usual) in long.iter_mut().zip(seen.counts()).zip(usual) {
            *long = (f64::from(*count) + WORTH * f64::from(*usual)) / (all + WORTH);
        }
        let latest = || state.latest().iter().filter_map(|bands| *bands.get(at)?);
        let others = latest().count();
        let newest = if others == 0 { 1.0 } else { NEWEST };
        let mut present = [0.0; BANDS];
        let mut add = |band: u8, weight: f64| {
            if let Some(share) = present.get_mut(usize::from(band)) {
                *share += weight;
            }
        };
        add(band, newest);
        latest().for_each(|band| add(band, (1.0 - newest) / others as f64));
        let long = long.get(..variable.bands.len()).unwrap_or_default();
        let expected = hellinger::expected(long, NEWEST, others as u32);
        let share = long.get(usize::from(band)).copied().unwrap_or_default();
        let as_rare: f64 = long.iter().filter(|other| **other <= share).sum();
        let excess = hellinger::squared(&present, long) - expected;
        if let Some(deviation) = deviations.get_mut(at) {
            *deviation =
                Some(Deviation { variable: at, band, excess, share, as_rare: as_rare.clamp(1e-9, 1.0) });
        }
    }
    deviations
}

/// All variables together, on a scale that does not grow with how many are known.
pub(super) fn total(deviations: &[Option<Deviation>; VARIABLES]) -> f64 {
    let known = deviations.iter().flatten();
    let count = known.clone().count().max(1) as f64;
    known.map(|deviation| deviation.excess).sum::<f64>() / libm::sqrt(count)
}
