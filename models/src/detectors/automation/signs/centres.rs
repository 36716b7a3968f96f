//! Presses at the very centre of what they press, one after the other: programs ask where something is and press its middle.
//!
//! Hands aim at the middle and miss it by some pixels. If they spread by a fifth of a button of 120 by 40 pixels, three presses in a
//! thousand are within one pixel of its centre in both directions; what is smaller than 24 pixels is not counted by the probe. Wrong
//! about what presses for its owner (speech, switches): one visit in a thousand, an estimate.

use super::{Sign, Visit};
use alloc::format;

/// Presses at a centre from which on it can be told.
const PRESSES: u32 = 3;
/// Their share among all presses of the mouse, those of one place counted once.
const SHARE: f64 = 0.75;

pub(in super::super) static CENTRED: Sign = Sign {
    code: "centred_presses",
    frequency: 0.001,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        let (aims, centred) = (hand.aims, hand.centred);
        (centred >= PRESSES && f64::from(centred) >= SHARE * f64::from(aims))
            .then(|| format!("{centred} of {aims} presses were at the very centre of what they pressed"))
    },
};
