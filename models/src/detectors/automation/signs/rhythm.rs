//! Keys that follow each other at the same time: a program types by a timer.
//!
//! From key to key, hands take from 80 to 400 ms, whatever they type. Wrong where a held key repeats (left out: the browser says
//! so) or where a device types for its owner, about one visit in a thousand. Of CMU's recordings of 44 keys the nearest has
//! 30 % alike; 1 of 20,400 of 11 keys, too few to be judged, has 60 %.

use super::{Sign, Visit, crowd, has_fine_clock, times};
use alloc::format;

/// Intervals from which on it can be told.
const INTERVALS: usize = 12;
/// So near to each other is the same, in units of 100 µs.
const WIDTH: f64 = 60.0;
/// The share that must be the same.
const SHARE: f64 = 0.6;

pub(in super::super) static CONSTANT: Sign = Sign {
    code: "constant_rhythm",
    frequency: 0.001,
    may_be_usual: true,
    seen: |Visit { hand, observation, .. }| {
        let intervals = hand.intervals();
        let (same, least, most) = crowd(&intervals, WIDTH);
        let constant = intervals.len() >= INTERVALS && same as f64 >= SHARE * intervals.len() as f64;
        (constant && has_fine_clock(observation)).then(|| {
            format!("{same} of {} keys followed the one before after {}", intervals.len(), times(least, most))
        })
    },
};
