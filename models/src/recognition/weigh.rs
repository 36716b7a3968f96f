//! What it weighs that two prints agree: Fellegi and Sunter, "A Theory for Record Linkage" (JASA 64, 1969), with frequencies
//! of values instead of a constant for each field. Natural logarithms throughout.
//!
//! A trait that was kept with probability `k` and else has a value like anybody's agrees with probability `k + (1 − k) u`,
//! `u` the share of devices with that value; against `u` by chance. So rare values weigh more, and what seldom stays as it is
//! weighs less, in both directions. The same formula serves whoever shares a network with a device: `k` is then the probability
//! that two such devices share the trait.

use super::frequency::Frequency;
use super::print::Print;
use super::staying::{Staying, lasting};
use super::traits::{BLOCK, COUNT, DRAWN, GIVEN, IMAGE, PATH, TRAITS};
use alloc::vec::Vec;

/// Nothing is surer to change or to stay.
const SUREST: f64 = 0.995;
/// How much of a trait's staying power is left when what it depends on has changed.
const UPSET: f64 = 0.5;
/// What agreement weighs, because traits depend on each other also where the list does not say so.
const DISCOUNT: f64 = 0.95;
const DAY_US: f64 = 24.0 * 3_600.0 * 1e6;

/// How far two prints agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// `ln` of how much likelier it is that the same device shows the one after the other than that two strangers show them;
    /// strongly negative where a device's id is on another device.
    pub llr_nats: f64,
    /// Names of the traits that agree, those that weigh most first.
    pub agreeing: Vec<&'static str>,
    /// Names of those that do not, those that weigh most first.
    pub disagreeing: Vec<&'static str>,
}

/// Compares what a device looks like now with what it looked like this many microseconds ago, without a site's frequencies.
pub fn agreement(now: &Print, known: &Print, elapsed_us: i64) -> Agreement {
    let shares = Shares {
        alike: TRAITS.iter().map(|one| one.common).collect(),
        steady: TRAITS.iter().map(|one| 1.0 - one.slips).collect(),
    };
    shares.agreement(&now.marks, &known.marks, days(elapsed_us))
}

/// Whether nothing that a browser draws is as it was: so answers one that does not want to be told apart.
pub(super) fn in_disguise(now: &Print, known: &[u16; COUNT]) -> bool {
    let drawn = now.marks.iter().zip(known).enumerate().filter(|(at, _)| DRAWN >> at & 1 == 1);
    drawn.map(|(_, (now, known))| (*now, *known)).all(|(now, known)| now != 0 && known != 0 && now != known)
}

/// For each trait, the share of strangers that look like one print where they look like it in what the trait depends on.
pub(super) struct Shares {
    alike: Vec<f64>,
    /// For each, the probability that a visit of the same device does not show another value for a while.
    steady: Vec<f64>,
}

impl Shares {
    /// As a site has seen them.
    pub(super) fn at_site(frequency: &Frequency, staying: &Staying, marks: &[u16; COUNT]) -> Self {
        Self { alike: frequency.shares(marks), steady: staying.steady(marks) }
    }

    /// The share of strangers that look made and set up like it.
    pub(super) fn image(&self) -> f64 {
        self.alike.iter().enumerate().filter(|(at, _)| IMAGE >> at & 1 == 1).map(|(_, share)| share).product()
    }

    /// `ln` of how much likelier the same device looks like this now than a stranger.
    pub(super) fn same(&self, now: &[u16; COUNT], known: &[u16; COUNT], days: f64) -> f64 {
        self.weights(now, known, |at| self.kept(at, days)).map(|(_, nats)| nats).sum()
    }

    /// The same of another device of its household. Time passes for it too.
    pub(super) fn neighbour(&self, now: &[u16; COUNT], known: &[u16; COUNT], days: f64) -> f64 {
        let shared = |at: usize| TRAITS.get(at).map_or(0.0, |one| one.shared) * self.kept(at, days);
        self.weights(now, known, shared).map(|(_, nats)| nats).sum()
    }

    /// The same of another machine that was made and set up alike, and is at home on the same network with this probability.
    pub(super) fn twin(&self, now: &[u16; COUNT], known: &[u16; COUNT], days: f64, near: f64) -> f64 {
        let set_up = |at: usize| TRAITS.get(at).map_or(0.0, |one| one.set_up) * lasting(at, days);
        let beside = set_up(BLOCK) * near;
        let by_chance = self.alike.get(BLOCK).copied().unwrap_or(1.0) * (1.0 - beside);
        let shared = |at: usize| match at {
            BLOCK => beside,
            // Who shares a block that many share need not stand beside it.
            PATH => set_up(PATH) * beside / (beside + by_chance),
            _ => set_up(at),
        };
        self.weights(now, known, shared).map(|(_, nats)| nats).sum()
    }

    /// Probability that a device shows the same value after as many days.
    fn kept(&self, at: usize, days: f64) -> f64 {
        self.steady.get(at).copied().unwrap_or(0.0) * lasting(at, days)
    }

    pub(super) fn agreement(&self, now: &[u16; COUNT], known: &[u16; COUNT], days: f64) -> Agreement {
        let mut weights: Vec<(usize, f64)> = self.weights(now, known, |at| self.kept(at, days)).collect();
        weights.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
        let names = |agrees: bool| {
            let there = weights.iter().filter(|(at, _)| (now.get(*at) == known.get(*at)) == agrees);
            there.filter_map(|(at, _)| TRAITS.get(*at)).map(|one| one.name).collect()
        };
        let llr_nats = weights.iter().map(|(_, nats)| nats).sum();
        Agreement { llr_nats, agreeing: names(true), disagreeing: names(false) }
    }

    /// What each trait weighs that both have.
    fn weights<'a>(
        &'a self,
        now: &'a [u16; COUNT],
        known: &'a [u16; COUNT],
        kept: impl Fn(usize) -> f64 + 'a,
    ) -> impl Iterator<Item = (usize, f64)> + 'a {
        let mut differ = 0_u64;
        let pairs = now.iter().zip(known).zip(&self.alike).enumerate();
        pairs.filter(|(_, ((now, known), _))| **now != 0 && **known != 0).map(
            move |(at, ((mark, other), alike))| {
                let as_given = differ & GIVEN.get(at).copied().unwrap_or(0) == 0;
                let kept = if as_given { kept(at) } else { kept(at) * UPSET }.min(SUREST);
                if mark != other {
                    differ |= 1 << at;
                    return (at, libm::log(1.0 - kept));
                }
                // Where they differ in what this depends on, less is known of how seldom it is shared.
                let common = TRAITS.get(at).map_or(1.0, |one| one.common);
                let alike = if as_given { *alike } else { alike.max(common) };
                (at, DISCOUNT * libm::log(kept / alike + 1.0 - kept))
            },
        )
    }
}

/// Microseconds as days; none where they are negative.
pub(super) fn days(elapsed_us: i64) -> f64 {
    (elapsed_us as f64 / DAY_US).max(0.0)
}
