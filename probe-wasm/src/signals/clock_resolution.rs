//! Clock resolution: the smallest step `performance.now()` was seen to make, in microseconds. Browsers
//! coarsen the clock (W3C High Resolution Time), so every other time of the page is only this exact.
//!
//! Stability: changes with the browser, and with the page's isolation from others. Cost: 400 µs; it watches
//! four steps go by.

use crate::sys;
use wire::signal::{Absence, Reading};

/// Steps to see.
const STEPS: u32 = 4;
/// Readings of the clock at most: about 5 ms on a slow machine.
const READINGS: u32 = 20_000;

pub(super) fn read() -> Reading {
    let Some(clock) = sys::performance() else { return Reading::Absent(Absence::Unsupported) };
    let (mut last_ms, mut smallest_ms, mut steps) = (clock.now(), f64::INFINITY, 0);
    for _ in 0..READINGS {
        let now_ms = clock.now();
        if now_ms > last_ms {
            smallest_ms = smallest_ms.min(now_ms - last_ms);
            last_ms = now_ms;
            steps += 1;
            if steps == STEPS {
                break;
            }
        }
    }
    if steps == 0 {
        Reading::Absent(Absence::Timeout)
    } else {
        Reading::Integer(sys::micros(smallest_ms) as i64)
    }
}
