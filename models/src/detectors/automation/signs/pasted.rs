//! A form that is filled by pasting alone.
//!
//! People paste what they copied, also an address in three pieces, but seldom a whole form without a letter: one visit in a
//! hundred. What a browser or a password manager fills in is no paste.

use super::super::hand::types;
use super::{Sign, Visit};
use alloc::format;

/// Pastes from which on it can be told.
const PASTES: u32 = 3;
/// Keys that a slip of the hand explains.
const SLIPS: usize = 2;

pub(in super::super) static PASTED_ONLY: Sign = Sign {
    code: "pasted_only",
    frequency: 0.01,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        let typed = hand.keys.iter().filter(|key| types(key)).count();
        let only = hand.pastes >= PASTES && typed <= SLIPS && !hand.assisted && !hand.touched;
        only.then(|| format!("{} times something was pasted, and {typed} characters were typed", hand.pastes))
    },
};
