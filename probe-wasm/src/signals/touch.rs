//! Touch: `[points that can be told apart, 1 where touch events exist, 1 where the window takes them]`
//! (`navigator.maxTouchPoints`, W3C Pointer Events; `TouchEvent` and `ontouchstart`, W3C Touch Events). A phone
//! that has no touch is no phone.
//!
//! Stability: changes when a touch screen is plugged in. Cost: 150 µs.

use crate::reflect::{maybe, navigator, number_of, window};
use js_sys::Reflect;
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    let points = number_of(&navigator("maxTouchPoints"));
    let window = window();
    let exist = !maybe(&window, "TouchEvent").is_undefined();
    let taken = Reflect::has(&window, &"ontouchstart".into()).unwrap_or(false);
    Reading::Integers(vec![points as i64, exist.into(), taken.into()])
}
