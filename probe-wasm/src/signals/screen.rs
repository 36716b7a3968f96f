//! Screen: `[width, height, available width, available height, window width, window height]` in CSS pixels,
//! then colour depth in bits and pixel ratio in thousandths (W3C CSSOM View).

use crate::sys::{self, property};
use wasm_bindgen::JsValue;
use wire::signal::{Absence, Reading};

pub(super) fn read() -> Reading {
    let (Some(window), Some(screen)) = (sys::window(), sys::screen()) else {
        return Reading::Absent(Absence::Unsupported);
    };
    let number = |of: &JsValue, name| property(of, name).and_then(|value| value.as_f64()).unwrap_or(0.0);
    let of_screen = ["width", "height", "availWidth", "availHeight"].map(|name| number(&screen, name));
    let of_window = ["innerWidth", "innerHeight"].map(|name| number(&window, name));
    let depth_and_ratio = [number(&screen, "colorDepth"), number(&window, "devicePixelRatio") * 1000.0];
    let all = of_screen.iter().chain(&of_window).chain(&depth_and_ratio);
    Reading::Integers(all.map(|value| *value as i64).collect())
}
