//! Pastes that no hand made: neither a key that makes commands nor another button than the first, nor a finger.
//!
//! Browsers have a menu that pastes, off the page; so do programs that manage passwords or clipboards. Three visits in a
//! thousand, an estimate.

use super::{Sign, Visit};
use crate::observation::KeyClass;
use alloc::format;

/// Pastes from which on it can be told.
const PASTES: u32 = 2;

pub(in super::super) static PASTED_BY_NOBODY: Sign = Sign {
    code: "pasted_by_nobody",
    frequency: 0.003,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        // Insert with Shift, or a key of its own.
        let command = hand.keys.iter().any(|key| matches!(key.class, KeyClass::Modifier | KeyClass::Other));
        let by_hand = command || hand.other_button || hand.touched || hand.assisted;
        (hand.pastes >= PASTES && !by_hand)
            .then(|| format!("{} times something was pasted, by no key and no menu of the page", hand.pastes))
    },
};
