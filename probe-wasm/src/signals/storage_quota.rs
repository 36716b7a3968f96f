//! Storage quota: what `navigator.storage.estimate()` grants this origin (WHATWG Storage), in quarters of an
//! octave: four times the binary logarithm of the bytes, rounded. Coarse, because the exact number moves with
//! the disk's free space.
//!
//! Stability: changes with a larger disk, and in private windows. Cost: 200 µs.

use crate::reflect::{call, global, navigator, number, number_of};
use wasm_bindgen::JsValue;
use wire::signal::Reading;

pub(super) fn begin() -> JsValue {
    call(&navigator("storage"), "estimate", &[])
}

pub(super) fn finish(estimate: &JsValue) -> Reading {
    let quota_bytes = number(estimate, "quota").max(1.0);
    // `f64::log2` would weigh a kilobyte.
    let octaves = number_of(&call(&global("Math"), "log2", &[quota_bytes.into()]));
    Reading::Integer((octaves * 4.0 + 0.5) as i64)
}
