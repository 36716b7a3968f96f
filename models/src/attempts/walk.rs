//! Numbers that walk: cards of one issuer and one expiry whose last four digits follow each other, as programs make them up. The last digit
//! is a check digit, so neighbours differ by about ten.

use super::{DAY_US, between_us};
use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most numbers that are remembered of one issuer and expiry.
const ROOM: usize = 16;
/// Neighbours differ by this at most.
const STEP: u16 = 20;

/// A walk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// Cards in it, the one asked about included.
    pub length: u8,
    /// Cards of this issuer and expiry within a day that were looked at, it included.
    pub among: u8,
}

impl Walk {
    /// Probability, at most, that as many numbers drawn by lot form a walk as long around the one asked about: it could be each of its
    /// members, and each step has to hit one of the twenty numbers that follow.
    pub fn chance(&self) -> f64 {
        let step = f64::from(self.among.saturating_sub(1)) * f64::from(STEP) / 10_000.0;
        let steps = f64::from(self.length.saturating_sub(1));
        (f64::from(self.length) * libm::pow(step, steps)).clamp(1e-12, 1.0)
    }
}

/// Last four digits that came lately, of cards that had not paid before; the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers(Vec<(Timestamp, u16)>);

impl Numbers {
    pub(super) fn push(&mut self, at: Timestamp, number: u16) {
        self.0.retain(|(_, known)| *known != number);
        if self.0.len() == ROOM {
            self.0.remove(0);
        }
        self.0.push((at, number));
    }

    /// The walk around a number.
    pub(super) fn walk(&self, now: Timestamp, number: u16) -> Walk {
        let lately = self.0.iter().filter(|(at, known)| between_us(*at, now) <= DAY_US && *known != number);
        let mut sorted: Vec<u16> = lately.map(|(_, number)| *number).chain([number]).collect();
        sorted.sort_unstable();
        let place = sorted.partition_point(|one| *one < number);
        let (below, from) = sorted.split_at(place.min(sorted.len()));
        let up = from.windows(2).take_while(|pair| near(pair)).count();
        let mut above = number;
        let down = below.iter().rev().take_while(|one| near(&[**one, core::mem::replace(&mut above, **one)]));
        Walk { length: (1 + up + down.count()) as u8, among: sorted.len() as u8 }
    }
}

fn near(pair: &[u16]) -> bool {
    matches!(pair, [low, high] if high.abs_diff(*low) <= STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(numbers: &[u16], asked: u16) -> Walk {
        let mut seen = Numbers::default();
        numbers.iter().for_each(|number| seen.push(Timestamp(0), *number));
        seen.walk(Timestamp(0), asked)
    }

    #[test]
    fn neighbours_in_any_order_are_a_walk_and_strangers_are_none() {
        assert_eq!(walk(&[4_018, 4_000, 4_026, 9_000], 4_009), Walk { length: 4, among: 5 });
        assert_eq!(walk(&[4_018, 4_000, 4_026], 7_000), Walk { length: 1, among: 4 });
        assert_eq!(walk(&[], 7_000), Walk { length: 1, among: 1 });
        assert_eq!(walk(&[7_000, 7_000], 7_000), Walk { length: 1, among: 1 });
    }

    #[test]
    fn a_longer_walk_among_as_many_is_rarer() {
        let chance = |length| Walk { length, among: 8 }.chance();
        assert!(chance(1) == 1.0 && chance(3) > chance(4) && chance(4) > chance(8));
    }
}
