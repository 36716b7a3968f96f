//! Text metrics: widths of [`TEXTS`] in the system's own font, in thousandths of a CSS pixel (W3C CSSOM,
//! `measureText`): which emoji, Indic and Chinese letters are there, and how they are shaped.
//!
//! Stability: changes with the operating system's fonts, about once a year (new emoji). Cost: 2,900 µs.

use crate::reflect::{canvas, text_width};
use wasm_bindgen::JsValue;
use wire::signal::Reading;

/// A family joined of four emoji (2015), one of Unicode 15 (2022), then scripts.
const TEXTS: &[&str] = &["👨‍👩‍👧‍👦", "🫨", "क्षत्रिय", "漢字"];

pub(super) fn read() -> Reading {
    let context = canvas(1, 1, "2d", &JsValue::UNDEFINED);
    let width = |text: &&str| (text_width(&context, "32px system-ui", text) * 1e3) as i64;
    Reading::Integers(TEXTS.iter().map(width).collect())
}
