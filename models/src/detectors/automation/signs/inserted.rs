//! Text that comes into the fields without keys: a program that drives the browser puts it there at once (`Input.insertText` of the
//! DevTools protocol, `execCommand`), and the browser trusts it as if it was typed.
//!
//! So do dictation and the system's own panels of signs. What is filled in or composed by the browser, and keyboards on a screen, are
//! left out. Three visits in a thousand, an estimate; of no concern where the device does it always.

use super::super::hand::types;
use super::{Sign, Visit};
use alloc::format;

/// Fields, or pieces of text, from which on it can be told.
const PIECES: u32 = 2;
/// Keys that a slip of the hand explains.
const SLIPS: usize = 2;

pub(in super::super) static WITHOUT_KEYS: Sign = Sign {
    code: "text_without_keys",
    frequency: 0.003,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        let typed = hand.keys.iter().filter(|key| types(key)).count();
        let without = hand.inserted >= PIECES && typed <= SLIPS && !hand.assisted && !hand.touched;
        without.then(|| {
            format!(
                "{} times text came into a field without a key, and {typed} characters were typed",
                hand.inserted
            )
        })
    },
};
