//! Keys held for the same time: a program lets go after the time it was told to, or at once.
//!
//! Fingers vary by ten milliseconds and more. Wrong about keyboards on a screen and speech or switch input that makes keys up,
//! which hold them all alike: those of touch screens are left out, the others are the estimate, one visit in five hundred. In
//! recordings of CMU at most a third of the keys were.

use super::{Sign, Visit, exactness, has_fine_clock, near_median};
use crate::explain::Quantity;
use alloc::format;

/// Presses from which on it can be told.
const PRESSES: usize = 10;
/// So near to the median is the same, in units of 100 µs: a clock of a millisecond and a program's own tardiness.
const REACH: f64 = 15.0;
/// The share that must be the same.
const SHARE: f64 = 0.6;

pub(in super::super) static CONSTANT: Sign = Sign {
    code: "constant_holds",
    frequency: 0.002,
    may_be_usual: true,
    seen: |Visit { hand, observation, .. }| {
        let holds = hand.holds();
        let (median, same, farthest) = near_median(&holds, REACH)?;
        let constant = holds.len() >= PRESSES && same as f64 >= SHARE * holds.len() as f64;
        (constant && has_fine_clock(observation)).then(|| {
            let exactly = if farthest == 0.0 { " exactly" } else { "" };
            format!(
                "{same} of {} key presses lasted{exactly} {}{}",
                holds.len(),
                Quantity::milliseconds(median * 100.0),
                exactness(farthest),
            )
        })
    },
};
