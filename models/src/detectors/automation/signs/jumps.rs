//! A pointer that is at its goal at once: programs move it there in one step and press.
//!
//! Hands slow down towards what they press, so the last steps are short. A trackpad or a slow mouse makes the steps longer, not the
//! last ones; a finger has no way at all and is left out. Wrong about pointers that are set by speech or the eyes, and about
//! tablets as a remote mouse: three visits in a thousand. Twice at least, because the pointer also comes back from
//! another window or a frame of the page.

use super::super::hand::SAME;
use super::{Sign, Visit};
use crate::explain::Quantity;
use alloc::format;

/// A last step of so many CSS pixels is a jump.
const JUMP: f64 = 60.0;
/// So many places before the press are looked at: who rests there for longer has not just come.
const LOOK: usize = 64;
/// Jumps from which on it can be told, and their share among presses whose way was seen.
const LEAST: (u32, f64) = (2, 0.75);

pub(in super::super) static TELEPORTS: Sign = Sign {
    code: "pointer_jumps",
    frequency: 0.003,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        let (mut ways, mut jumps, mut farthest) = (0_u32, 0_u32, 0.0_f64);
        for (index, press) in hand.mouse.iter().enumerate().filter(|(_, place)| place.pressed) {
            let before = hand.mouse.get(..index).unwrap_or_default();
            // Whatever rests at the goal is the arrival, not a step to it.
            let Some(last) =
                before.iter().rev().take(LOOK).map(|place| place.distance(press)).find(|away| *away > SAME)
            else {
                continue;
            };
            // Pressed again where it was pressed before: it did not move.
            if before.last().is_some_and(|place| place.pressed && place.distance(press) <= SAME) {
                continue;
            }
            ways += 1;
            if last >= JUMP {
                jumps += 1;
                farthest = farthest.max(last);
            }
        }
        let (least, share) = LEAST;
        (jumps >= least && f64::from(jumps) >= share * f64::from(ways)).then(|| {
            format!(
                "{jumps} of {ways} times the pointer was at what it pressed in one step, of up to {} pixels",
                Quantity::count(libm::round(farthest))
            )
        })
    },
};
