//! How steady traits are at a site: learned from devices whose id is known, so that it is known who they are. Phones change
//! their network on the way, desktops stay; so this is kept for each system.

use super::frequency::SYSTEMS;
use super::traits::{COUNT, GIVEN, TRAITS, Trait};
use alloc::{collections::BTreeMap, vec::Vec};

/// How many pairs of visits [`Trait::slips`] stands in for.
const STAND_IN: f64 = 20.0;
/// From so many pairs on, older ones count less.
const MOST: f32 = 10_000.0;

#[derive(Clone, Debug, Default)]
pub(super) struct Staying {
    systems: BTreeMap<(u16, u16), [Kept; COUNT]>,
}

/// In how many pairs of visits a trait was the same, and in how many it would be if it slipped never.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    same: f32,
    of: f32,
}

impl Staying {
    /// Two visits of one device, so many days apart.
    pub(super) fn learn(&mut self, now: &[u16; COUNT], known: &[u16; COUNT], days: f64) {
        let system = system(now);
        if self.systems.len() >= SYSTEMS && !self.systems.contains_key(&system) {
            return;
        }
        let traits = self.systems.entry(system).or_insert([Kept::default(); COUNT]);
        let mut differ = 0_u64;
        for (at, ((mark, other), kept)) in now.iter().zip(known).zip(traits).enumerate() {
            let as_given = differ & GIVEN.get(at).copied().unwrap_or(0) == 0;
            if *mark == 0 || *other == 0 {
                continue;
            }
            if mark != other {
                differ |= 1 << at;
            }
            if as_given {
                kept.same += f32::from(u8::from(mark == other));
                kept.of += lasting(at, days) as f32;
                if kept.of > MOST {
                    *kept = Kept { same: kept.same / 2.0, of: kept.of / 2.0 };
                }
            }
        }
    }

    /// For each trait of a print, the probability that a visit does not show another value for a while.
    pub(super) fn steady(&self, marks: &[u16; COUNT]) -> Vec<f64> {
        let traits = self.systems.get(&system(marks));
        let steady = |(at, one): (usize, &Trait)| {
            let Kept { same, of } = traits.and_then(|traits| traits.get(at)).copied().unwrap_or_default();
            let (same, of) = (f64::from(same) + STAND_IN * (1.0 - one.slips), f64::from(of) + STAND_IN);
            (same / of).min(1.0)
        };
        TRAITS.iter().enumerate().map(steady).collect()
    }

    pub(super) fn bytes(&self) -> usize {
        self.systems.len() * size_of::<[Kept; COUNT]>()
    }
}

/// Probability that a trait has the value that it had so many days ago, however often it slips.
pub(super) fn lasting(at: usize, days: f64) -> f64 {
    TRAITS.get(at).map_or(0.0, |one| libm::exp2(-days / one.lasts_days))
}

fn system(marks: &[u16; COUNT]) -> (u16, u16) {
    let [platform, system, ..] = *marks;
    (platform, system)
}
