//! Numbers that walk: cards of one issuer and expiry whose last four digits follow each other, where so long a walk is no chance.
//!
//! Wrong about a firm whose employees' cards were made in one go, four of which pay here for the first time on one day.

use crate::signs::Sign;
use alloc::format;

/// As improbable among numbers drawn by lot.
const CHANCE: f64 = 1e-5;

pub(in super::super) static WALK: Sign = Sign {
    code: "numbers_in_sequence",
    frequency: 5e-5,
    may_be_usual: false,
    seen: |attempts| {
        let walk = attempts.walk.filter(|walk| walk.length > 2 && walk.chance() <= CHANCE)?;
        Some(format!(
            "{} cards of one issuer and one expiry date with last four digits that follow each other, within a day",
            walk.length
        ))
    },
};
