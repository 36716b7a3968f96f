//! Keys held for the same time: a program lets go after the time it was told to, or at once.
//!
//! Fingers vary by ten milliseconds and more. Wrong about keyboards on a screen and speech or switch input that makes keys up,
//! which hold them all alike: those of touch screens are left out, the others are the estimate, one visit in five hundred. Of
//! CMU's recordings of 44 keys the nearest has 36 % of them alike; 5 of 20,400 of 11 keys, too few to be judged, have 60 %.

use super::{Sign, Visit, crowd, has_fine_clock, times};
use alloc::format;

/// Presses from which on it can be told.
const PRESSES: usize = 12;
/// So near to each other is the same, in units of 100 µs: a clock of a millisecond and a program's own tardiness.
const WIDTH: f64 = 30.0;
/// The share that must be the same.
const SHARE: f64 = 0.6;

pub(in super::super) static CONSTANT: Sign = Sign {
    code: "constant_holds",
    frequency: 0.002,
    may_be_usual: true,
    seen: |Visit { hand, observation, .. }| {
        let holds = hand.holds();
        let (same, least, most) = crowd(&holds, WIDTH);
        let constant = holds.len() >= PRESSES && same as f64 >= SHARE * holds.len() as f64;
        (constant && has_fine_clock(observation))
            .then(|| format!("{same} of {} key presses lasted {}", holds.len(), times(least, most)))
    },
};
