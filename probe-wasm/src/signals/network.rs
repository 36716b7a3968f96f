//! Network: `[effective type (1 slow-2g, 2 2g, 3 3g, 4 4g), round trip in ms, downlink in kbit/s, 1 where data
//! is saved]` as the browser estimates them (WICG Network Information). Chromium adds noise and rounds to 50 ms
//! and 50 kbit/s; others have none.
//!
//! Stability: changes from visit to visit: a description of the path, not of the device. Cost: 100 µs.

use crate::reflect::{is, navigator, number, text, wrong};
use wire::signal::{Absence, Reading};

const TYPES: [&str; 4] = ["slow-2g", "2g", "3g", "4g"];

pub(super) fn read() -> Reading {
    let connection = navigator("connection");
    let name = text(&connection, "effectiveType");
    let kind = TYPES.iter().position(|one| *one == name).unwrap_or_else(|| {
        wrong(Absence::Unsupported);
        0
    });
    let (rtt_ms, downlink_mbps) = (number(&connection, "rtt"), number(&connection, "downlink"));
    let saves = is(&connection, "saveData");
    Reading::Integers(vec![kind as i64 + 1, rtt_ms as i64, (downlink_mbps * 1000.0) as i64, saves.into()])
}
