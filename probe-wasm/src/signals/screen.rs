//! Screen: `[width, height, available width, available height, window width, window height]` in CSS pixels,
//! then colour depth in bits and pixel ratio in thousandths (W3C CSSOM View).
//!
//! Stability: the window changes at will, the rest with the monitor and its settings. Cost: 250 µs.

use crate::reflect::{global, number, window};
use wire::signal::Reading;

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
    let (window, screen) = (window(), global("screen"));
    let mut values = Vec::with_capacity(VALUES.len());
    for (of_window, name, factor) in VALUES {
        let of = if *of_window { &window } else { &screen };
        values.push((number(of, name) * factor) as i64);
    }
    Reading::Integers(values)
}
