//! A pointer that moves by the clock of a remote desktop: such tools send where it is with every frame of theirs, 10 to 40 times
//! a second (US patents 9,319,422 and 10,721,251), and the browser has nothing to fold together. At this machine moves come
//! with the mouse's own rate, 60 to 1000 times a second, or with every frame of the screen.
//!
//! Wrong about people who work through one: one visit in two hundred, and of no concern where the device does it always.
//! Also about a screen that is slowed down to save energy, where moves were folded together.

use super::{Sign, Visit};
use crate::explain::Quantity;
use crate::math::robust::low_median;
use alloc::{format, vec::Vec};

/// Intervals from which on it can be told.
const INTERVALS: usize = 40;
/// Periods of remote desktops, in units of 100 µs: above every frame of a screen.
const PERIOD: core::ops::RangeInclusive<f64> = 230.0..=1_100.0;
/// Longer pauses are the hand's own, in periods.
const PERIODS: f64 = 4.5;
/// So near to a whole number of periods is one, in units of 100 µs: places come with a clock of a millisecond.
const REACH: f64 = 25.0;
/// Of a local mouse's moves more than this share are folded together; a busy page folds some of anybody's.
pub(super) const FOLDED: f64 = 0.1;
/// The share that must be whole numbers of periods: with other intervals a fifth would be.
const SHARE: f64 = 0.8;

pub(in super::super) static QUANTISED: Sign = Sign {
    code: "remote_frames",
    frequency: 0.005,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        let folded = hand.mouse.iter().filter(|place| place.coalesced).count();
        if folded as f64 > FOLDED * hand.mouse.len() as f64 {
            return None;
        }
        let moves: Vec<u32> =
            hand.mouse.iter().filter(|place| !place.pressed).map(|place| place.at).collect();
        let pairs = moves.iter().zip(moves.iter().skip(1));
        let intervals: Vec<f64> =
            pairs.filter_map(|(at, next)| next.checked_sub(*at)).map(f64::from).collect();
        let rough = low_median(&intervals).filter(|period| PERIOD.contains(period))?;
        let brief: Vec<f64> = intervals.into_iter().filter(|interval| *interval <= PERIODS * rough).collect();
        // The mean of many tells the period finer than the clock does.
        let near = |interval: &&f64| libm::round(**interval / rough) == 1.0;
        let single: Vec<f64> = brief.iter().filter(near).copied().collect();
        let period = single.iter().sum::<f64>() / single.len().max(1) as f64;
        let whole = brief.iter().filter(|interval| {
            let periods = libm::round(**interval / period);
            periods >= 1.0 && (**interval - periods * period).abs() <= REACH
        });
        let whole = whole.count();
        (brief.len() >= INTERVALS && whole as f64 >= SHARE * brief.len() as f64).then(|| {
            format!(
                "{whole} of {} moves of the pointer came in step with a clock of {} ({} a second), as remote desktops send them",
                brief.len(),
                Quantity::milliseconds(period * 100.0),
                Quantity::count(libm::round(10_000.0 / period)),
            )
        })
    },
};
