//! Audio: sum of the last 500 of 5,000 samples that a triangle of 10 kHz leaves behind a compressor, in
//! millionths (W3C Web Audio): a number that depends on how the engine and the processor compute. Rendered away
//! from the main thread and never heard.
//!
//! Stability: changes with the engine's mathematics, every few years; browsers that resist add noise to each
//! reading. Cost: 3,500 µs.

use crate::reflect::{call, construct, get, set, window};
use js_sys::Float32Array;
use wasm_bindgen::{JsCast, JsValue};
use wire::signal::Reading;

const SAMPLES: u32 = 5_000;
const SUMMED: usize = 500;
/// Far from the defaults, so that much is computed.
const COMPRESSOR: &[(&str, f64)] =
    &[("threshold", -50.0), ("knee", 40.0), ("ratio", 12.0), ("attack", 0.0), ("release", 0.25)];

pub(super) fn begin() -> JsValue {
    let context = construct(&window(), "OfflineAudioContext", &[1.into(), SAMPLES.into(), 44_100.into()]);
    let source = call(&context, "createOscillator", &[]);
    let compressor = call(&context, "createDynamicsCompressor", &[]);
    set(&source, "type", &"triangle".into());
    let tune = |of: &JsValue, name: &str, value: f64| set(&get(of, name), "value", &value.into());
    tune(&source, "frequency", 1e4);
    for (name, value) in COMPRESSOR {
        tune(&compressor, name, *value);
    }
    call(&compressor, "connect", &[get(&context, "destination")]);
    call(&source, "connect", &[compressor]);
    call(&source, "start", &[]);
    call(&context, "startRendering", &[])
}

pub(super) fn finish(rendered: &JsValue) -> Reading {
    let samples = call(rendered, "getChannelData", &[0.into()]);
    let samples = samples.dyn_ref::<Float32Array>().map(Float32Array::to_vec).unwrap_or_default();
    let last = samples.iter().rev().take(SUMMED);
    let sum: f64 = last.map(|sample| f64::from(sample.abs())).sum();
    Reading::Integer((sum * 1e6) as i64)
}
