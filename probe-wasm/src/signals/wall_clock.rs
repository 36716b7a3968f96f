//! Wall clock: `[microseconds since 1970, microseconds since the page's time origin]`, read at the same moment
//! (`Date.now()`, which counts milliseconds, and `performance.now()`). Read last, just before the opening
//! leaves, so that the server can tell the clock's offset, and over days its skew (Kohno, Broido, claffy:
//! *Remote physical device fingerprinting*, 2005).
//!
//! Stability: never the same; the offset jumps when the clock is set. Cost: 35 µs.

use crate::sys;
use js_sys::Date;
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    let (wall_ms, page_ms) = (Date::now(), sys::now_ms());
    Reading::Integers(vec![sys::micros(wall_ms) as i64, sys::micros(page_ms) as i64])
}
