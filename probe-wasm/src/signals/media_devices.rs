//! Media devices: `[microphones, cameras, loudspeakers]` (W3C Media Capture). Without a permission browsers
//! tell at most one of each, and no names; nobody is asked. A phone without a camera is no phone.
//!
//! Stability: changes when something is plugged in. Cost: 230 µs.

use crate::reflect::{call, list, navigator, text};
use wasm_bindgen::JsValue;
use wire::signal::Reading;

const KINDS: [&str; 3] = ["audioinput", "videoinput", "audiooutput"];

pub(super) fn begin() -> JsValue {
    call(&navigator("mediaDevices"), "enumerateDevices", &[])
}

pub(super) fn finish(devices: &JsValue) -> Reading {
    let devices = list(devices.clone());
    let count = |kind| devices.iter().filter(|device| text(device, "kind") == kind).count() as i64;
    Reading::Integers(KINDS.map(count).into())
}
