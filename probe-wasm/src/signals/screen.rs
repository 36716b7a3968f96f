//! Screen: `[width, height, available width, available height, window width, window height]` in CSS pixels,
//! then colour depth in bits and pixel ratio in thousandths (W3C CSSOM View).

use crate::sys::{self, property};
use wasm_bindgen::JsValue;
use wire::signal::{Absence, Reading};

/// Whether of the window (or of the screen), the name, the factor.
const VALUES: &[(bool, &str, f64)] = &[
    (false, "width", 1.0),
    (false, "height", 1.0),
    (false, "availWidth", 1.0),
    (false, "availHeight", 1.0),
    (true, "innerWidth", 1.0),
    (true, "innerHeight", 1.0),
    (false, "colorDepth", 1.0),
    (true, "devicePixelRatio", 1000.0),
];

pub(super) fn read() -> Reading {
    let (Some(window), Some(screen)) = (sys::window(), sys::screen()) else {
        return Reading::Absent(Absence::Unsupported);
    };
    let mut values = Vec::with_capacity(VALUES.len());
    for (of_window, name, factor) in VALUES {
        let of: &JsValue = if *of_window { &window } else { &screen };
        let value = property(of, name).and_then(|value| value.as_f64()).unwrap_or(0.0);
        values.push((value * factor) as i64);
    }
    Reading::Integers(values)
}
