//! Keys that come faster than fingers: two may fall together, most of them do not.
//!
//! Wrong about what types for its owner: password managers that press keys, text expanders, scanners of bar codes. Three
//! visits in a thousand.

use super::{Sign, Visit};
use crate::explain::Quantity;
use alloc::format;

/// Intervals from which on it can be told.
const INTERVALS: usize = 10;
/// Shorter than this is too fast, in units of 100 µs: typists at the world's record take 50 ms from key to key.
const FAST: f64 = 150.0;
/// The share that must be too fast.
const SHARE: f64 = 0.5;

pub(in super::super) static TOO_FAST: Sign = Sign {
    code: "typed_too_fast",
    frequency: 0.003,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        let intervals = hand.intervals();
        let fast = intervals.iter().filter(|interval| **interval < FAST).count();
        let too_fast = intervals.len() >= INTERVALS && fast as f64 >= SHARE * intervals.len() as f64;
        too_fast.then(|| {
            format!(
                "{fast} of {} keys followed the one before within {}, faster than fingers",
                intervals.len(),
                Quantity::duration(FAST * 100.0)
            )
        })
    },
};
