//! Signals: attributes of the browser or device, each a value or a named absence. A new one is one file and
//! two lines here.
//!
//! What costs little goes with the opening. What costs more, or has to be waited for, is read after the
//! micro-transactions (`late.rs`) and goes with the seal. Costs are medians of `cargo xtask cost` on two processors of
//! a server without graphics hardware.

mod audio;
mod automation;
mod canvas;
mod clock_resolution;
mod compute_speed;
mod cores;
mod fonts;
mod intl;
mod languages;
mod maths;
mod media_devices;
mod media_queries;
mod memory;
mod network;
mod permissions;
mod plugins;
mod runtime;
mod screen;
mod speech_voices;
mod storage;
mod storage_quota;
mod text_metrics;
mod time_zone;
mod touch;
mod ua_details;
mod ua_hints;
mod user_agent;
mod wall_clock;
mod webgl;

use crate::page_view::cut;
use crate::reflect::{text, went_wrong};
use crate::sys;
use js_sys::Array;
use wasm_bindgen::JsValue;
use wire::limits::{SIGNAL_ITEMS, SIGNAL_TEXT_BYTES};
use wire::signal::{Reading, Signal};

/// Reads one signal.
type Read = fn() -> Reading;

/// How a late signal is read.
pub(crate) enum Late {
    /// In one go.
    Now(Read),
    /// In one go, for the page view with this name.
    Bound(fn(&str) -> Reading),
    /// A promise, and what is read from its value. One that is rejected is blocked.
    Promised(fn() -> JsValue, fn(&JsValue) -> Reading),
}

/// The visible list of those that go with the opening. The last one is read just before it leaves.
const EARLY: &[(&str, Read)] = &[
    ("screen", screen::read),
    ("time_zone", time_zone::read),
    ("languages", languages::read),
    ("cores", cores::read),
    ("clock_resolution", clock_resolution::read),
    ("ua_hints", ua_hints::read),
    ("user_agent", user_agent::read),
    ("runtime", runtime::read),
    ("memory", memory::read),
    ("touch", touch::read),
    ("media_queries", media_queries::read),
    ("intl", intl::read),
    ("storage", storage::read),
    ("network", network::read),
    ("maths", maths::read),
    ("wall_clock", wall_clock::read),
];

/// The visible list of those that go with the seal.
pub(crate) const LATE: &[(&str, Late)] = &[
    ("ua_details", Late::Promised(ua_details::begin, ua_details::finish)),
    ("permissions", Late::Promised(permissions::begin, permissions::finish)),
    ("storage_quota", Late::Promised(storage_quota::begin, storage_quota::finish)),
    ("media_devices", Late::Promised(media_devices::begin, media_devices::finish)),
    ("speech_voices", Late::Promised(speech_voices::begin, speech_voices::finish)),
    ("audio", Late::Promised(audio::begin, audio::finish)),
    ("compute_speed", Late::Bound(compute_speed::read)),
    ("plugins", Late::Now(plugins::read)),
    ("automation", Late::Now(automation::read)),
    ("canvas", Late::Now(canvas::read)),
    ("text_metrics", Late::Now(text_metrics::read)),
    ("fonts", Late::Now(fonts::read)),
    ("webgl", Late::Now(webgl::read)),
];

/// Reads every signal of the opening.
pub(crate) fn early() -> Vec<Signal> {
    EARLY.iter().map(|(name, read)| timed(name, read)).collect()
}

/// Reads one signal and times the reading. Whatever went wrong makes it absent.
#[inline(never)]
pub(crate) fn timed(name: &str, read: impl FnOnce() -> Reading) -> Signal {
    let _ = went_wrong();
    let began_ms = sys::now_ms();
    let reading = read();
    let cost_us = sys::micros(sys::now_ms() - began_ms) as u32;
    Signal {
        name: name.into(),
        reading: went_wrong().map_or_else(|| bounded(reading), Reading::Absent),
        cost_us,
    }
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

/// Yes and no, the first as the lowest bit.
fn bits(answers: impl IntoIterator<Item = bool>) -> Reading {
    let bits = (0..).zip(answers).map(|(at, answer)| i64::from(answer) << at);
    Reading::Integer(bits.sum())
}

/// The members of these names; empty where there is none.
#[inline(never)]
fn texts(of: &JsValue, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| text(of, name)).collect()
}

/// Adds brands of the user-agent hints and their versions.
#[inline(never)]
fn brands(texts: &mut Vec<String>, brands: Array) {
    for brand in brands.iter() {
        texts.push([text(&brand, "brand"), text(&brand, "version")].join(" "));
    }
}
