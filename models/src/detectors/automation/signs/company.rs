//! Moves without company: between two frames of the screen a mouse moves more than once, and the browser delivers those moves
//! together. Moves that are injected come one by one.
//!
//! So do those of many trackpads, slow mice and browsers that tell nothing of it: of a visit alone it says nothing. It is a sign
//! where the device's moves always had company, and then somebody may still have taken the trackpad: three visits in a hundred.

use super::super::hand::Hand;
use super::frames::FOLDED;
use super::{Sign, Visit};
use alloc::format;

/// Moves of more than [`FAR`] pixels in less than [`SOON`] (units of 100 µs) from which on it can be told.
const MOVES: usize = 40;
const FAR: f64 = 3.0;
const SOON: u32 = 400;
/// Visits from which on something is always so.
const VISITS: u32 = 3;

pub(in super::super) static ALONE: Sign = Sign {
    code: "moves_without_company",
    frequency: 0.03,
    may_be_usual: true,
    seen: |Visit { hand, known, .. }| {
        let company = known.company();
        let always = company.told >= VISITS && company.had == company.told;
        (always && of(hand) == Some(false)).then(|| {
            format!(
                "none of {} moves of the pointer came together with others; in {} visits before, many always did",
                hand.mouse.len(),
                company.told
            )
        })
    },
};

/// Whether moves of the mouse came in company; `None` where it did not move far or fast enough to tell, or a few did by a stall of the page.
pub(in super::super) fn of(hand: &Hand) -> Option<bool> {
    let quick = hand.mouse.windows(2).filter(|step| match step {
        [from, to] => to.at.checked_sub(from.at).is_some_and(|took| took < SOON) && from.distance(to) > FAR,
        _ => false,
    });
    let folded = hand.mouse.iter().filter(|place| place.coalesced).count() as f64;
    let company = match folded {
        0.0 => Some(false),
        folded => (folded > FOLDED * hand.mouse.len() as f64).then_some(true),
    };
    company.filter(|_| quick.count() >= MOVES)
}
