//! Signals: attributes of the browser or device, each a value or a named absence. A new one is one file and
//! two lines here.

mod clock_resolution;
mod cores;
mod languages;
mod screen;
mod time_zone;
mod ua_hints;

use crate::{page_view::cut, sys};
use wire::limits::{SIGNAL_ITEMS, SIGNAL_TEXT_BYTES};
use wire::signal::{Reading, Signal};

/// Reads one signal.
type Read = fn() -> Reading;

/// The visible list.
const SIGNALS: &[(&str, Read)] = &[
    ("screen", screen::read),
    ("time_zone", time_zone::read),
    ("languages", languages::read),
    ("cores", cores::read),
    ("clock_resolution", clock_resolution::read),
    ("ua_hints", ua_hints::read),
];

/// Reads every signal and times the reading.
pub(crate) fn read() -> Vec<Signal> {
    let mut signals = Vec::with_capacity(SIGNALS.len());
    for (name, read) in SIGNALS {
        let began_ms = sys::now_ms();
        let reading = bounded(read());
        let cost_us = sys::micros(sys::now_ms() - began_ms) as u32;
        signals.push(Signal { name: (*name).into(), reading, cost_us });
    }
    signals
}

/// The reading inside the wire's limits.
fn bounded(reading: Reading) -> Reading {
    match reading {
        Reading::Text(text) => Reading::Text(cut(text, SIGNAL_TEXT_BYTES)),
        Reading::Texts(texts) => Reading::Texts(
            texts.into_iter().take(SIGNAL_ITEMS).map(|text| cut(text, SIGNAL_TEXT_BYTES)).collect(),
        ),
        other => other,
    }
}
