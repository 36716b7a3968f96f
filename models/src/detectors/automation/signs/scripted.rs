//! Events that a script of the page made up (`isTrusted` is false, WHATWG DOM) in a visit in which nobody pressed anything.
//!
//! Pages click on their own hidden buttons, and a password manager fills in with made-up keys; but its owner presses something
//! before the order is sent. Where a page asks for its token before that, it is wrong: one visit in two hundred. A program that
//! drives the browser from outside makes trusted events and is not seen here.

use super::{Sign, Visit};
use crate::observation::EventClass;
use alloc::{format, vec::Vec};

pub(in super::super) static MADE_UP: Sign = Sign {
    code: "scripted_events",
    frequency: 0.005,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        let pressed = !hand.keys.is_empty() || hand.mouse.iter().any(|place| place.pressed) || hand.touched;
        (!pressed && !hand.made_up.is_empty() && !hand.assisted).then(|| {
            let kinds = [
                (EventClass::Keyboard, "keys"),
                (EventClass::Pointer, "presses"),
                (EventClass::Input, "input"),
            ];
            let made_up =
                kinds.iter().filter(|(class, _)| hand.made_up.contains(class)).map(|(_, name)| *name);
            let made_up = made_up.collect::<Vec<_>>().join(" and ");
            format!(
                "a script made up {made_up}, noted {} times, and nobody pressed anything",
                hand.made_up.len()
            )
        })
    },
};
