//! Screen: `[width, height, available width, available height, window width, window height]` in CSS pixels,
//! then colour depth in bits and pixel ratio in thousandths (W3C CSSOM View).

use crate::sys;
use wire::signal::{Absence, Reading};

pub(super) fn read() -> Reading {
    match (sys::window(), sys::screen()) {
        (Some(window), Some(screen)) => {
            let pixels = [screen.width(), screen.height(), screen.avail_width(), screen.avail_height()];
            let inner = [window.inner_width(), window.inner_height()];
            let mut values: Vec<i64> =
                pixels.into_iter().map(|value| i64::from(value.unwrap_or(0))).collect();
            values.extend(
                inner
                    .into_iter()
                    .map(|value| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0) as i64),
            );
            values.push(i64::from(screen.color_depth().unwrap_or(0)));
            values.push((window.device_pixel_ratio() * 1000.0) as i64);
            Reading::Integers(values)
        }
        _ => Reading::Absent(Absence::Unsupported),
    }
}
